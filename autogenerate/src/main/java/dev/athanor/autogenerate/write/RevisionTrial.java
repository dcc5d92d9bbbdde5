package dev.athanor.autogenerate.write;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetSql;
import dev.athanor.engine.model.Reason;
import dev.athanor.rehearsal.rows.SampleRows;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.Databases;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tries a revision before it is written.
 *
 * <p>It is drafted by running it in a copy of what the revisions build, which notes the schema
 * between its changesets. Then the text that is to be the file is compiled, and what came of that
 * is run: down, one changeset at a time, each back to the schema that it started from, so that
 * every beginning of the revision can go back; up again; and both with rows in the tables: made-up
 * ones, which may be unlike any that are somewhere, and those that the revisions before put in.
 */
public final class RevisionTrial implements AutoCloseable {
  /** dependent_objects_still_exist. */
  private static final String IN_USE = "2BP01";

  private final Databases databases;
  private final String original;
  private final SnapshotOptions options;
  private final SchemaDiff diff;
  private final Consumer<String> progress;
  private final TrialDatabase copy;
  private final boolean hasRows;

  /**
   * @param original what the revisions before build; it is copied, not changed
   * @param options what is compared
   * @param diff what the revision is to do
   * @param progress gets a line about what only rows can tell
   */
  public RevisionTrial(
      Databases databases,
      String original,
      SnapshotOptions options,
      SchemaDiff diff,
      Consumer<String> progress) {
    this.databases = databases;
    this.original = original;
    this.options = options;
    this.diff = diff;
    this.progress = progress;
    try {
      this.copy = new TrialDatabase(databases, original, options);
      this.hasRows = copy.hasRows();
      if (hasRows) {
        copy.empty();
      }
    } catch (SQLException e) {
      throw defect("The copy to try the revision on cannot be made: " + e.getMessage(), e);
    }
  }

  /**
   * @throws AthanorException INTERNAL_ERROR with the statement that does not run or the difference
   *     that is left
   */
  public List<ChangesetDraft> draft(RevisionDrafter drafter) {
    try {
      List<ChangesetDraft> drafts = drafter.drafts(copy.connection(), options);
      copy.analyze();
      requireEqual("upgrade", copy.schema(), diff.after());
      return drafts;
    } catch (SQLException e) {
      if (IN_USE.equals(e.getSQLState())) {
        throw inUse(e);
      }
      throw defect("The revision does not run: " + e.getMessage(), e);
    }
  }

  /**
   * @param drafts what {@link #draft} gave
   * @param compiled what the engine made of their text, once all is decided
   * @return the drafts, with what rows of the revisions' own ask somebody to decide
   * @throws AthanorException INTERNAL_ERROR with the statement or the difference
   */
  public List<ChangesetDraft> of(List<ChangesetDraft> drafts, Bundle compiled) {
    List<Changeset> changesets = compiled.revisions().get(0).changesets();
    if (changesets.size() != drafts.size()) {
      throw defect(
          "The file would have " + changesets.size() + " changesets, not " + drafts.size(), null);
    }
    SchemaSnapshot before = drafts.get(0).before().orElseThrow();
    try {
      for (int i = drafts.size() - 1; i >= 0; i--) {
        undo(compiled, changesets.get(i));
        if (drafts.get(i).before().isPresent()) {
          String what = "way back from changeset " + changesets.get(i).key().id();
          requireEqual(what, copy.schema(), drafts.get(i).before().get());
        }
      }
      if (!withSampleRows(compiled, changesets, before)) {
        copy.empty();
        for (Changeset changeset : changesets) {
          copy.run(changeset, compiled.sql(changeset.key()).up());
        }
        copy.analyze();
        requireEqual("upgrade", copy.schema(), diff.after());
      }
      return hasRows ? withOwnRows(drafts, compiled, before) : drafts;
    } catch (SQLException e) {
      throw defect("The revision does not run: " + e.getMessage(), e);
    }
  }

  private void undo(Bundle compiled, Changeset changeset) throws SQLException {
    ChangesetSql sql = compiled.sql(changeset.key());
    try {
      copy.run(changeset, sql.down());
    } catch (SQLException e) {
      throw new SQLException(
          "what undoes changeset " + changeset.key().id() + ": " + e.getMessage(),
          e.getSQLState(),
          e);
    }
  }

  /** Whether there are any and none of them stopped it on its way up. */
  private boolean withSampleRows(Bundle compiled, List<Changeset> changesets, SchemaSnapshot before)
      throws SQLException {
    if (SampleRows.into(copy.connection(), before) == 0) {
      return false;
    }
    int done = 0;
    boolean stopped = false;
    try {
      for (Changeset changeset : changesets) {
        copy.run(changeset, compiled.sql(changeset.key()).up());
        done++;
      }
      requireEqual("upgrade", copy.schema(), diff.after());
    } catch (SQLException e) {
      requireRows(e);
      progress.accept("Rows can stop this upgrade: " + e.getMessage());
      stopped = true;
    }
    if (stopped && !changesets.get(done).transactional()) {
      // An index that rows stopped is there, and is INVALID.
      undo(compiled, changesets.get(done));
    }
    back(copy, compiled, changesets.subList(0, done), before);
    return !stopped;
  }

  private List<ChangesetDraft> withOwnRows(
      List<ChangesetDraft> drafts, Bundle compiled, SchemaSnapshot before) throws SQLException {
    try (TrialDatabase full = new TrialDatabase(databases, original, options)) {
      OwnRows rows = new OwnRows(full.connection(), new Offenders(full.connection(), diff.after()));
      List<ChangesetDraft> decided = rows.run(drafts);
      if (!rows.stop()) {
        requireEqual("upgrade", full.schema(), diff.after());
        back(full, compiled, compiled.revisions().get(0).changesets(), before);
      }
      return decided;
    }
  }

  private void back(
      TrialDatabase database, Bundle compiled, List<Changeset> done, SchemaSnapshot before)
      throws SQLException {
    for (int i = done.size() - 1; i >= 0; i--) {
      Changeset changeset = done.get(i);
      ChangesetSql sql = compiled.sql(changeset.key());
      try {
        database.run(changeset, sql.down());
      } catch (SQLException e) {
        requireRows(e);
        progress.accept("Rows can stop the way back: " + e.getMessage());
        if (!changeset.transactional()) {
          database.run(changeset, sql.up());
        }
        // Without them it arrives.
        database.empty();
        database.run(changeset, sql.down());
      }
    }
    requireEqual("downgrade", database.schema(), before);
  }

  private static void requireRows(SQLException e) throws SQLException {
    if (!OwnRows.isOfRows(e)) {
      throw e;
    }
  }

  private static void requireEqual(String what, SchemaSnapshot is, SchemaSnapshot wanted) {
    List<String> differences =
        SchemaDiff.between(is, wanted).headlines().stream().map(Difference::describe).toList();
    if (!differences.isEmpty()) {
      throw defect(
          "The "
              + what
              + " does not arrive where it should; left over:\n  "
              + String.join("\n  ", differences),
          null);
    }
  }

  private static AthanorException inUse(SQLException e) {
    return new AthanorException(
        Reason.INVALID_MODEL,
        "Something that no mapping names rests on what the model no longer has: "
            + e.getMessage()
            + "\nNothing was written.",
        "Drop it (a view, as a rule) in a revision by hand first, or keep what it reads.",
        e);
  }

  static AthanorException defect(String message, Throwable cause) {
    return new AthanorException(
        Reason.INTERNAL_ERROR,
        message + "\nNothing was written.",
        "Write this revision by hand, and report the two models: this is a defect.",
        cause);
  }

  @Override
  public void close() {
    copy.close();
  }
}
