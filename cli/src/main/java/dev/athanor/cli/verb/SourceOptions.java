package dev.athanor.cli.verb;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.changelog.RevisionGraph;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where the revisions are: a bundle, or the files it would be compiled from. */
final class SourceOptions {
  @Option(names = "--bundle", paramLabel = "FILE", description = "A bundle, as package writes it.")
  Path bundle;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Without a bundle: the changelog root (default: here).")
  Path root;

  @Option(
      names = "--versions",
      paramLabel = "DIR",
      defaultValue = ChangelogSource.DEFAULT_DIRECTORY,
      description = "The directory of revisions below the root (default: ${DEFAULT-VALUE}).")
  String versions;

  @Option(
      names = "--changelog",
      paramLabel = "FILE",
      description = "In its place, a Liquibase master changelog below the root.")
  String changelog;

  @Option(
      names = "--parameter",
      paramLabel = "NAME=VALUE",
      description = "A changelog parameter of Liquibase's; may be repeated.")
  Map<String, String> parameters = Map.of();

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Keeps compiled revisions from one run to the next.")
  Path cache;

  ChangelogSource source() {
    return changelog == null
        ? ChangelogSource.versions(root, versions)
        : ChangelogSource.master(root, changelog);
  }

  Changelog changelog() {
    return Changelog.load(source());
  }

  /** Of a bundle as it is; of files without compiling them. */
  RevisionGraph graph() {
    return bundle == null ? changelog().graph() : Bundle.read(bundle).graph();
  }

  Bundle bundle() {
    return bundle == null ? BundleCompiler.compile(changelog(), options()) : Bundle.read(bundle);
  }

  CompileOptions options() {
    CompileOptions options = CompileOptions.defaults().withParameters(parameters);
    return cache == null ? options : options.withCache(cache);
  }
}
