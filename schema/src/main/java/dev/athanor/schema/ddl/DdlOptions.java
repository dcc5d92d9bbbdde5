package dev.athanor.schema.ddl;

/**
 * How DDL is written.
 *
 * @param safe on tables that exist: indexes concurrently, constraints NOT VALID and validated in a
 *     group of their own, NOT NULL in stages. Default no: every statement may share a transaction.
 * @param fillNotNull whether a new NOT NULL column without a default gets a neutral value in the
 *     rows that exist (0, an empty string), where its type has one. What a downgrade needs. Default
 *     no.
 */
public record DdlOptions(boolean safe, boolean fillNotNull) {
  public static final DdlOptions DEFAULT = new DdlOptions(false, false);

  public DdlOptions withSafe(boolean wanted) {
    return new DdlOptions(wanted, fillNotNull);
  }

  public DdlOptions withFillNotNull(boolean wanted) {
    return new DdlOptions(safe, wanted);
  }
}
