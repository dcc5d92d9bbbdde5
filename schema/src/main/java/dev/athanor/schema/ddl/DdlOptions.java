package dev.athanor.schema.ddl;

import dev.athanor.schema.model.ObjectId;
import java.util.List;
import java.util.Map;

/**
 * How DDL is written.
 *
 * @param safe on tables that exist: indexes concurrently, constraints NOT VALID and validated in a
 *     group of their own, NOT NULL in stages. Default no: every statement may share a transaction.
 * @param fillNotNull whether a new NOT NULL column without a default gets a neutral value in the
 *     rows that exist (0, an empty string), where its type has one. What a downgrade needs. Default
 *     no.
 * @param conversions columns whose type changes, to the expression that makes the new values; for
 *     others the types decide. Default none.
 * @param numbered sequences, to the columns of tables that stay which they number: a new one goes
 *     on from their values, and one without an entry starts where it says. Those that go are named
 *     for the way back. Default none.
 */
public record DdlOptions(
    boolean safe,
    boolean fillNotNull,
    Map<ObjectId, String> conversions,
    Map<ObjectId, List<ObjectId>> numbered) {
  public static final DdlOptions DEFAULT = new DdlOptions(false, false, Map.of(), Map.of());

  public DdlOptions {
    conversions = Map.copyOf(conversions);
    numbered = Map.copyOf(numbered);
  }

  public DdlOptions withSafe(boolean wanted) {
    return new DdlOptions(wanted, fillNotNull, conversions, numbered);
  }

  public DdlOptions withFillNotNull(boolean wanted) {
    return new DdlOptions(safe, wanted, conversions, numbered);
  }

  public DdlOptions withConversions(Map<ObjectId, String> said) {
    return new DdlOptions(safe, fillNotNull, said, numbered);
  }

  public DdlOptions withNumbered(Map<ObjectId, List<ObjectId>> sequences) {
    return new DdlOptions(safe, fillNotNull, conversions, sequences);
  }
}
