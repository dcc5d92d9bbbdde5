package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.SqlErrors;
import dev.athanor.engine.history.RunStamp;
import dev.athanor.engine.kept.DropKeeper;
import dev.athanor.engine.kept.KeptReturner;
import dev.athanor.engine.kept.Sending;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanStep;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Has an upgrade keep what it drops, where that was asked for, and a downgrade bring it back. */
final class KeptData {
  private final Database database;
  private final Optional<DropKeeper> keeper;
  private final Optional<KeptReturner> returner;
  private final MigrationListener listener;

  /** What is to be said of the step that runs, once it is committed. */
  private final List<String> lines = new ArrayList<>();

  /**
   * @param history what schema {@code athanor} calls the history
   */
  KeptData(
      Database database, String history, RunStamp run, MigrationPlan plan, MigrateOptions options) {
    this.database = database;
    this.listener = options.listener();
    boolean up = plan.direction() == MigrationPlan.Direction.UP;
    this.keeper =
        options
            .retainDropped()
            .filter(keep -> up)
            .map(keep -> new DropKeeper(database, history, run, keep, lines::add));
    this.returner =
        up ? Optional.empty() : Optional.of(new KeptReturner(database, history, lines::add));
  }

  /** Whether the step's transaction is run here, statement by statement where need be. */
  boolean concerns(PlanStep step) {
    return switch (step.action()) {
      case APPLY, REAPPLY -> keeper.isPresent();
      case UNDO -> returner.filter(back -> back.has(step.changeset().key())).isPresent();
      case BASELINE -> false;
    };
  }

  /**
   * Runs the step's statements in its transaction.
   *
   * @param sender sends one, and throws what it fails with
   */
  void run(PlanStep step, List<Command> commands, Consumer<Command> sender) {
    lines.clear();
    List<Sending> single = sendings(Command.single(step.sql()), sender);
    try {
      if (step.action() == PlanStep.Action.UNDO) {
        returner.orElseThrow().run(step.changeset().key(), single);
      } else {
        keeper
            .orElseThrow()
            .run(
                step.changeset().key(),
                step.revision(),
                step.changeset().keeps(),
                sendings(commands, sender),
                single);
      }
    } catch (AthanorException e) {
      // A statement of the changeset's has ended the transaction, one of ours has not.
      database.giveBack("ROLLBACK");
      throw translated(e);
    }
  }

  private static List<Sending> sendings(List<Command> commands, Consumer<Command> sender) {
    return commands.stream()
        .map(command -> new Sending(command.sql(), () -> sender.accept(command)))
        .toList();
  }

  private static AthanorException translated(AthanorException e) {
    if (e.reason() != Reason.STATEMENT_FAILED || !(e.getCause() instanceof SQLException cause)) {
      return e;
    }
    return switch (SqlErrors.state(cause)) {
      case "40P01", "40001" ->
          new AthanorException(Reason.LOCK_TIMEOUT, e.getMessage(), SqlErrors.LOCK_ADVICE, cause);
      case "26000" ->
          new AthanorException(e.reason(), e.getMessage(), StepFailure.FORGOTTEN, cause);
      default -> e;
    };
  }

  /** Whether a step that failed is to be run again, in another way. */
  boolean mayRunOtherwise(PlanStep step, AthanorException failure) {
    return step.action() == PlanStep.Action.UNDO
        && returner.filter(back -> back.mayGoFirst(step.changeset().key(), failure)).isPresent();
  }

  /** The step is committed. */
  void committed() {
    lines.forEach(listener::kept);
    lines.clear();
  }
}
