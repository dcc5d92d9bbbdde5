package dev.athanor.engine.command;

import dev.athanor.engine.apply.LockWait;
import dev.athanor.engine.apply.Working;
import dev.athanor.engine.backup.BackingUp;
import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.model.Count;
import dev.athanor.engine.model.Revision;
import dev.athanor.engine.plan.PlanStep;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Says what runs as Alembic does: {@code Running upgrade 1975ea83b712 -> 27c6a30d7c24, …}. The side
 * of base stays empty, as there.
 */
final class MigrationProgress implements MigrationEvents {
  /** Its revisions are read when the first step starts: a run with nothing to do needs none. */
  private final Bundle bundle;

  private final ProgressOutput output;
  private final BackupOutput backup;
  private final WorkingText working = new WorkingText();
  private final Set<String> said = new HashSet<>();

  MigrationProgress(Bundle bundle, ProgressOutput output) {
    this.bundle = bundle;
    this.output = output;
    this.backup = new BackupOutput(output);
  }

  @Override
  public void starting(PlanStep step, int number, int total) {
    if (!said.add(step.revision())) {
      return;
    }
    if (step.action() == PlanStep.Action.BASELINE) {
      output.line(
          "Running the baseline of "
              + step.revision()
              + ", in place of "
              + Count.of(step.covers().size(), "changeset"));
      return;
    }
    boolean up = step.action() != PlanStep.Action.UNDO;
    RevisionGraph graph = bundle.graph();
    Optional<Revision> known = graph.get(step.revision());
    if (known.isEmpty()) {
      output.line("Running downgrade " + step.revision() + ", which only the database knows");
      return;
    }
    String parents = String.join(", ", graph.parents(step.revision()));
    output.line(
        (up
                ? "Running upgrade " + parents + " -> " + step.revision()
                : "Running downgrade " + step.revision() + " -> " + parents)
            + ", "
            + known.get().message());
  }

  @Override
  public void progress(String line) {
    output.line(line);
  }

  @Override
  public void backingUp(BackingUp how) {
    backup.backingUp(how);
  }

  @Override
  public void backedUp(BackupReceipt receipt) {
    if (receipt instanceof BackupReceipt.Verified verified) {
      output.line("Backup " + verified.location() + " (" + verified.bytes() + " bytes), verified");
    }
  }

  @Override
  public void warning(String message) {
    output.line("Warning: " + message);
  }

  @Override
  public void waiting(String holder) {
    output.line("Waiting for the migration lock, held by " + holder);
  }

  @Override
  public void blocked(LockWait wait) {
    output.line("Waiting for " + wait);
  }

  @Override
  public void working(Working how) {
    if (!output.moment(WorkingText.bar(how))) {
      working.line(how).ifPresent(output::line);
    }
  }

  @Override
  public void unblocked(PlanStep step, int attempts, Duration waited) {
    output.line(WorkingText.unblocked(step, attempts, waited));
  }
}
