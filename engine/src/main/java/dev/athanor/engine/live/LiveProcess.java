package dev.athanor.engine.live;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.liquibase.LiveChangelogs;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.CompiledRevision;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * The process that runs Liquibase on one changeset after the other, each in a session of its own.
 *
 * <p>It reads requests, says of each how it goes, and ends with its input. When that ends while a
 * changeset runs, whoever asked is gone or wants it to stop: it takes back what it can, and ends,
 * too.
 */
public final class LiveProcess {
  /** How long a statement that was cancelled may take to say so. */
  private static final long CANCEL_MILLIS = 2000;

  private static final int STOPPED = 3;

  /** Gone when the changeset itself ends the transaction. */
  private static final String MARK = "athanor.live";

  private final LiveStart start;
  private final DataOutputStream replies;
  private final BlockingQueue<LiveRequest> requests = new LinkedBlockingQueue<>();

  /** From when a request is read until its answer is written. */
  private boolean busy;

  private volatile Database running;
  private Bundle bundle;
  private LiveChangelogs changelogs;

  private LiveProcess(LiveStart start, DataOutputStream replies) {
    this.start = start;
    this.replies = replies;
  }

  /** Its requests are its input, and its replies are its output; it takes no arguments. */
  public static void main(String[] args) throws IOException, InterruptedException {
    PrintStream output = System.out;
    // What a change prints is for people.
    System.setOut(System.err);
    DataInputStream input = new DataInputStream(System.in);
    LiveProcess process = new LiveProcess(LiveStart.read(input), new DataOutputStream(output));
    Thread listener = new Thread(() -> process.listen(input), "athanor-parent");
    listener.setDaemon(true);
    listener.start();
    process.work();
  }

  private void listen(DataInputStream input) {
    try {
      while (true) {
        LiveRequest request = LiveRequest.read(input);
        begin();
        requests.add(request);
      }
    } catch (IOException e) {
      end();
    }
  }

  private void end() {
    if (!isBusy()) {
      // A change may have left threads.
      System.exit(0);
    }
    try {
      Database database = running;
      if (database != null) {
        database.cancel();
      }
      Thread.sleep(CANCEL_MILLIS);
    } catch (AthanorException | InterruptedException e) {
      // It ends at once, then.
      Runtime.getRuntime().halt(STOPPED);
    }
    Runtime.getRuntime().halt(STOPPED);
  }

  private void work() throws InterruptedException {
    while (true) {
      answer(run(requests.take()));
    }
  }

  private synchronized void begin() {
    busy = true;
  }

  /** In one, so that whoever hears it and ends the input finds nothing running. */
  private synchronized void answer(LiveReply reply) {
    say(reply);
    busy = false;
  }

  private synchronized boolean isBusy() {
    return busy;
  }

  private LiveReply run(LiveRequest request) {
    try (Database database = Database.open(start.url(), start.settings())) {
      running = database;
      database.connection().getQueryExecutor().setPreferQueryMode(PreferQueryMode.EXTENDED);
      if (request.transaction().isPresent()) {
        inTransaction(database, request, request.transaction().get());
      } else {
        database.execute("SELECT " + database.askedPath());
        changes(request, database.connection());
      }
      return new LiveReply(LiveReply.Kind.DONE, "");
    } catch (Throwable e) { // a changeset's classes may throw anything, a missing class for one
      return failure(e);
    } finally {
      running = null;
    }
  }

  private void inTransaction(
      Database database, LiveRequest request, LiveRequest.Transaction transaction)
      throws Exception {
    PgConnection connection = database.connection();
    connection.setAutoCommit(false);
    database.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED READ WRITE");
    transaction.before().forEach(database::execute);
    database.execute(
        "SELECT pg_catalog.set_config('" + MARK + "','1',true)," + database.askedPath());
    changes(request, LiveConnection.over(connection));
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

  private void changes(LiveRequest request, Connection connection) throws Exception {
    if (changelogs == null) {
      bundle = Bundle.read(start.bundle());
      changelogs = new LiveChangelogs(bundle.sources(), bundle.live().orElseThrow().properties());
    }
    changelogs.run(
        connection, changelog(request.revision()), request.key(), request.checksum(), this::warn);
  }

  private String changelog(String revision) {
    return bundle
        .live()
        .orElseThrow()
        .master()
        .orElseGet(
            () ->
                bundle.revisions().stream()
                    .map(CompiledRevision::revision)
                    .filter(each -> each.id().equals(revision))
                    .findFirst()
                    .orElseThrow()
                    .path());
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
      if (isAborted(e) && e.getCause() != null) {
        text.setLength(0);
        continue;
      }
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

  /** Of what somebody goes on with after a failure; the driver has that failure as the cause. */
  private static boolean isAborted(Throwable e) {
    return e instanceof SQLException sql && "25P02".equals(sql.getSQLState());
  }

  private static String message(Throwable e) {
    return e instanceof ClassNotFoundException || e instanceof LinkageError
        ? "class " + e.getMessage() + " is not on the class path"
        : e.getMessage() == null ? e.getClass().getName() : e.getMessage();
  }
}
