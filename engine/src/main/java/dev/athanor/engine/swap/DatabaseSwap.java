package dev.athanor.engine.swap;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.SqlErrors;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Cut;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.sql.SqlText;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Exchanges two databases' names in one transaction: there is no moment at which none has the name,
 * and whoever is killed here has changed nothing, or all.
 *
 * <p>A rename takes the database's lock first, for which whoever connects waits, and then gives
 * those that are connected five seconds to go. They are ended meanwhile, by another session. So
 * nobody gets in between, superusers included, and there is no setting that keeps people out and
 * that a killed run would leave behind.
 */
final class DatabaseSwap {
  private static final String INFIX = "_before_restore_";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);
  private static final int NAME_BYTES = 63;
  private static final int TIME_CHARACTERS = 14;
  private static final String OBJECT_IN_USE = "55006";
  private static final long POLL_MILLIS = 50;

  private final Database renaming;
  private final Database ending;
  private final DatabaseTraits old;
  private final SideDatabase side;
  private final RestoreMark mark;
  private final Consumer<RestoreStep> reached;

  /**
   * @param renaming a session beside both databases
   * @param ending another one
   * @param mark the old one's from now on
   */
  DatabaseSwap(
      Database renaming,
      Database ending,
      DatabaseTraits old,
      SideDatabase side,
      RestoreMark mark,
      Consumer<RestoreStep> reached) {
    this.renaming = renaming;
    this.ending = ending;
    this.old = old;
    this.side = side;
    this.mark = mark;
    this.reached = reached;
  }

  /**
   * @param patience how long to try, while sessions do not end
   * @throws AthanorException LOCKED naming those sessions; then all is as it was, but for those
   *     that were ended
   */
  Replacement.Replaced run(Duration patience) {
    List<String> both = List.of(old.name(), side.name());
    Sessions.requireEndable(ending, both);
    long began = System.nanoTime();
    while (true) {
      Instant at = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      String keptAs =
          Cut.headOfBytes(old.name(), NAME_BYTES - INFIX.length() - TIME_CHARACTERS)
              + INFIX
              + TIME.format(at);
      if (exchange(both, keptAs, at)) {
        return new Replacement.Replaced(
            keptAs, at, Optional.of(Duration.ofNanos(System.nanoTime() - began)));
      }
      if (System.nanoTime() - began > patience.toNanos()) {
        throw new AthanorException(
            Reason.LOCKED,
            "Sessions do not end: "
                + Sessions.describe(ending, both)
                + ". Nothing was renamed; new ones are let in again.",
            "Stop what holds them, then run it again: " + side.name() + " is loaded and waits.");
      }
    }
  }

  /** False when somebody was still connected when the server's patience had ended. */
  private boolean exchange(List<String> both, String keptAs, Instant at) {
    CompletableFuture<Boolean> renames =
        CompletableFuture.supplyAsync(() -> rename(keptAs, at), DatabaseSwap::start);
    while (!renames.isDone()) {
      Sessions.end(ending, both);
      Pause.brief(POLL_MILLIS);
    }
    try {
      return renames.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private boolean rename(String keptAs, Instant at) {
    String kept = SqlText.identifier(keptAs);
    String name = SqlText.identifier(old.name());
    RestoreMark note = mark.at(at);
    try {
      run("BEGIN; ALTER DATABASE " + name + " RENAME TO " + kept);
      reached.accept(RestoreStep.OLD_RENAMED);
      run("ALTER DATABASE " + SqlText.identifier(side.name()) + " RENAME TO " + name);
      run(note.sql(keptAs) + ";" + Mark.comment(old.name(), old.comment()));
      for (String statement : old.letIn(keptAs)) {
        run(statement);
      }
      reached.accept(RestoreStep.BOTH_RENAMED);
      run("COMMIT");
      return true;
    } catch (SQLException e) {
      renaming.giveBack("ROLLBACK");
      if (SqlErrors.state(e).equals(OBJECT_IN_USE)) {
        return false;
      }
      throw SqlErrors.running(renaming.url(), e);
    }
  }

  private void run(String sql) throws SQLException {
    try (var statement = renaming.connection().createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "athanor-swap");
    thread.setDaemon(true);
    thread.start();
  }
}
