package dev.athanor.rehearsal.lint;

import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.rehearsal.record.Recorder;
import dev.athanor.rehearsal.recording.ChangesetRecording;
import dev.athanor.rehearsal.recording.ChangesetRecording.Outcome;
import dev.athanor.rehearsal.recording.Recording;
import dev.athanor.rehearsal.recording.StatementRecording;
import dev.athanor.rehearsal.rows.SampleRows;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.scratch.Databases;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Records revisions with made-up rows in every table that is there when one of them begins.
 *
 * <p>Rows are made up, so a new CHECK or unique key may refuse them and be right. Then the revision
 * is run again on empty tables, and that rows can stop it is all that is said.
 */
final class FilledRun {
  /** Each costs a run of its own. */
  private static final int MOST_STOPPED = 20;

  private final LintRequest request;
  private final Databases databases;
  private final String known;
  private final Set<ChangesetKey> lastOnes = new HashSet<>();
  private final List<ChangesetRecording> kept = new ArrayList<>();
  private final List<ChangesetRecording> stopped = new ArrayList<>();

  /**
   * What was seen.
   *
   * @param start the schema before the first revision
   * @param up what applied the revisions
   * @param down what undid them again; empty where that was not asked for, or something failed
   * @param stopped changesets that made-up rows stopped, and that ran without them
   */
  record Seen(
      SchemaSnapshot start,
      Recording up,
      Optional<Recording> down,
      List<ChangesetRecording> stopped) {}

  /**
   * @param known a database that the revisions before build, which is only copied
   */
  FilledRun(LintRequest request, Databases databases, String known) {
    this.request = request;
    this.databases = databases;
    this.known = known;
    request
        .bundle()
        .revisions()
        .forEach(
            each -> {
              int size = each.changesets().size();
              if (size > 0) {
                lastOnes.add(each.changesets().get(size - 1).key());
              }
            });
  }

  /**
   * @param wayBack what undoes the revisions; empty where that is not to be tried
   */
  Seen run(Optional<PlanRequest> wayBack) throws SQLException {
    String emptyUpTo = null;
    while (true) {
      String database = databases.copy(known);
      try {
        SchemaSnapshot start =
            SchemaSnapshot.read(databases.server().session(database), request.catalog());
        Recorder recorder = recorder(database, start, emptyUpTo);
        Recording up = recorder.record(new PlanRequest(request.bundle(), "heads", request.plan()));
        keep(up.changesets(), emptyUpTo);
        Optional<ChangesetRecording> failed = stoppedByRows(up, emptyUpTo);
        if (failed.isEmpty() || stopped.size() == MOST_STOPPED) {
          boolean whole = up.changesets().stream().allMatch(ChangesetRecording::ran);
          Optional<Recording> down =
              whole ? wayBack.map(recorder::record) : Optional.<Recording>empty();
          return new Seen(start, new Recording(up.server(), kept), down, List.copyOf(stopped));
        }
        stopped.add(failed.get());
        emptyUpTo = failed.get().revision();
      } finally {
        databases.drop(database);
      }
    }
  }

  private Recorder recorder(String database, SchemaSnapshot start, String emptyUpTo)
      throws SQLException {
    Filling filling = new Filling(database, start, emptyUpTo);
    if (emptyUpTo == null) {
      filling.fill(start, tables(start));
    }
    return new Recorder(
        DatabaseTarget.of(databases.server().url(database)),
        request.catalog(),
        (changeset, before, after) -> filling.recorded(changeset, after));
  }

  /**
   * What was seen with rows stays; from the revision on that they stopped, the newer run counts.
   */
  private void keep(List<ChangesetRecording> changesets, String from) {
    int first = from == null ? 0 : firstOf(kept, from);
    kept.subList(first, kept.size()).clear();
    kept.addAll(
        changesets.subList(from == null ? 0 : firstOf(changesets, from), changesets.size()));
  }

  private static int firstOf(List<ChangesetRecording> changesets, String revision) {
    int first = 0;
    while (!changesets.get(first).revision().equals(revision)) {
      first++;
    }
    return first;
  }

  /** Of those that had rows: what a type, a constraint or an index refused of their values. */
  private static Optional<ChangesetRecording> stoppedByRows(Recording up, String emptyUpTo) {
    return up.changesets().stream()
        .filter(each -> each.outcome() == Outcome.FAILED && !each.statements().isEmpty())
        .filter(each -> !each.revision().equals(emptyUpTo))
        .filter(
            each -> {
              List<StatementRecording> statements = each.statements();
              StatementRecording.Failure failure = statements.get(statements.size() - 1).failure();
              return failure != null && SampleRows.mayHaveCaused(failure.sqlState());
            })
        .findFirst();
  }

  private static List<ObjectId> tables(SchemaSnapshot schema) {
    return schema.all(Table.class).stream().map(Table::id).toList();
  }

  /** Fills new tables when a revision has ended: the next one finds rows in them. */
  private final class Filling {
    private final String database;
    private final Set<ObjectId> filled;
    private String emptyUpTo;

    Filling(String database, SchemaSnapshot start, String emptyUpTo) {
      this.database = database;
      this.filled = new HashSet<>(emptyUpTo == null ? tables(start) : List.of());
      this.emptyUpTo = emptyUpTo;
    }

    void recorded(ChangesetRecording changeset, SchemaSnapshot after) {
      if (!lastOnes.contains(changeset.key())
          || emptyUpTo != null && !changeset.revision().equals(emptyUpTo)) {
        return;
      }
      emptyUpTo = null;
      List<ObjectId> fresh = tables(after).stream().filter(filled::add).toList();
      if (!fresh.isEmpty()) {
        try {
          fill(after, fresh);
        } catch (SQLException e) {
          throw new IllegalStateException("no rows can be made in " + database, e);
        }
      }
    }

    void fill(SchemaSnapshot schema, List<ObjectId> fresh) throws SQLException {
      SampleRows.into(databases.server().session(database), schema, fresh);
    }
  }
}
