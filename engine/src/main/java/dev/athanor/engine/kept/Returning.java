package dev.athanor.engine.kept;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import dev.athanor.engine.sql.SqlText;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One undo, in which kept rows and values go back; by the session's own search path. */
final class Returning {
  /** A row may have changed since: then its value is the application's, and stays. */
  private static final String UNCHANGED =
      "CREATE TABLE %s AS SELECT k.* FROM %s k JOIN %s t ON %s"
          + " WHERE t.%s::text IS NOT DISTINCT FROM k.n";

  private final Database database;
  private final SessionState session;
  private final boolean undoFirst;
  private final Filling filling;

  /** What is still to go back, with what was called so before the undo. */
  private final Map<Kept, Target> pending = new LinkedHashMap<>();

  /** What went back, and how many rows or values. */
  private final Map<Kept, Long> back = new LinkedHashMap<>();

  /** Tables that were filled, by their oids. */
  private final Map<Long, Long> filled = new LinkedHashMap<>();

  private final List<String> left = new ArrayList<>();

  /** Whether a table did not take its rows. */
  private boolean refused;

  /**
   * @param kept of the changeset that is undone, the newest first
   * @param undoFirst whether tables are filled behind the undo, with what it left out
   */
  Returning(Database database, SessionState session, List<Kept> kept, boolean undoFirst) {
    this.database = database;
    this.session = session;
    this.undoFirst = undoFirst;
    this.filling = new Filling(database);
    for (Kept each : kept) {
      // Of a changeset that was applied twice, what was kept the last time is what it took away.
      if (pending.keySet().stream().noneMatch(other -> other.what().equals(each.what()))) {
        pending.put(each, new Target(0, 0, ""));
      }
    }
  }

  /** Before the undo's first statement. */
  void begin() {
    for (Kept each : List.copyOf(pending.keySet())) {
      pending.put(each, Target.of(database, each));
      if (each.kind().isChange()) {
        // Renamed alone, a converted column is not back.
        pending.put(each, unchanged(each));
      }
    }
  }

  private Target unchanged(Kept kept) {
    String column = kept.after().get(2);
    Target now = Target.of(database, kept.after().get(0), kept.after().get(1), column);
    Optional<TableFacts> table =
        now.column() == 0 ? Optional.empty() : TableFacts.read(database, now.table());
    Optional<String> matches =
        table.flatMap(t -> KeyMatch.condition(database, kept.place(), t.oid(), kept.key()));
    String same = Kept.place("same", kept.id());
    database.execute(
        matches.isEmpty()
            ? "CREATE TABLE " + same + " AS SELECT * FROM " + kept.place()
            : UNCHANGED.formatted(
                same,
                kept.place(),
                table.get().source(),
                matches.get(),
                SqlText.identifier(column)));
    return now;
  }

  /** Behind a statement of the undo: what it made goes back, in whatever order that works. */
  void fill() {
    fill(false);
  }

  private void fill(boolean behindTheUndo) {
    boolean more = true;
    while (more) {
      more = false;
      for (Map.Entry<Kept, Target> each : List.copyOf(pending.entrySet())) {
        Kept kept = each.getKey();
        boolean later =
            undoFirst && kept.kind() == Kept.Kind.TABLE || !behindTheUndo && kept.kind().isOfRows();
        more |= !later && fill(kept, each.getValue(), false);
      }
    }
  }

  /** Behind the undo's last statement: what cannot go back now never can. */
  void end() {
    fill(true);
    for (Map.Entry<Kept, Target> each : List.copyOf(pending.entrySet())) {
      if (!fill(each.getKey(), each.getValue(), true)) {
        left.add(
            each.getKey().what()
                + " was kept, and did not come back: "
                + (undoFirst && each.getKey().kind() == Kept.Kind.TABLE
                        || each.getKey().kind() == Kept.Kind.DELETED
                    ? "the undo brings back rows of its own, and nothing tells which of these are"
                        + " missing."
                    : "the undo makes no such "
                        + (each.getKey().column().isEmpty() ? "table." : "column."))
                + " It is in "
                + each.getKey().place()
                + " until "
                + each.getKey().until().truncatedTo(ChronoUnit.SECONDS)
                + '.');
      }
    }
  }

  private boolean fill(Kept kept, Target before, boolean last) {
    Target now = Target.of(database, kept);
    if (!now.isBack(kept.kind(), before)) {
      return false;
    }
    database.execute("SAVEPOINT athanor_fill");
    try {
      Optional<Long> rows = put(kept, now, before);
      rows.ifPresent(
          count -> {
            pending.remove(kept);
            back.put(kept, count);
          });
      return rows.isPresent();
    } catch (AthanorException e) {
      boolean undoMayGoFirst = kept.kind() == Kept.Kind.TABLE && !undoFirst;
      if (last && !undoMayGoFirst || !Moves.mayBeTriedOtherwise(e)) {
        throw told(kept, e);
      }
      refused |= last;
      database.execute("ROLLBACK TO SAVEPOINT athanor_fill");
      return false;
    }
  }

  private Optional<Long> put(Kept kept, Target now, Target before) {
    return switch (kept.kind()) {
      case TABLE -> {
        Optional<Long> rows = filling.rows(kept, now.table(), undoFirst, before.table() != 0);
        rows.ifPresent(count -> filled.put(now.table(), count));
        yield rows;
      }
      case DELETED -> filling.rows(kept, now.table(), true, false);
      case COLUMN -> Optional.of(filling.values(kept, now, kept.place()));
      case CONVERSION, UPDATED ->
          Optional.of(filling.values(kept, now, Kept.place("same", kept.id())));
    };
  }

  private AthanorException told(Kept kept, AthanorException e) {
    if (e.reason() != Reason.STATEMENT_FAILED) {
      return e;
    }
    return new AthanorException(
        e.reason(),
        "What was kept of " + kept.what() + " cannot go back: " + e.getMessage(),
        "Correct the undo of "
            + kept.changeset()
            + ", or give up what was kept: "
            + Term.DROPPED.of(kept.id())
            + ".",
        e.getCause());
  }

  boolean hasFilledTables() {
    return !filled.isEmpty();
  }

  /** Whether the undo has rows of its own for a table, so that it should go first. */
  boolean isInTheWay() {
    return refused
        || !undoFirst
            && filled.entrySet().stream().anyMatch(each -> each.getValue() != rows(each.getKey()));
  }

  private long rows(long table) {
    return session.within(
        () ->
            TableFacts.read(database, table)
                .map(t -> Long.parseLong(database.queryText("SELECT count(*) FROM " + t.source())))
                .orElse(-1L));
  }

  /** Forgets what went back, and says so. */
  void finish(Consumer<String> said) {
    session.run(
        () -> {
          for (Kept kept : pending.keySet()) {
            database.execute("DROP TABLE IF EXISTS " + Kept.place("same", kept.id()));
          }
          for (Kept kept : back.keySet()) {
            database.execute("DROP TABLE IF EXISTS " + Kept.place("same", kept.id()));
            database.execute(KeptRegistry.forget(kept));
          }
        });
    back.forEach((kept, rows) -> said.accept(KeptText.returned(kept, rows)));
    left.forEach(said);
  }
}
