package dev.athanor.engine.live;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.postgresql.core.BaseConnection;

/**
 * A connection as a change gets to see it: what it commits is kept for the transaction that also
 * records it, and what it rolls back goes back no further than that.
 */
final class LiveConnection {
  private final BaseConnection connection;
  private Savepoint kept;

  private LiveConnection(BaseConnection connection) throws SQLException {
    this.connection = connection;
    this.kept = connection.setSavepoint();
  }

  /**
   * @param connection in a transaction
   */
  static Connection over(BaseConnection connection) throws SQLException {
    LiveConnection live = new LiveConnection(connection);
    return (Connection)
        Proxy.newProxyInstance(
            LiveConnection.class.getClassLoader(),
            new Class<?>[] {BaseConnection.class},
            (proxy, method, arguments) -> live.call(proxy, method, arguments));
  }

  private Object call(Object proxy, Method method, Object[] arguments) throws Throwable {
    int count = arguments == null ? 0 : arguments.length;
    switch (method.getName() + "/" + count) {
      case "commit/0" -> {
        connection.releaseSavepoint(kept);
        kept = connection.setSavepoint();
        return null;
      }
      case "rollback/0" -> {
        connection.rollback(kept);
        return null;
      }
      case "setAutoCommit/1" -> {
        if (Boolean.TRUE.equals(arguments[0])) {
          throw new SQLException(
              "the changeset runs in one transaction with its row in the history; give it"
                  + " runInTransaction=false where its statements are to commit one by one");
        }
        return null;
      }
      case "close/0" -> {
        // Whoever opened it closes it.
        return null;
      }
      case "equals/1" -> {
        return proxy == arguments[0];
      }
      default -> {
        try {
          return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
          throw e.getCause();
        }
      }
    }
  }
}
