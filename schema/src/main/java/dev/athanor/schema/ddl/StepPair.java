package dev.athanor.schema.ddl;

import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One step of a change and what undoes it.
 *
 * @param up its statements; one alone where it is not transactional
 * @param down what takes the schema after {@code up} back to the one before it, in order; one
 *     statement at most where it is not transactional
 * @param transactional whether both run in a transaction
 * @param before the schema before {@code up}; empty where nobody had to look at it
 */
public record StepPair(
    List<DdlStatement> up,
    List<DdlStatement> down,
    boolean transactional,
    Optional<SchemaSnapshot> before) {
  public StepPair {
    up = List.copyOf(up);
    down = List.copyOf(down);
    Objects.requireNonNull(before, "before");
  }
}
