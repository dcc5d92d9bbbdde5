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

  /** Written out: the generated one costs a process that lives for a moment a tenth of its time. */
  @Override
  public int hashCode() {
    return (path.hashCode() * 31 + id.hashCode()) * 31 + author.hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChangesetKey key
        && path.equals(key.path)
        && id.equals(key.id)
        && author.equals(key.author);
  }

  /** Liquibase's form: {@code path::id::author}. */
  @Override
  public String toString() {
    return path + "::" + id + "::" + author;
  }
}
