package dev.athanor.engine.live;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.liquibase.LiveChangeset;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.LiveSource;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * The process that runs Liquibase on one changeset.
 *
 * <p>It reads a request, says how it goes, and ends. When its input ends before, whoever asked is
 * gone or wants it to stop: it takes back what it can, and ends, too.
 */
public final class LiveProcess {
  /** How long a statement that was cancelled may take to say so. */
  private static final long CANCEL_MILLIS = 2000;

  private static final int STOPPED = 3;

  /** Gone when the changeset itself ends the transaction. */
  private static final String MARK = "athanor.live";

  private final LiveRequest request;
  private final DataOutputStream replies;

  private LiveProcess(LiveRequest request, DataOutputStream replies) {
    this.request = request;
    this.replies = replies;
  }

  /** Its one request is its input, and its replies are its output; it takes no arguments. */
  public static void main(String[] args) throws IOException {
    PrintStream output = System.out;
    // What a change prints is for people.
    System.setOut(System.err);
    DataInputStream input = new DataInputStream(System.in);
    LiveProcess process = new LiveProcess(LiveRequest.read(input), new DataOutputStream(output));
    process.run(input);
    // A change may have left threads.
    System.exit(0);
  }

  private void run(DataInputStream input) {
    try (Database database = Database.open(request.url(), request.settings())) {
      Thread watch = new Thread(() -> stopAtEnd(input, database), "athanor-parent");
      watch.setDaemon(true);
      watch.start();
      database.connection().getQueryExecutor().setPreferQueryMode(PreferQueryMode.EXTENDED);
      if (request.transaction().isPresent()) {
        inTransaction(database, request.transaction().get());
      } else {
        database.execute("SELECT " + database.askedPath());
        changeset().run(database.connection(), this::warn);
      }
      say(new LiveReply(LiveReply.Kind.DONE, ""));
    } catch (Throwable e) { // a changeset's classes may throw anything, a missing class for one
      say(failure(e));
    }
  }

  private void inTransaction(Database database, LiveRequest.Transaction transaction)
      throws Exception {
    PgConnection connection = database.connection();
    connection.setAutoCommit(false);
    database.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED READ WRITE");
    transaction.before().forEach(database::execute);
    database.execute(
        "SELECT pg_catalog.set_config('" + MARK + "','1',true)," + database.askedPath());
    Connection seen = LiveConnection.over(connection);
    changeset().run(seen, this::warn);
    if (!"1".equals(database.queryText("SELECT pg_catalog.current_setting('" + MARK + "',true)"))) {
      warn(
          request.key()
              + " ended the transaction itself: what it committed is not one with its row in the"
              + " history");
    }
    database.execute("SET CONSTRAINTS ALL IMMEDIATE");
    database.reset();
    database.execute(transaction.record());
    say(
        new LiveReply(
            LiveReply.Kind.COMMITTING,
            database.queryText("SELECT pg_catalog.pg_current_xact_id()::text")));
    connection.commit();
  }

  private LiveChangeset changeset() {
    Bundle bundle = Bundle.read(request.bundle());
    LiveSource source = bundle.live().orElseThrow();
    String path =
        source
            .master()
            .orElseGet(
                () ->
                    bundle.revisions().stream()
                        .map(CompiledRevision::revision)
                        .filter(each -> each.id().equals(request.revision()))
                        .findFirst()
                        .orElseThrow()
                        .path());
    return new LiveChangeset(
        bundle.sources(), path, source.parameters(), request.key(), request.checksum());
  }

  private void warn(String text) {
    say(new LiveReply(LiveReply.Kind.WARNING, text));
  }

  private synchronized void say(LiveReply reply) {
    try {
      reply.write(replies);
    } catch (IOException e) {
      throw new UncheckedIOException("nobody listens any more", e);
    }
  }

  private static LiveReply failure(Throwable failure) {
    StringBuilder text = new StringBuilder();
    String state = "";
    String last = "";
    for (Throwable e = failure; e != null; e = e.getCause()) {
      String message = message(e);
      // Liquibase says again what it was told.
      if (!last.contains(message)) {
        text.append(text.isEmpty() ? "" : ": ").append(message);
        last = message;
      }
      if (e instanceof SQLException sql && sql.getSQLState() != null) {
        state = sql.getSQLState();
        break;
      }
    }
    if (state.isEmpty() && !(failure instanceof AthanorException)) {
      failure.printStackTrace();
    }
    return new LiveReply(LiveReply.Kind.FAILED, text.toString(), state);
  }

  private static String message(Throwable e) {
    return e instanceof ClassNotFoundException || e instanceof LinkageError
        ? "class " + e.getMessage() + " is not on the class path"
        : e.getMessage() == null ? e.getClass().getName() : e.getMessage();
  }

  /** Nothing more comes after the request but its end. */
  private static void stopAtEnd(DataInputStream input, Database database) {
    try {
      while (input.read() >= 0) {
        continue;
      }
      database.cancel();
      Thread.sleep(CANCEL_MILLIS);
    } catch (IOException | AthanorException | InterruptedException e) {
      // It ends at once, then.
      Runtime.getRuntime().halt(STOPPED);
    }
    Runtime.getRuntime().halt(STOPPED);
  }
}
