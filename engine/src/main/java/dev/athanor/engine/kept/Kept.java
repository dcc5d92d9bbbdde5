package dev.athanor.engine.kept;

import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.sql.SqlText;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is kept of a table, a column or rows that a changeset took away; its rows are in a table of
 * schema {@link #SCHEMA}.
 *
 * @param id names it, and the table that it is in: hexadecimal digits
 * @param changeset what took it away
 * @param revision the changeset's revision
 * @param kind what was taken away
 * @param schema of the table, as it was called before the changeset
 * @param table its name then
 * @param column the column's name then; empty for a whole table
 * @param key names of the columns that a row is found by; none for a whole table
 * @param after for converted and updated values: schema, table and column as they were called
 *     behind the changeset; else none
 * @param sequences of a table's or a column's own sequences, two by two: the column's name, and the
 *     last number that was taken
 * @param rows how many there are; empty where the table was moved, which counts nothing
 * @param bytes how much room the rows take
 * @param until when they may be forgotten
 */
public record Kept(
    String id,
    ChangesetKey changeset,
    String revision,
    Kind kind,
    String schema,
    String table,
    String column,
    List<String> key,
    List<String> after,
    List<String> sequences,
    Optional<Long> rows,
    long bytes,
    Instant until) {

  /** The schema that the rows are in. */
  public static final String SCHEMA = "athanor_kept";

  /** What was taken away. */
  public enum Kind {
    /** All rows of a table. */
    TABLE,
    /** A column's values. */
    COLUMN,
    /** A column's values before they were converted to another type. */
    CONVERSION,
    /** Rows that a changeset deleted which is marked to keep them. */
    DELETED,
    /** A column's values before such a changeset changed them. */
    UPDATED;

    /** Whether it is a column's values that became others, and what they became is known. */
    boolean isChange() {
      return this == CONVERSION || this == UPDATED;
    }

    /** Whether it goes back behind the undo, which has been at these rows itself. */
    boolean isOfRows() {
      return this == DELETED || this == UPDATED;
    }
  }

  public Kept {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(changeset, "changeset");
    Objects.requireNonNull(revision, "revision");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(table, "table");
    Objects.requireNonNull(column, "column");
    key = List.copyOf(key);
    after = List.copyOf(after);
    sequences = List.copyOf(sequences);
    Objects.requireNonNull(rows, "rows");
    Objects.requireNonNull(until, "until");
  }

  /** The qualified, quoted name of the table that the rows are in. */
  public String place() {
    return place("kept", id);
  }

  static String place(String prefix, String id) {
    return SCHEMA + '.' + SqlText.identifier(prefix + '_' + id);
  }

  /** What it was, as people read it: {@code public.orders}, {@code public.orders.note}. */
  public String what() {
    return schema + '.' + table + (column.isEmpty() ? "" : '.' + column);
  }
}
