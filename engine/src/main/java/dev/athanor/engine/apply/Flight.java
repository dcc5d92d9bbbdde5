package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.SqlErrors;
import dev.athanor.engine.model.Utf8;
import dev.athanor.engine.sql.SqlStatement.Data;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.postgresql.copy.CopyIn;
import org.postgresql.core.Field;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.SqlCommand;
import org.postgresql.core.TransactionState;
import org.postgresql.core.Tuple;

/**
 * Sends several simple-query messages at once and then reads all their answers: one network flight.
 *
 * <p>Each message holds one changeset's transaction. PostgreSQL runs message after message, also
 * after an error, so it is up to the messages to do nothing then: see {@link RunSession}. A simple
 * query rather than the extended protocol, because a message is parsed as a whole, before any of it
 * runs: a syntax error leaves no trace, and no quote left open reaches the next changeset. The
 * driver's public API sends no two messages at once, so this uses its query executor.
 */
final class Flight {
  private static final int FLAGS =
      QueryExecutor.QUERY_EXECUTE_AS_SIMPLE
          | QueryExecutor.QUERY_SUPPRESS_BEGIN
          | QueryExecutor.QUERY_NO_RESULTS
          | QueryExecutor.QUERY_ONESHOT;

  private final Database database;
  private final Consumer<SQLWarning> heard;

  /** One that takes no notice of what the server says beside its answers. */
  Flight(Database database) {
    this(database, warning -> {});
  }

  /**
   * @param heard takes what the server says beside its answers, when it does
   */
  Flight(Database database, Consumer<SQLWarning> heard) {
    this.database = database;
    this.heard = heard;
  }

  /**
   * What came back.
   *
   * @param committed how many transactions were committed before the first error
   * @param tags how many statements of the next message completed before the first error
   * @param error the first error, if any
   */
  record Outcome(int committed, int tags, Optional<SQLException> error) {}

  /**
   * Sends {@code messages}, of which none may fail.
   *
   * @throws SQLException the first error
   */
  void sendAll(List<String> messages) throws SQLException {
    Optional<SQLException> error = send(messages).error();
    if (error.isPresent()) {
      throw error.get();
    }
  }

  /**
   * Sends a statement of the user's that no other may share a message with, for several would be a
   * transaction. Whatever becomes of it, the session's own search path is back afterwards.
   *
   * @throws SQLException the first error
   */
  void sendAlone(String sql) throws SQLException {
    sendAll(List.of("SELECT " + database.askedPath(), sql, Database.takeOwnPath()));
  }

  /** Sends {@code command} by itself; after an error the session is in no transaction. */
  Outcome send(Command command) throws SQLException {
    if (command.rows().isEmpty()) {
      return send(List.of(command.sql()));
    }
    Data rows = command.rows().get();
    try {
      // The driver keeps every message of a COPY, and a trigger may raise one a row.
      sendAll(List.of("SET client_min_messages = error"));
      CopyIn copy = database.connection().getCopyAPI().copyIn(command.sql());
      try {
        Utf8.forEachPart(
            command.text(),
            rows.start(),
            rows.end(),
            bytes -> copy.writeToCopy(bytes, 0, bytes.length));
        copy.endCopy();
      } finally {
        if (copy.isActive()) {
          copy.cancelCopy();
        }
      }
      sendAll(List.of("SET client_min_messages = notice"));
      return new Outcome(0, 1, Optional.empty());
    } catch (SQLException e) {
      if (!SqlErrors.isConnectionLost(e)) {
        rollBack();
      }
      return new Outcome(0, 0, Optional.of(e));
    }
  }

  /** Sends {@code messages}; after an error the session is in no transaction. */
  Outcome send(List<String> messages) throws SQLException {
    return send(messages, committed -> {});
  }

  /**
   * The same.
   *
   * @param listener hears, as soon as the server says so, how many transactions are committed
   */
  Outcome send(List<String> messages, IntConsumer listener) throws SQLException {
    QueryExecutor executor = database.connection().getQueryExecutor();
    List<NativeQuery> queries = new ArrayList<>(messages.size());
    for (String message : messages) {
      queries.add(new NativeQuery(message, SqlCommand.BLANK));
    }
    Query query = executor.wrap(queries);
    Answers answers = new Answers(listener);
    executor.execute(query, null, answers, 0, 0, FLAGS);
    if (answers.first != null) {
      rollBack();
    }
    return new Outcome(answers.committed, answers.tags, Optional.ofNullable(answers.first));
  }

  private void rollBack() throws SQLException {
    QueryExecutor executor = database.connection().getQueryExecutor();
    if (executor.getTransactionState() != TransactionState.IDLE) {
      executor.execute(
          executor.wrap(List.of(new NativeQuery("ROLLBACK", SqlCommand.BLANK))),
          null,
          new Answers(committed -> {}),
          0,
          0,
          FLAGS);
    }
  }

  /** Counts command tags up to the first error; rows are not kept. */
  private final class Answers extends ResultHandlerBase {
    private final IntConsumer listener;
    private int committed;
    private int tags;
    private SQLException first;

    Answers(IntConsumer listener) {
      this.listener = listener;
    }

    @Override
    public void handleResultRows(
        Query query, Field[] fields, List<Tuple> tuples, ResultCursor cursor) {
      tags += first == null ? 1 : 0;
    }

    @Override
    public void handleCommandStatus(String status, long updateCount, long insertOid) {
      if (first != null) {
        return;
      }
      if (status.equals("COMMIT")) {
        committed++;
        tags = 0;
        listener.accept(committed);
      } else {
        tags++;
      }
    }

    @Override
    public void handleWarning(SQLWarning warning) {
      heard.accept(warning);
    }

    @Override
    public void handleError(SQLException error) {
      if (first == null) {
        first = error;
      }
    }

    @Override
    public void handleCompletion() {
      // The first error is an answer here, not an exception.
    }
  }
}
