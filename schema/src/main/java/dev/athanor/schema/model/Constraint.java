package dev.athanor.schema.model;

/**
 * A constraint of a table.
 *
 * @param definition as {@code pg_get_constraintdef} writes it, without {@code NOT VALID}
 * @param valid false while existing rows have not been checked
 * @param referenced the table a foreign key points to, or null
 * @param options storage parameters of the index behind it, as {@code fillfactor=70}; or empty
 * @param indexComment what is said of the index behind it, or null
 */
public record Constraint(
    ObjectId id,
    Type type,
    String definition,
    boolean valid,
    ObjectId referenced,
    String options,
    String indexComment,
    String comment)
    implements SchemaObject {

  /** How the definition of a constraint that is only declared ends; PostgreSQL 18 and later. */
  public static final String NOT_ENFORCED = " NOT ENFORCED";

  /** Kinds of constraint, in the order a table's definition lists them. */
  public enum Type {
    PRIMARY_KEY,
    UNIQUE,
    EXCLUSION,
    CHECK,
    FOREIGN_KEY
  }

  public ObjectId table() {
    return ObjectId.table(id.schema(), id.within());
  }

  /** The same constraint with another comment on the index behind it. */
  public Constraint withIndexComment(String text) {
    return new Constraint(id, type, definition, valid, referenced, options, text, comment);
  }

  /** The same constraint, of which nothing is said. */
  public Constraint withoutComment(boolean isValid) {
    return new Constraint(id, type, definition, isValid, referenced, options, indexComment, null);
  }

  /** Whether rows are held to it; if not, there is nothing to validate either. */
  public boolean isEnforced() {
    return !definition.endsWith(NOT_ENFORCED);
  }

  /** Whether an index stands behind it. */
  public boolean isIndexed() {
    return type == Type.PRIMARY_KEY || type == Type.UNIQUE || type == Type.EXCLUSION;
  }
}
