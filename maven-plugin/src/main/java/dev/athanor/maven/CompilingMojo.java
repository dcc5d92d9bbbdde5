package dev.athanor.maven;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.RevisionGraph;
import java.io.File;
import java.util.List;
import java.util.Map;
import org.apache.maven.plugins.annotations.Parameter;

/** A goal that compiles the revisions of a module. */
abstract class CompilingMojo extends ChangelogMojo {

  /** Liquibase's changelog parameters. */
  @Parameter private Map<String, String> parameters = Map.of();

  /**
   * Liquibase contexts that are active, separated by commas; all changesets run when none is. They
   * also choose among values that properties have.
   */
  @Parameter(property = "athanor.contexts")
  private String contexts;

  /** Liquibase label expression that changesets, and values of properties, must match. */
  @Parameter(property = "athanor.labels")
  private String labels;

  /** Where compiled revisions are kept from one run to the next. */
  @Parameter(
      property = "athanor.cache",
      defaultValue = "${project.build.directory}/athanor/cache",
      required = true)
  File cache;

  final CompileOptions compileOptions() {
    return CompileOptions.defaults()
        .withParameters(parameters)
        .withSelection(contexts(), labels())
        .withCache(cache.toPath());
  }

  final List<String> contexts() {
    return NewRevisionMojo.list(contexts);
  }

  final String labels() {
    return labels == null ? "" : labels;
  }

  /** The revisions, which only a master changelog is compiled for. */
  final RevisionGraph graph() {
    return BundleCompiler.graph(changelog(), compileOptions());
  }

  final Bundle bundle() {
    return BundleCompiler.compile(changelog(), compileOptions());
  }
}
