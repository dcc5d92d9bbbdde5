package dev.athanor.adopt.command;

import dev.athanor.adopt.source.Tool;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.ScratchSettings;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is to be taken over, and on what terms.
 *
 * @param bundle the revisions
 * @param database it is only read unless {@code record} is set
 * @param from where the revisions came from
 * @param plan contexts and labels of the changesets that count
 * @param scratch where the revisions are built to compare
 * @param snapshot what is compared
 * @param terms what is accepted, and whether it is recorded
 */
public record AdoptRequest(
    Bundle bundle,
    DatabaseTarget database,
    From from,
    PlanOptions plan,
    ScratchSettings scratch,
    SnapshotOptions snapshot,
    Terms terms) {

  /**
   * @param tool who has migrated; empty: whose table is there
   * @param table the tool's table where it has another name than usual
   * @param revision the revision that the database is at; empty: the one that the table says, and
   *     the head where there is no table
   */
  public record From(Optional<Tool> tool, Optional<String> table, Optional<String> revision) {
    /** Whatever is found. */
    public static final From ANYWHERE =
        new From(Optional.empty(), Optional.empty(), Optional.empty());

    public From {
      Objects.requireNonNull(tool, "tool");
      Objects.requireNonNull(table, "table");
      Objects.requireNonNull(revision, "revision");
    }
  }

  /**
   * @param accepted names of differences that may stay
   * @param record whether the history is recorded; else it is only looked
   * @param why a line that is kept with what is recorded; may be empty
   */
  public record Terms(List<String> accepted, boolean record, String why) {
    /** Looks, and accepts nothing. */
    public static final Terms LOOK = new Terms(List.of(), false, "");

    public Terms {
      accepted = List.copyOf(accepted);
      Objects.requireNonNull(why, "why");
    }
  }

  public AdoptRequest {
    Objects.requireNonNull(bundle, "bundle");
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(plan, "plan");
    Objects.requireNonNull(scratch, "scratch");
    Objects.requireNonNull(snapshot, "snapshot");
    Objects.requireNonNull(terms, "terms");
  }
}
