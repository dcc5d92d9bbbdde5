package dev.athanor.rehearsal.lint;

import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.rehearsal.record.MadeRoles;
import dev.athanor.rehearsal.record.Recorder;
import dev.athanor.rehearsal.record.RecordingListener;
import dev.athanor.rehearsal.recording.ChangesetRecording;
import dev.athanor.rehearsal.recording.ChangesetRecording.Outcome;
import dev.athanor.rehearsal.recording.Recording;
import dev.athanor.rehearsal.rows.MadeRows;
import dev.athanor.schema.snapshot.SchemaFollower;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.scratch.Databases;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
   * @param wayBack what undoes the revisions; without requests where that is not to be tried
   */
  Trial run(WayBack wayBack) throws SQLException {
    String emptyUpTo = null;
    while (true) {
      MadeRoles roles = MadeRoles.since(databases.server());
      String database = databases.copy(known);
      try {
        SchemaFollower follower = new SchemaFollower(request.catalog());
        SchemaSnapshot start = follower.read(databases.server().session(database));
        Filling filling = new Filling(database, start, emptyUpTo, roles);
        Recorder recorder =
            new Recorder(DatabaseTarget.of(databases.server().url(database)), follower, filling);
        Recording up = recorder.record(new PlanRequest(request.bundle(), "heads", request.plan()));
        keep(up.changesets(), emptyUpTo);
        Optional<ChangesetRecording> failed = stoppedByRows(up, filling, emptyUpTo);
        if (failed.isEmpty() || stopped.size() == MOST_STOPPED) {
          return trial(start, up, recorder, wayBack);
        }
        stopped.add(failed.get());
        emptyUpTo = failed.get().revision();
      } finally {
        roles.note(databases.server().session(database));
        databases.drop(database);
        roles.drop();
      }
    }
  }

  private Trial trial(SchemaSnapshot start, Recording up, Recorder recorder, WayBack wayBack) {
    Recording all = new Recording(up.server(), kept);
    if (wayBack.requests().isEmpty()) {
      return new Trial(start.objects(), all, Optional.empty(), stopped, wayBack.untried());
    }
    Optional<ChangesetRecording> failed =
        up.changesets().stream().filter(each -> isObstacle(each)).findFirst();
    if (failed.isPresent()) {
      Map<String, String> untried = new HashMap<>();
      up.changesets()
          .forEach(
              each ->
                  untried.put(
                      each.revision(),
                      failed.get().revision() + " does not run, so that nothing was undone"));
      return new Trial(start.objects(), all, Optional.empty(), stopped, untried);
    }
    List<ChangesetRecording> undone = new ArrayList<>();
    wayBack.requests().forEach(each -> undone.addAll(recorder.record(each).changesets()));
    return new Trial(
        start.objects(),
        all,
        Optional.of(new Recording(up.server(), undone)),
        stopped,
        wayBack.untried());
  }

  private static boolean isObstacle(ChangesetRecording changeset) {
    return changeset.outcome() == Outcome.FAILED || changeset.outcome() == Outcome.NOT_REHEARSED;
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
  private static Optional<ChangesetRecording> stoppedByRows(
      Recording up, Filling filling, String emptyUpTo) {
    return up.changesets().stream()
        .filter(each -> each.outcome() == Outcome.FAILED)
        .filter(each -> !each.revision().equals(emptyUpTo))
        .filter(each -> filling.mayHaveStopped(each.key()))
        .findFirst();
  }

  /** Makes rows and values when a revision has ended: the next one finds them. */
  private final class Filling implements RecordingListener {
    private final String database;
    private final MadeRoles roles;
    private final MadeRows rows = new MadeRows();
    private final Map<ChangesetKey, SQLException> failures = new HashMap<>();
    private String emptyUpTo;

    /** What the rows that there are were made for; null where there are none. */
    private SchemaSnapshot filled;

    private boolean changedRows;

    Filling(String database, SchemaSnapshot start, String emptyUpTo, MadeRoles roles)
        throws SQLException {
      this.database = database;
      this.roles = roles;
      this.emptyUpTo = emptyUpTo;
      if (emptyUpTo == null) {
        follow(start);
      }
    }

    @Override
    public void recorded(
        ChangesetRecording changeset, SchemaSnapshot before, SchemaSnapshot after) {
      if (!lastOnes.contains(changeset.key())) {
        return;
      }
      try {
        roles.note(databases.server().session(database));
        if (emptyUpTo == null || changeset.revision().equals(emptyUpTo)) {
          emptyUpTo = null;
          follow(after);
        }
      } catch (SQLException e) {
        throw new IllegalStateException("no rows can be made in " + database, e);
      }
    }

    @Override
    public boolean hasChangedRows() {
      boolean changed = changedRows;
      changedRows = false;
      return changed;
    }

    @Override
    public void failed(ChangesetKey changeset, SQLException failure) {
      failures.put(changeset, failure);
    }

    boolean mayHaveStopped(ChangesetKey changeset) {
      return failures.containsKey(changeset) && rows.mayHaveCaused(failures.get(changeset));
    }

    private void follow(SchemaSnapshot schema) throws SQLException {
      Connection connection = databases.server().session(database);
      if (filled == null) {
        rows.fill(connection, schema);
        changedRows = true;
      } else if (rows.advance(connection, filled, schema)) {
        changedRows = true;
      }
      filled = schema;
    }
  }
}
