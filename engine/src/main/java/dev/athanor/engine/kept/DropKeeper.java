package dev.athanor.engine.kept;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.history.RunStamp;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.sql.SqlStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Runs an upgrade's changesets so that what they drop is kept, and what those change that are
 * marked to keep rows.
 *
 * <p>A changeset first runs as it is. Only when that took a table away, a column, or converted a
 * column's values, it is taken back and run again, with copies taken before and, in place of a
 * plain DROP TABLE, the table put away. The same is done once more where the second run lost other
 * things than the first.
 */
public final class DropKeeper {
  private static final int TRIES = 4;

  private final Database database;
  private final Prepared catalogs;
  private final String history;
  private final RunStamp run;
  private final Duration keep;
  private final Consumer<String> said;

  /**
   * @param database the session that runs the changesets
   * @param history what schema {@code athanor} calls the history
   * @param keep for how long
   * @param said hears what was kept
   */
  public DropKeeper(
      Database database, String history, RunStamp run, Duration keep, Consumer<String> said) {
    this.database = Objects.requireNonNull(database, "database");
    this.catalogs = new Prepared(database, run::prepared);
    this.history = Objects.requireNonNull(history, "history");
    this.run = Objects.requireNonNull(run, "run");
    this.keep = Objects.requireNonNull(keep, "keep");
    this.said = Objects.requireNonNull(said, "said");
  }

  /**
   * Runs them in the session's transaction, which is the changeset's.
   *
   * @param marked tables whose rows are kept, as names in SQL
   * @param whole what is sent, as it is sent at best
   * @param single the same, each statement by itself
   * @throws AthanorException IRREVERSIBLE for values that cannot be kept; INVALID_CHANGELOG for a
   *     marked table that is not there; as the statements have it. The transaction cannot go on
   *     then
   */
  public void run(
      ChangesetKey changeset,
      String revision,
      List<String> marked,
      List<Sending> whole,
      List<Sending> single) {
    MarkedRows rows = new MarkedRows(database, changeset, draft(changeset, revision));
    Set<Long> tables = rows.find(marked);
    SessionState session = new SessionState(database);
    TableStates before =
        session.atStart(
            () -> {
              rows.take(tables);
              return TableStates.read(catalogs);
            });
    database.execute("SAVEPOINT athanor_kept");
    whole.forEach(Sending::send);
    Set<Loss> lost = lost(before);
    if (!lost.isEmpty()) {
      Attempts attempts = new Attempts(changeset, revision, session, before, whole, single);
      record(attempts.keep(lost), session);
    }
    if (!tables.isEmpty()) {
      Set<Loss> all = lost(before);
      session.atEnd(() -> rows.finish(all));
      record(rows.draft(), session);
    }
  }

  private KeptDraft draft(ChangesetKey changeset, String revision) {
    return new KeptDraft(database, changeset, revision, Instant.now().plus(keep));
  }

  private void record(KeptDraft draft, SessionState session) {
    session.atEnd(
        () ->
            draft
                .entries()
                .forEach(kept -> database.execute(KeptRegistry.insert(kept, history, run.id()))));
    draft.entries().forEach(kept -> said.accept(KeptText.kept(kept)));
  }

  /** What comes behind takes the session's settings back anyway. */
  private Set<Loss> lost(TableStates before) {
    database.execute(Database.takeOwnPath());
    return before.lost(catalogs);
  }

  private final class Attempts {
    private final ChangesetKey changeset;
    private final String revision;
    private final SessionState session;
    private final TableStates before;
    private final List<Sending> whole;
    private final List<Sending> single;
    private final Moves moves;

    Attempts(
        ChangesetKey changeset,
        String revision,
        SessionState session,
        TableStates before,
        List<Sending> whole,
        List<Sending> single) {
      this.changeset = changeset;
      this.revision = revision;
      this.session = session;
      this.before = before;
      this.whole = whole;
      this.single = single;
      this.moves = new Moves(database, catalogs, session);
    }

    KeptDraft keep(Set<Loss> found) {
      Set<Loss> losses = new LinkedHashSet<>(found);
      for (int i = 0; i < TRIES; i++) {
        database.execute("ROLLBACK TO SAVEPOINT athanor_kept");
        KeptDraft draft = draft(changeset, revision);
        Set<Loss> lost = tryOnce(losses, draft);
        boolean all = losses.containsAll(lost);
        if (moves.complete(lost) && all) {
          return draft;
        }
        losses.addAll(lost);
      }
      throw new AthanorException(
          Reason.IRREVERSIBLE,
          changeset
              + " drops other tables or columns each time it runs, so that they cannot be kept.",
          "Name in it what it drops.");
    }

    /** Returns what it lost. */
    private Set<Loss> tryOnce(Set<Loss> losses, KeptDraft draft) {
      Copies copies = new Copies(database, draft);
      boolean drops = single.stream().anyMatch(each -> isDropTable(each.sql()));
      boolean moving =
          session.atStart(
              () -> {
                KeptSchema.make(database);
                Set<Long> moved = drops ? moves.begin(losses) : Set.of();
                Set<Loss> copied = new HashSet<>(losses);
                moved.forEach(table -> copied.remove(Loss.ofTable(table)));
                copies.take(copied);
                return !moved.isEmpty();
              });
      if (moving) {
        single.forEach(statement -> send(statement, draft));
      } else {
        whole.forEach(Sending::send);
      }
      if (copies.areUnfinished()) {
        session.atEnd(copies::finish);
      }
      return lost(before);
    }

    private void send(Sending statement, KeptDraft draft) {
      if (isDropTable(statement.sql())) {
        moves.drop(statement::send, draft);
      } else {
        statement.send();
      }
    }
  }

  /** A guess at what may be replaced; whether it was right is seen by what it leaves. */
  private static boolean isDropTable(String sql) {
    return SqlStatement.stream(sql)
        .findFirst()
        .filter(statement -> statement.startsWith("DROP", "TABLE"))
        .isPresent();
  }
}
