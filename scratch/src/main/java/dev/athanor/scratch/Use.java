package dev.athanor.scratch;

import dev.athanor.engine.database.DatabaseUrl;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.Driver;

/**
 * One use of a server, by a session that holds a shared lock as long as the use lasts. So the
 * server itself knows its users, whatever threads and processes they are; one that is killed is
 * gone with its session.
 */
final class Use implements AutoCloseable {
  /** Another one than the migrations': an embedded database is migrated, too. */
  private static final long KEY = 0x61746875736564L;

  private final Connection session;

  private Use(Connection session) {
    this.session = session;
  }

  static Use of(DatabaseUrl url) throws SQLException {
    // The driver itself: DriverManager would ask every class loader for others.
    Use use = new Use(new Driver().connect(url.jdbcUrl(), url.jdbcProperties()));
    use.query("SELECT pg_advisory_lock_shared(" + KEY + ")");
    return use;
  }

  /** Whether nobody else uses the server; false where it has ended. */
  boolean isOnly() {
    try {
      return query("SELECT pg_try_advisory_lock(" + KEY + ")").equals("t");
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public void close() {
    try (session) {
      // A closed session's lock would live on for a moment.
      query("SELECT pg_advisory_unlock_all()");
    } catch (SQLException e) {
      // The server has ended, and the use with it.
    }
  }

  private String query(String sql) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
