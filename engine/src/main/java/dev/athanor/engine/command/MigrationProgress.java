package dev.athanor.engine.command;

import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.model.Revision;
import dev.athanor.engine.plan.PlanStep;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Says what runs as Alembic does: {@code Running upgrade 1975ea83b712 -> 27c6a30d7c24, …}. The side
 * of base stays empty, as there.
 */
final class MigrationProgress implements MigrationEvents {
  private final RevisionGraph graph;
  private final Consumer<String> lines;
  private final Set<String> said = new HashSet<>();

  MigrationProgress(Bundle bundle, Consumer<String> lines) {
    this.graph = bundle.graph();
    this.lines = lines;
  }

  @Override
  public void starting(PlanStep step, int number, int total) {
    if (!said.add(step.revision())) {
      return;
    }
    boolean up = step.action() != PlanStep.Action.UNDO;
    Optional<Revision> known = graph.get(step.revision());
    if (known.isEmpty()) {
      lines.accept("Running downgrade " + step.revision() + ", which only the database knows");
      return;
    }
    String parents = String.join(", ", graph.parents(step.revision()));
    lines.accept(
        (up
                ? "Running upgrade " + parents + " -> " + step.revision()
                : "Running downgrade " + step.revision() + " -> " + parents)
            + ", "
            + known.get().message());
  }

  @Override
  public void progress(String line) {
    lines.accept(line);
  }

  @Override
  public void backedUp(BackupReceipt receipt) {
    if (receipt instanceof BackupReceipt.Verified verified) {
      lines.accept(
          "Backup " + verified.directory() + " (" + verified.bytes() + " bytes), verified");
    }
  }

  @Override
  public void warning(String message) {
    lines.accept("Warning: " + message);
  }

  @Override
  public void waiting(String holder) {
    lines.accept("Waiting for the migration lock, held by " + holder);
  }
}
