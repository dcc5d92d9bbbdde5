package dev.athanor.engine.command;

import dev.athanor.engine.apply.MigrateOptions;
import dev.athanor.engine.apply.MigrationResult;
import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.backup.RestoreRequest.Beforehand;
import dev.athanor.engine.command.GoBack.WentBack;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.swap.WriteFence;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Backs up and runs a plan, and takes back what it did where it fails, as its {@link FailurePolicy}
 * has it. What a Job's containers do one by one is done here in one process: who kills it finds the
 * database where it was then, and lifts a fence by {@code unlock}.
 */
final class Guarded {
  private final PlanRequest request;
  private final DatabaseTarget database;
  private final MigrationTerms terms;
  private final MigrationEvents events;
  private final MigrationSteps steps;
  private final FailurePolicy policy;

  /** The name of this run. */
  private final String run = "command-" + UUID.randomUUID();

  Guarded(
      PlanRequest request,
      DatabaseTarget database,
      MigrationTerms terms,
      MigrationEvents events,
      MigrationSteps steps) {
    this.request = request;
    this.database = database;
    this.terms = terms;
    this.events = events;
    this.steps = steps;
    this.policy = terms.onFailure();
  }

  /** No session of ours may be in the database. */
  MigrationOutcome run(MigrationPlan plan) {
    if (policy.way() == FailurePolicy.Way.RESTORE) {
      GoBack.requireRestorable(database);
    }
    WriteFence fence = GoBack.fence(database);
    if (policy.fences()) {
      events.progress("All others are kept out since " + fence.raise(run) + ".");
    }
    AthanorException failure;
    try {
      BackupReceipt receipt = steps.backUp(plan, choice());
      try {
        MigrationResult result = steps.apply(plan, receipt, terms.options());
        return MigrationOutcome.of(result, receipt);
      } catch (AthanorException e) {
        failure = goesBack(e) ? wentBack(e, receipt) : e;
      }
    } finally {
      lift(fence);
    }
    throw failure;
  }

  private void lift(WriteFence fence) {
    if (policy.fences() && fence.lift()) {
      events.progress("Others may connect again.");
    }
  }

  /** A backup that is to go back to is of this moment. */
  private BackupChoice choice() {
    return policy.way() == FailurePolicy.Way.RESTORE
        ? new BackupChoice.Take(terms.take().withMaxAge(Duration.ZERO))
        : terms.backup();
  }

  private boolean goesBack(AthanorException failure) {
    return policy.way() != FailurePolicy.Way.STOP
        && MigrationSteps.mayHaveChanged(failure)
        && failure.reason() != Reason.INTERRUPTED;
  }

  private AthanorException wentBack(AthanorException failure, BackupReceipt receipt) {
    events.progress("The run failed (" + failure.getMessage() + "): going back.");
    try {
      WentBack went = goBack(receipt);
      return failure.withAdvice(
          went.restored()
              .map(restored -> restored.text() + ".")
              .orElse(
                  (went.changed()
                          ? "What the run had done is undone: "
                          : "Nothing was to be undone: ")
                      + "the database is at "
                      + went.place()
                      + "."));
    } catch (AthanorException e) {
      failure.addSuppressed(e);
      return failure.withAdvice("Going back failed, too: " + e.getMessage() + " " + e.nextStep());
    }
  }

  private WentBack goBack(BackupReceipt receipt) {
    GoBack back = new GoBack(request, database, events);
    if (policy.way() == FailurePolicy.Way.DOWNGRADE) {
      return back.downgrade(terms.backup(), MigrateOptions.DEFAULTS);
    }
    String name = ((BackupReceipt.Verified) receipt).name();
    return back.restore(
        terms.take().store(),
        run,
        Optional.of(name),
        terms.take().jobs(),
        new Beforehand(run, policy.fences()),
        events::progress);
  }
}
