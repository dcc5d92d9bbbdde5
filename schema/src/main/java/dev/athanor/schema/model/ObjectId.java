package dev.athanor.schema.model;

import java.util.Comparator;
import java.util.Objects;

/**
 * What names an object, the same in two databases.
 *
 * @param kind what it is
 * @param schema its schema; empty for schemas and extensions
 * @param within the table of a column, constraint, index, trigger, policy, rule; the argument types
 *     of a routine; empty otherwise
 * @param name its own name, unquoted
 */
public record ObjectId(Kind kind, String schema, String within, String name)
    implements Comparable<ObjectId> {
  private static final Comparator<ObjectId> ORDER =
      Comparator.comparing(ObjectId::kind)
          .thenComparing(ObjectId::schema)
          .thenComparing(ObjectId::within)
          .thenComparing(ObjectId::name);

  public ObjectId {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(within, "within");
    Objects.requireNonNull(name, "name");
  }

  public static ObjectId of(Kind kind, String schema, String name) {
    return new ObjectId(kind, schema, "", name);
  }

  public static ObjectId table(String schema, String name) {
    return of(Kind.TABLE, schema, name);
  }

  public static ObjectId column(String schema, String table, String name) {
    return new ObjectId(Kind.COLUMN, schema, table, name);
  }

  /** An object of a table or view: same schema, {@code within} it. */
  public ObjectId child(Kind childKind, String childName) {
    return new ObjectId(childKind, schema, name, childName);
  }

  /** The same names under another kind: a column's default, say. */
  public ObjectId as(Kind other) {
    return new ObjectId(other, schema, within, name);
  }

  /** {@code schema.table.column}, unquoted, for people and for patterns. */
  public String path() {
    StringBuilder text = new StringBuilder();
    if (!schema.isEmpty()) {
      text.append(schema).append('.');
    }
    if (kind == Kind.ROUTINE) {
      return text.append(name).append('(').append(within).append(')').toString();
    }
    if (!within.isEmpty()) {
      text.append(within).append('.');
    }
    return text.append(name).toString();
  }

  /**
   * By hand, as {@link #hashCode}: what the JVM makes of a record's fields is slow until it was
   * called very often, and whole snapshots are looked up by these.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof ObjectId id
        && kind == id.kind
        && name.equals(id.name)
        && within.equals(id.within)
        && schema.equals(id.schema);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * (31 * name.hashCode() + within.hashCode()) + schema.hashCode())
        + kind.hashCode();
  }

  @Override
  public int compareTo(ObjectId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return kind.label() + " " + path();
  }
}
