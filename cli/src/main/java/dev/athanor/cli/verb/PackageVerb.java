package dev.athanor.cli.verb;

import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.PackageBundle;
import dev.athanor.engine.command.PackageBundle.PackagedBundle;
import java.nio.file.Path;

/** Writes the bundle that clusters get. */
final class PackageVerb extends Verb {
  private final SourceOptions source = new SourceOptions();
  private Path file;
  private boolean singleHead;

  @Override
  public String summary() {
    return "Compile the revisions into a bundle.";
  }

  @Override
  void options(Arguments arguments) {
    source.declare(arguments);
    arguments.flag("--single-head", "fail when there are several heads", () -> singleHead = true);
    arguments.requiredPositional("FILE", "the bundle to write", v -> file = Path.of(v));
  }

  @Override
  CommandResult result() {
    PackagedBundle packaged =
        new PackageBundle(source.changelog(), source.options(), file, singleHead).run();
    packaged.warning().ifPresent(this::progress);
    return packaged;
  }
}
