package dev.athanor.engine.liquibase;

import dev.athanor.engine.model.Guard;
import dev.athanor.engine.model.Guard.Action;
import dev.athanor.engine.model.Guard.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.database.Database;
import liquibase.precondition.Precondition;
import liquibase.precondition.core.AndPrecondition;
import liquibase.precondition.core.NotPrecondition;
import liquibase.precondition.core.OrPrecondition;
import liquibase.precondition.core.PreconditionContainer;

/** Preconditions as SQL guards, to be evaluated under the lock right before their changeset. */
final class GuardCompiler {
  private final ConditionCompiler conditions;

  private GuardCompiler(ChangeSet changeset, Database database) {
    this.conditions = new ConditionCompiler(changeset, database);
  }

  static Optional<Guard> compile(ChangeSet changeset, Database database) {
    GuardCompiler compiler = new GuardCompiler(changeset, database);
    Optional<Guard> own = Optional.ofNullable(changeset.getPreconditions()).map(compiler::guard);
    Optional<Condition> file = compiler.ofFiles(changeset.getChangeLog());
    if (file.isEmpty()) {
      return own;
    }
    if (own.isEmpty()) {
      return Optional.of(new Guard(file.get(), Action.HALT, Action.HALT, ""));
    }
    Guard guard = own.get();
    return Optional.of(
        new Guard(
            new Guard.And(List.of(file.get(), guard.condition())),
            guard.onFail(),
            guard.onError(),
            guard.message()));
  }

  private Guard guard(PreconditionContainer container) {
    return new Guard(
        all(container),
        Action.valueOf(container.getOnFail().name()),
        Action.valueOf(container.getOnError().name()),
        Objects.requireNonNullElse(container.getOnFailMessage(), ""));
  }

  /** What whole files require; what is known to hold is left out. */
  private Optional<Condition> ofFiles(DatabaseChangeLog changelog) {
    List<Condition> parts = new ArrayList<>();
    for (DatabaseChangeLog at = changelog; at != null; at = at.getParentChangeLog()) {
      if (at.getPreconditions() != null) {
        Condition condition = all(at.getPreconditions());
        if (!holds(condition)) {
          parts.add(0, condition);
        }
      }
    }
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(parts.size() == 1 ? parts.get(0) : new Guard.And(parts));
  }

  private static boolean holds(Condition condition) {
    if (condition instanceof Guard.And and) {
      return and.parts().stream().allMatch(GuardCompiler::holds);
    }
    return condition instanceof Guard.Constant constant && constant.value();
  }

  private Condition all(AndPrecondition and) {
    List<Condition> parts = parts(and.getNestedPreconditions());
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
      return all(and);
    }
    return conditions.compile(precondition);
  }
}
