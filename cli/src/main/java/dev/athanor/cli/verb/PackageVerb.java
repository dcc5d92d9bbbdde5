package dev.athanor.cli.verb;

import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.PackageBundle;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes the bundle that clusters get. */
@Command(name = "package", description = "Compile the revisions into a bundle.")
final class PackageVerb extends Verb {
  @Mixin SourceOptions source;

  @Parameters(paramLabel = "FILE", description = "The bundle to write.")
  Path file;

  @Override
  CommandResult run() {
    return new PackageBundle(source.changelog(), source.options(), file).run();
  }
}
