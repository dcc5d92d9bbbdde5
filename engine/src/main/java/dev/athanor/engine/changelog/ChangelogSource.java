package dev.athanor.engine.changelog;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a changelog lies.
 *
 * @param root the changelog root: no file outside it is ever read, and FILENAME in
 *     DATABASECHANGELOG is the path below it
 * @param kind how revisions are found
 * @param path below {@code root}, with forward slashes: the directory of revisions, or the master
 *     changelog
 */
public record ChangelogSource(Path root, Kind kind, String path) {

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
  }

  /** Revisions in {@code <root>/versions}. */
  public static ChangelogSource versions(Path root) {
    return versions(root, DEFAULT_DIRECTORY);
  }

  public static ChangelogSource versions(Path root, String directory) {
    return new ChangelogSource(root, Kind.VERSIONS, directory);
  }

  /** An existing Liquibase changelog, {@code file} below {@code root}. */
  public static ChangelogSource master(Path root, String file) {
    return new ChangelogSource(root, Kind.MASTER, file);
  }
}
