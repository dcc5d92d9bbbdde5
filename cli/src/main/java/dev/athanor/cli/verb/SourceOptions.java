package dev.athanor.cli.verb;

import dev.athanor.cli.SelectionOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogFiles;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.rehearsal.test.TestFile;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where the revisions are: a bundle, or the files it would be compiled from. */
final class SourceOptions {
  private final SelectionOptions selection;
  private final boolean declares;
  private Path bundle;
  private Path root = Path.of(".");
  private String versions = ChangelogSource.DEFAULT_DIRECTORY;
  private String changelog;
  private final List<Path> classpath = new ArrayList<>();
  private final Map<String, String> parameters = new LinkedHashMap<>();
  private Path cache;

  /** Of a verb for which contexts and labels choose properties' values, and nothing else. */
  SourceOptions() {
    this.selection = new SelectionOptions();
    this.declares = true;
  }

  /**
   * @param selection which somebody else declares
   */
  SourceOptions(SelectionOptions selection) {
    this.selection = selection;
    this.declares = false;
  }

  void declare(Arguments arguments) {
    arguments.option(
        "--bundle", "FILE", "a bundle, as package writes it", v -> bundle = Path.of(v));
    declareFiles(arguments);
  }

  /** Of a command that reads what people wrote. */
  void declareFiles(Arguments arguments) {
    if (declares) {
      selection.declare(arguments);
    }
    arguments
        .option("--root", "DIR", "without a bundle: the changelog root", v -> root = Path.of(v))
        .option("--versions", "DIR", "revisions below it (default: versions)", v -> versions = v)
        .option("--changelog", "FILE", "in their place, a Liquibase master", v -> changelog = v)
        .option(
            "--classpath",
            "JARS",
            "jars and directories with files of that master and with classes that --allow-live runs",
            this::classpath)
        .option("--parameter", "NAME=VALUE", "a changelog parameter; repeatable", this::parameter)
        .option("--cache", "DIR", "keeps compiled revisions", v -> cache = Path.of(v));
  }

  private void classpath(String entries) {
    for (String entry : entries.split(Pattern.quote(File.pathSeparator))) {
      if (!entry.isBlank()) {
        classpath.add(Path.of(entry));
      }
    }
  }

  private void parameter(String assignment) {
    String[] parts = assignment.split("=", 2);
    parameters.put(parts[0], parts.length > 1 ? parts[1] : "");
  }

  ChangelogSource source() {
    return changelog == null
        ? ChangelogSource.versions(root, versions)
        : ChangelogSource.master(root, changelog).withClasspath(classpath);
  }

  /** Jars and directories that were given, for files or for classes. */
  List<Path> classpath() {
    return List.copyOf(classpath);
  }

  Changelog changelog() {
    return Changelog.load(source());
  }

  /** Of a bundle as it is; of revisions without compiling them. */
  RevisionGraph graph() {
    return bundle == null
        ? BundleCompiler.graph(changelog(), options())
        : Bundle.read(bundle).graph();
  }

  Bundle bundle() {
    return bundle == null ? BundleCompiler.compile(changelog(), options()) : Bundle.open(bundle);
  }

  /** A project's own SQL for its revisions; a bundle has none. */
  List<TestFile> testFiles(RevisionGraph graph) {
    return bundle == null && changelog == null
        ? TestFile.read(new ChangelogFiles(root), versions, graph)
        : List.of();
  }

  SelectionOptions selection() {
    return selection;
  }

  Optional<Path> cache() {
    return Optional.ofNullable(cache);
  }

  CompileOptions options() {
    CompileOptions options =
        CompileOptions.defaults()
            .withParameters(parameters)
            .withSelection(selection.contexts(), selection.labels());
    return cache == null ? options : options.withCache(cache);
  }
}
