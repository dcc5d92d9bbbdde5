package dev.athanor.engine.changelog;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Where a changelog lies.
 *
 * @param root the changelog root: no file outside it is ever read, and FILENAME in
 *     DATABASECHANGELOG is the path below it
 * @param kind how revisions are found
 * @param path below {@code root}, with forward slashes: the directory of revisions, or the master
 *     changelog
 * @param classpath jars and directories with files that are not below the root
 */
public record ChangelogSource(Path root, Kind kind, String path, List<Path> classpath) {

  /** The directory of revisions unless a project says otherwise. */
  public static final String DEFAULT_DIRECTORY = "versions";

  /** How revisions are found. */
  public enum Kind {
    /** A directory in which each file is a revision with a header. */
    VERSIONS,
    /**
     * An existing Liquibase changelog: each file it includes is a revision, one after the other.
     */
    MASTER
  }

  public ChangelogSource {
    root = Objects.requireNonNull(root, "root").toAbsolutePath().normalize();
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(path, "path");
    classpath = List.copyOf(classpath);
  }

  /** Revisions in {@code <root>/versions}. */
  public static ChangelogSource versions(Path root) {
    return versions(root, DEFAULT_DIRECTORY);
  }

  public static ChangelogSource versions(Path root, String directory) {
    return new ChangelogSource(root, Kind.VERSIONS, directory, List.of());
  }

  /** An existing Liquibase changelog, {@code file} below {@code root}. */
  public static ChangelogSource master(Path root, String file) {
    return new ChangelogSource(root, Kind.MASTER, file, List.of());
  }

  /**
   * The same with more places for files: what is not below the root is looked for in these.
   *
   * @param entries jars and directories, in their order
   */
  public ChangelogSource withClasspath(List<Path> entries) {
    return new ChangelogSource(root, kind, path, entries);
  }

  /** The same below another root. */
  public ChangelogSource in(Path other) {
    return new ChangelogSource(other, kind, path, classpath);
  }

  /** Whether the master changelog, or the directory of revisions, is there. */
  public boolean exists() {
    ChangelogFiles files = new ChangelogFiles(this);
    return switch (kind) {
      case VERSIONS -> files.list(path, false).isPresent();
      case MASTER -> files.exists(path);
    };
  }
}
