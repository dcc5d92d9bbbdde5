package dev.athanor.schema.diff;

import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A new name for an object. In a list, each speaks of the names that the ones before it left.
 *
 * @param from what is renamed: a table, column, view, sequence, index, constraint, type, or a value
 *     of an enum or of a column
 * @param name the new name, unquoted
 * @param values where {@code from} is a value of a column of text: the column
 */
public record Rename(ObjectId from, String name, Optional<TextValues> values) {
  public Rename {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(values, "values");
  }

  public Rename(ObjectId from, String name) {
    this(from, name, Optional.empty());
  }

  /** The object's id under its new name. */
  public ObjectId to() {
    return new ObjectId(from.kind(), from.schema(), from.within(), name);
  }

  public Rename reverse() {
    return new Rename(to(), from.name(), values.map(TextValues::reverse));
  }

  /** What undoes all of {@code renames}, in the order in which to do it. */
  public static List<Rename> reverse(List<Rename> renames) {
    List<Rename> reversed = new ArrayList<>();
    renames.forEach(rename -> reversed.add(rename.reverse()));
    Collections.reverse(reversed);
    return reversed;
  }

  /** The statement that does it, or several with semicolons between; without one at the end. */
  public String sql(Names names) {
    String to = Names.quote(name);
    return switch (from.kind()) {
      case COLUMN, CONSTRAINT ->
          "ALTER TABLE "
              + names.tableOf(from)
              + " RENAME "
              + from.kind()
              + " "
              + Names.quote(from.name())
              + " TO "
              + to;
      case ENUM, DOMAIN, COMPOSITE, RANGE -> "ALTER TYPE " + names.of(from) + " RENAME TO " + to;
      case LABEL -> values.map(v -> v.sql(names, from.name(), name)).orElseGet(() -> label(names));
      case TABLE, SEQUENCE, INDEX, VIEW, SCHEMA ->
          "ALTER " + from.kind() + " " + names.of(from) + " RENAME TO " + to;
      default -> throw new IllegalArgumentException("cannot rename " + from);
    };
  }

  private String label(Names names) {
    return "ALTER TYPE "
        + names.tableOf(from)
        + " RENAME VALUE "
        + Names.literal(from.name())
        + " TO "
        + Names.literal(name);
  }

  static boolean isAutomatic(Kind kind) {
    return kind == Kind.INDEX || kind == Kind.CONSTRAINT;
  }
}
