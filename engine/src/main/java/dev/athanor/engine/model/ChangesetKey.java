package dev.athanor.engine.model;

import java.util.Objects;

/**
 * What identifies a changeset in DATABASECHANGELOG: Liquibase's triple.
 *
 * @param path the FILENAME column: the file's path below the changelog root with forward slashes,
 *     or the changeset's {@code logicalFilePath}
 */
public record ChangesetKey(String author, String id, String path) {
  public ChangesetKey {
    Objects.requireNonNull(author, "author");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(path, "path");
  }

  /** Liquibase's form: {@code path::id::author}. */
  @Override
  public String toString() {
    return path + "::" + id + "::" + author;
  }
}
