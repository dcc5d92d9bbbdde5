package dev.athanor.engine.kept;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.Reason;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Runs the undo of changesets so that what was kept of them comes back.
 *
 * <p>What is there again behind a statement is filled at once, so that all that comes behind finds
 * it as it was. Only where the undo brings a table's rows back itself, which shows when it fails,
 * or when the table holds others in the end, it runs first, and what it left out is added.
 */
public final class KeptReturner {
  private final Database database;
  private final Consumer<String> said;

  /** By what makes two keys of a changeset the same. */
  private final Map<String, List<Kept>> kept;

  /** Changesets whose undo comes first, and kept rows behind it. */
  private final Set<ChangesetKey> undoFirst = new HashSet<>();

  /** Whether the last undo had rows put back into a table. */
  private boolean filled;

  /**
   * Reads what is kept.
   *
   * @param database the session that runs the undo
   * @param history what schema {@code athanor} calls the history
   * @param said hears what came back, and what could not
   * @throws AthanorException UNTRUSTED_HISTORY where others could have put it there
   */
  public KeptReturner(Database database, String history, Consumer<String> said) {
    this.database = Objects.requireNonNull(database, "database");
    this.said = Objects.requireNonNull(said, "said");
    this.kept =
        KeptRegistry.read(database, KeptRegistry.ofHistory(history)).stream()
            .collect(Collectors.groupingBy(each -> each.changeset().identity()));
    if (!kept.isEmpty()) {
      KeptSchema.isThere(database);
    }
  }

  /** Whether something is kept of it. */
  public boolean has(ChangesetKey changeset) {
    return kept.containsKey(changeset.identity());
  }

  /**
   * Runs the statements of its undo in the session's transaction, which is the changeset's.
   *
   * @throws AthanorException for what cannot go back; as the statements have it. The transaction
   *     cannot go on then
   */
  public void run(ChangesetKey changeset, List<Sending> single) {
    filled = false;
    SessionState session = new SessionState(database);
    database.execute("SAVEPOINT athanor_kept");
    Returning returning = returned(changeset, single, session);
    if (returning.isInTheWay()) {
      undoFirst.add(changeset);
      database.execute("ROLLBACK TO SAVEPOINT athanor_kept");
      returning = returned(changeset, single, session);
    }
    returning.finish(said);
  }

  private Returning returned(ChangesetKey changeset, List<Sending> single, SessionState session) {
    Returning returning =
        new Returning(
            database, session, kept.get(changeset.identity()), undoFirst.contains(changeset));
    session.run(returning::begin);
    for (Sending statement : single) {
      statement.send();
      session.run(returning::fill);
      filled |= returning.hasFilledTables();
    }
    session.run(returning::end);
    return returning;
  }

  /** Whether an undo that failed is to be tried with its own statements first. */
  public boolean mayGoFirst(ChangesetKey changeset, AthanorException failure) {
    return failure.reason() == Reason.STATEMENT_FAILED && filled && undoFirst.add(changeset);
  }
}
