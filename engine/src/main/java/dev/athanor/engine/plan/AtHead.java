package dev.athanor.engine.plan;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.history.AppliedRows;
import dev.athanor.engine.model.HeadState;
import java.util.Optional;

/**
 * The fast path of an upgrade to {@code head}: the database itself compares its history with what
 * the bundle says it is at the head. It takes neither graph nor rows nor SQL.
 */
public final class AtHead {
  private AtHead() {}

  /** The head that the database is at; empty when it takes a plan to find out. */
  public static Optional<String> find(PlanRequest request, Database database) {
    boolean wanted =
        !request.options().way().leadsDown()
            && (request.target().equals("head") || request.target().equals("heads"));
    Optional<HeadState> state = wanted ? request.bundle().headState() : Optional.empty();
    return state
        .filter(head -> AppliedRows.digest(database).filter(head.rows()::equals).isPresent())
        .map(HeadState::head);
  }
}
