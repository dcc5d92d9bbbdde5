package dev.athanor.engine.liquibase;

import dev.athanor.engine.model.Guard;
import dev.athanor.engine.model.Guard.Action;
import dev.athanor.engine.model.Guard.Condition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;
import liquibase.precondition.Precondition;
import liquibase.precondition.core.AndPrecondition;
import liquibase.precondition.core.NotPrecondition;
import liquibase.precondition.core.OrPrecondition;
import liquibase.precondition.core.PreconditionContainer;

/** Preconditions as SQL guards, to be evaluated under the lock. */
final class GuardCompiler {
  private final ConditionCompiler conditions;

  GuardCompiler(ConditionCompiler conditions) {
    this.conditions = conditions;
  }

  /** A changeset's own, asked right before it runs. */
  static Optional<Guard> compile(ChangeSet changeset, Database database) {
    GuardCompiler compiler = new GuardCompiler(ConditionCompiler.of(changeset, database));
    return Optional.ofNullable(changeset.getPreconditions()).map(compiler::guard);
  }

  private Guard guard(PreconditionContainer container) {
    return new Guard(
        all(container.getNestedPreconditions()),
        Action.valueOf(container.getOnFail().name()),
        Action.valueOf(container.getOnError().name()),
        Objects.requireNonNullElse(container.getOnFailMessage(), ""));
  }

  Condition all(List<Precondition> nested) {
    List<Condition> parts = parts(nested);
    return parts.size() == 1 ? parts.get(0) : new Guard.And(parts);
  }

  private List<Condition> parts(List<Precondition> nested) {
    return nested.stream().map(this::condition).toList();
  }

  private Condition condition(Precondition precondition) {
    if (precondition instanceof OrPrecondition or) {
      return new Guard.Or(parts(or.getNestedPreconditions()));
    }
    if (precondition instanceof NotPrecondition not) {
      return new Guard.Not(parts(not.getNestedPreconditions()));
    }
    if (precondition instanceof AndPrecondition and) {
      return all(and.getNestedPreconditions());
    }
    return conditions.compile(precondition);
  }
}
