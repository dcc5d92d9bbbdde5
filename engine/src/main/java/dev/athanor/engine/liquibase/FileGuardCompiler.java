package dev.athanor.engine.liquibase;

import dev.athanor.engine.model.FileGuard;
import dev.athanor.engine.model.Guard;
import dev.athanor.engine.model.Guard.Action;
import dev.athanor.engine.model.Guard.Condition;
import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.Objects;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.database.Database;
import liquibase.database.ObjectQuotingStrategy;
import liquibase.precondition.core.PreconditionContainer;
import liquibase.precondition.core.PreconditionContainer.ErrorOption;
import liquibase.precondition.core.PreconditionContainer.FailOption;

/**
 * The preconditions of the files that a changeset stands in: its own and those that include it.
 *
 * <p>Liquibase hangs an included file's preconditions beside the includer's, and asks all of them
 * of the outermost changelog before it runs anything. Whatever does not hold there ends the run,
 * whether it says HALT, CONTINUE or MARK_RAN; only WARN goes on.
 */
final class FileGuardCompiler {
  private final GuardCompiler compiler;

  private FileGuardCompiler(GuardCompiler compiler) {
    this.compiler = compiler;
  }

  static List<FileGuard> compile(ChangeSet changeset, Database database) {
    LinkedList<DatabaseChangeLog> files = new LinkedList<>();
    for (DatabaseChangeLog at = changeset.getChangeLog();
        at != null;
        at = at.getParentChangeLog()) {
      files.addFirst(at);
    }
    ObjectQuotingStrategy own = database.getObjectQuotingStrategy();
    database.setObjectQuotingStrategy(ObjectQuotingStrategy.LEGACY);
    try {
      return new FileGuardCompiler(
              new GuardCompiler(ConditionCompiler.ofFiles(changeset, files.getFirst(), database)))
          .guards(files);
    } finally {
      database.setObjectQuotingStrategy(own);
    }
  }

  private List<FileGuard> guards(List<DatabaseChangeLog> files) {
    List<FileGuard> guards = new ArrayList<>();
    for (DatabaseChangeLog file : files) {
      for (PreconditionContainer container : own(file)) {
        Guard guard = guard(container);
        if (!holds(guard.condition())) {
          guards.add(new FileGuard(file.getPhysicalFilePath(), guard));
        }
      }
    }
    return guards;
  }

  /** Beside them hang those of the files that it includes, in a class of container of their own. */
  private static List<PreconditionContainer> own(DatabaseChangeLog file) {
    return file.getPreconditions().getNestedPreconditions().stream()
        .filter(each -> each.getClass() == PreconditionContainer.class)
        .map(PreconditionContainer.class::cast)
        .toList();
  }

  private Guard guard(PreconditionContainer container) {
    return new Guard(
        compiler.all(container.getNestedPreconditions()),
        container.getOnFail() == FailOption.WARN ? Action.WARN : Action.HALT,
        container.getOnError() == ErrorOption.WARN ? Action.WARN : Action.HALT,
        Objects.requireNonNullElse(container.getOnFailMessage(), ""));
  }

  private static boolean holds(Condition condition) {
    if (condition instanceof Guard.And and) {
      return and.parts().stream().allMatch(FileGuardCompiler::holds);
    }
    return condition instanceof Guard.Constant constant && constant.value();
  }
}
