package dev.athanor.rehearsal.recording;

import java.util.Objects;

/**
 * A relation that was there before a changeset.
 *
 * @param kind what it is
 * @param schema its schema, unquoted
 * @param name its name, unquoted
 * @param table the table that an index, a TOAST table or its index, or an owned sequence belongs
 *     to, in the same schema unless it is a sequence's; empty for what stands alone
 */
public record Relation(Kind kind, String schema, String name, String table) {

  /** {@code pg_class.relkind}. */
  public enum Kind {
    TABLE('r'),
    PARTITIONED_TABLE('p'),
    INDEX('i'),
    PARTITIONED_INDEX('I'),
    SEQUENCE('S'),
    VIEW('v'),
    MATERIALIZED_VIEW('m'),
    COMPOSITE_TYPE('c'),
    FOREIGN_TABLE('f'),
    TOAST('t');

    private final char relkind;

    Kind(char relkind) {
      this.relkind = relkind;
    }

    /**
     * @throws IllegalArgumentException for what PostgreSQL 18 does not know
     */
    public static Kind of(String relkind) {
      for (Kind kind : values()) {
        if (relkind.charAt(0) == kind.relkind) {
          return kind;
        }
      }
      throw new IllegalArgumentException("relkind " + relkind);
    }
  }

  public Relation {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(table, "table");
  }

  /** Whether it holds rows of people's: a table or one of its kind. */
  public boolean isTable() {
    return kind == Kind.TABLE || kind == Kind.PARTITIONED_TABLE || kind == Kind.FOREIGN_TABLE;
  }

  /** {@code schema.name}, unquoted, for people. */
  public String path() {
    return schema + "." + name;
  }
}
