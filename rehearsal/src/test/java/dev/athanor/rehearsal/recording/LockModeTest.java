package dev.athanor.rehearsal.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class LockModeTest {

  /** PostgreSQL itself says which modes wait for which, and how it calls them. */
  @Test
  void eachModeConflictsWithThoseThatWaitForIt() throws SQLException {
    String url = TestPostgres.newDatabase();
    TestPostgres.execute(url, "CREATE TABLE t (a int)");
    try (Connection one = DriverManager.getConnection(url);
        Connection other = DriverManager.getConnection(url)) {
      for (LockMode held : LockMode.values()) {
        execute(one, "BEGIN; LOCK TABLE t IN " + held.sql() + " MODE");
        assertThat(LockMode.of(mode(one))).isEqualTo(held);
        for (LockMode wanted : LockMode.values()) {
          assertThat(held.conflictsWith(wanted))
              .as(held + " against " + wanted)
              .isEqualTo(waits(other, wanted));
        }
        execute(one, "ROLLBACK");
      }
    }
  }

  @Test
  void theStrongestCoversAllAndTheWeakestItself() {
    for (LockMode mode : LockMode.values()) {
      assertThat(LockMode.ACCESS_EXCLUSIVE.covers(mode)).isTrue();
      assertThat(mode.covers(mode)).isTrue();
    }
    assertThat(LockMode.ACCESS_SHARE.covers(LockMode.ROW_SHARE)).isFalse();
    assertThat(LockMode.SHARE_UPDATE_EXCLUSIVE.covers(LockMode.SHARE)).isFalse();
    assertThat(LockMode.SHARE.covers(LockMode.SHARE_UPDATE_EXCLUSIVE)).isFalse();
  }

  @Test
  void readersWaitForOneWritersForFour() {
    assertThat(LockMode.values()).filteredOn(LockMode::blocksReads).hasSize(1);
    assertThat(LockMode.values()).filteredOn(LockMode::blocksWrites).hasSize(4);
    assertThatThrownBy(() -> LockMode.of("SIReadLock"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String mode(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT mode FROM pg_locks WHERE relation = 't'::regclass")) {
      row.next();
      return row.getString(1);
    }
  }

  private static boolean waits(Connection connection, LockMode wanted) throws SQLException {
    try {
      execute(connection, "BEGIN; LOCK TABLE t IN " + wanted.sql() + " MODE NOWAIT");
      return false;
    } catch (SQLException e) {
      assertThat(e.getSQLState()).isEqualTo("55P03");
      return true;
    } finally {
      execute(connection, "ROLLBACK");
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
