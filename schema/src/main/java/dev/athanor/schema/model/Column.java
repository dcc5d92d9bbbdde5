package dev.athanor.schema.model;

import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A column of a table. Its position is not part of it: tables are never rebuilt for that.
 *
 * @param type with modifiers, as {@code format_type} writes it
 * @param collation quoted, when it is not the type's own; else null
 * @param notNullTerms what follows NOT NULL from PostgreSQL 18 on: {@code NO INHERIT}, {@code NOT
 *     VALID}, both or nothing
 * @param defaultExpression the default, or the expression of a generated column; or null
 * @param generated how a generated column is kept
 * @param identity or null
 * @param inherited whether it exists only because a parent has it
 * @param storage the physical settings
 */
public record Column(
    ObjectId id,
    String type,
    String collation,
    boolean notNull,
    String notNullTerms,
    String defaultExpression,
    Generated generated,
    Identity identity,
    boolean inherited,
    Storage storage,
    String comment)
    implements SchemaObject {

  private static final String NO_INHERIT = "NO INHERIT";
  private static final String NOT_VALID = "NOT VALID";

  /** How a generated column is kept. */
  public enum Generated {
    NO,
    STORED,
    /** PostgreSQL 18 and later. */
    VIRTUAL
  }

  /**
   * An identity column's sequence.
   *
   * @param always {@code GENERATED ALWAYS}, else {@code BY DEFAULT}
   * @param sequence the sequence's name, in the table's schema
   */
  public record Identity(boolean always, String sequence, SequenceOptions options) {}

  /**
   * Physical settings.
   *
   * @param strategy {@code plain}, {@code main}, {@code external} or {@code extended}; null for the
   *     type's own
   * @param typeStrategy the type's own
   * @param compression {@code pglz}, {@code lz4}, or null for the server's default
   * @param statisticsTarget −1 for the server's default
   * @param options {@code n_distinct} and the like
   */
  public record Storage(
      String strategy,
      String typeStrategy,
      String compression,
      int statisticsTarget,
      SortedMap<String, String> options) {
    public static final Storage DEFAULT = new Storage(null, "plain", null, -1, new TreeMap<>());

    public Storage {
      options = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(options));
    }

    /** What is left of it when the column gets another type. */
    public Storage afterRetyping() {
      return new Storage(null, typeStrategy, null, statisticsTarget, options);
    }

    /**
     * The same settings for a type that is stored so; what was set by hand for another storage
     * means nothing there.
     */
    public Storage ofType(String strategyOfType) {
      return strategyOfType.equals(typeStrategy)
          ? this
          : new Storage(null, strategyOfType, null, statisticsTarget, options);
    }

    /** Whether nothing was set by hand. */
    public boolean isDefault() {
      return strategy == null && compression == null && statisticsTarget == -1 && options.isEmpty();
    }
  }

  public Column {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(generated, "generated");
    Objects.requireNonNull(storage, "storage");
  }

  /** A plain column. */
  public static Column of(ObjectId id, String type, boolean notNull, String defaultExpression) {
    return new Column(
        id,
        type,
        null,
        notNull,
        "",
        defaultExpression,
        Generated.NO,
        null,
        false,
        Storage.DEFAULT,
        null);
  }

  public ObjectId table() {
    return ObjectId.table(id.schema(), id.within());
  }

  /** {@code NOT NULL} with its terms; null for a column that takes nulls. */
  public String nullability() {
    return notNull ? ("NOT NULL " + notNullTerms).strip() : null;
  }

  /** Whether NOT NULL is this column's own, and not its children's. */
  public boolean isNotNullAlone() {
    return notNullTerms.startsWith(NO_INHERIT);
  }

  /** Whether rows that were there may still hold nulls. */
  public boolean isNotNullUnproven() {
    return notNullTerms.endsWith(NOT_VALID);
  }

  /** Whether no row holds a null. */
  public boolean isProvenNotNull() {
    return notNull && !isNotNullUnproven();
  }

  public boolean isGenerated() {
    return generated != Generated.NO;
  }

  /** The default of a column that is not generated, or null. */
  public String plainDefault() {
    return isGenerated() ? null : defaultExpression;
  }

  /** The same column with another default. */
  public Column withDefault(String expression) {
    return new Column(
        id,
        type,
        collation,
        notNull,
        notNullTerms,
        expression,
        generated,
        identity,
        inherited,
        storage,
        comment);
  }
}
