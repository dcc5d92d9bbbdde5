package dev.athanor.engine.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
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

  /** Liquibase's form, {@code path::id::author}, in one {@link Printable} line. */
  @Override
  public String toString() {
    return Printable.line(path + "::" + id + "::" + author);
  }

  /**
   * What makes two keys the same to Liquibase ({@code RanChangeSet.isSameAs}): case does not count,
   * nor a {@code classpath:} or slash before the path, nor how the way to the file is spelled.
   */
  public String identity() {
    return normalizePath(path)
        + "::"
        + id.toLowerCase(Locale.ROOT)
        + "::"
        + author.toLowerCase(Locale.ROOT);
  }

  private static String normalizePath(String path) {
    String normal = path.toLowerCase(Locale.ROOT).replace('\\', '/');
    while (normal.startsWith("classpath:")) {
      normal = normal.substring("classpath:".length());
    }
    if (normal.length() > 1 && normal.charAt(1) == ':' && Character.isLetter(normal.charAt(0))) {
      normal = normal.substring(2);
    }
    int from = 0;
    while (normal.startsWith("./", from) || normal.startsWith("/", from)) {
      from += normal.charAt(from) == '/' ? 1 : 2;
    }
    normal = from == 0 ? normal : normal.substring(from);
    boolean straight = !normal.contains("//") && !normal.contains("/./") && !normal.contains("../");
    return straight ? normal : direct(normal);
  }

  /** {@code a/./b}, {@code a//b} and {@code a/c/../b} are {@code a/b}. */
  private static String direct(String path) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : path.split("/")) {
      boolean up = part.equals("..") && !parts.isEmpty() && !parts.getLast().equals("..");
      if (up) {
        parts.removeLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return String.join("/", parts);
  }
}
