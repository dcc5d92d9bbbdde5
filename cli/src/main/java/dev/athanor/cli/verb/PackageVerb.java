package dev.athanor.cli.verb;

import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.PackageBundle;
import dev.athanor.engine.command.PackageBundle.PackagedBundle;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.rehearsal.lint.Known;
import dev.athanor.rehearsal.lint.Sizes;
import java.nio.file.Path;

/** Writes the bundle that clusters get. */
final class PackageVerb extends Verb {
  private final LintingOptions linting = new LintingOptions();
  private final SourceOptions source = new SourceOptions(linting.selection());
  private Path file;
  private boolean singleHead;
  private boolean rehearse;

  @Override
  public String summary() {
    return "Compile the revisions into a bundle.";
  }

  @Override
  void options(Arguments arguments) {
    source.declareFiles(arguments);
    linting.declare(arguments);
    arguments.flag("--single-head", "fail when there are several heads", () -> singleHead = true);
    arguments.flag(
        "--rehearse",
        "lint what the cache has no findings of, which the bundle then has",
        () -> rehearse = true);
    arguments.requiredPositional("FILE", "the bundle to write", v -> file = Path.of(v));
  }

  @Override
  CommandResult result() {
    if (rehearse) {
      rehearse();
    }
    PackagedBundle packaged =
        new PackageBundle(source.changelog(), source.options(), file, singleHead).run();
    packaged.warning().ifPresent(this::progress);
    return packaged;
  }

  private void rehearse() {
    Path cache =
        source
            .cache()
            .orElseThrow(
                () ->
                    new AthanorException(
                        Reason.INVALID_CONFIGURATION,
                        "--rehearse has no cache to keep what it finds in",
                        "Name a directory with --cache."));
    Bundle bundle = BundleCompiler.compile(source.changelog(), source.options());
    linting.lint(source, bundle, Known.rehearsed(bundle, cache), true, Sizes.UNKNOWN);
  }
}
