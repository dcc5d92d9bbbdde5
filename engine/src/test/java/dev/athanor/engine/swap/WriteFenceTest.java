package dev.athanor.engine.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.Unlock;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.testing.SystemPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is kept out, from when on, and that lifting it leaves all as it was. */
class WriteFenceTest {
  private final SystemPostgres server = SystemPostgres.get();
  private final String database = server.newDatabase();
  private final String migrator = database + "_migrator";
  private final String application = database + "_app";

  @BeforeAll
  static void needsPostgres() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
  }

  @BeforeEach
  void roles() {
    server.execute(
        ("CREATE ROLE %1$s_owner; CREATE ROLE %2$s LOGIN CREATEDB; CREATE ROLE %3$s LOGIN;"
                + " GRANT pg_signal_backend, %1$s_owner TO %2$s;"
                + " ALTER DATABASE %1$s OWNER TO %1$s_owner; COMMENT ON DATABASE %1$s IS 'our''s'")
            .formatted(database, migrator, application));
    as("postgres", "CREATE TABLE t (x int); GRANT ALL ON t TO PUBLIC");
  }

  private WriteFence fence() {
    return new WriteFence(
        DatabaseUrl.parse(server.url(database)).withCredentials(migrator, null),
        SessionSettings.DEFAULTS.withRole(database + "_owner"));
  }

  private Connection connect(String user) throws SQLException {
    return DriverManager.getConnection(
        server.url(database).replace("user=postgres", "user=" + user));
  }

  private void as(String user, String sql) {
    try (Connection session = connect(user)) {
      session.createStatement().execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private String ask(String sql) {
    try (Connection session = server.connect("postgres");
        ResultSet row = session.createStatement().executeQuery(sql)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** With the rights that nobody wrote down, which PUBLIC and the owner have. */
  private String rights() {
    return ask(
        ("SELECT string_agg(a::text, ' ' ORDER BY a::text) || coalesce(shobj_description(d.oid,"
                + " 'pg_database'), '-') FROM pg_database d, aclexplode(coalesce(datacl,"
                + " acldefault('d', datdba))) a WHERE datname = '%s' GROUP BY d.oid")
            .formatted(database));
  }

  @Test
  void keepsOthersOutUntilItIsLiftedAndLeavesAllAsItWas() throws SQLException {
    server.execute(
        "GRANT CONNECT ON DATABASE " + database + " TO " + application + " WITH GRANT OPTION");
    String before = rights();
    try (Connection old = connect(application)) {
      Instant since = fence().raise("run 1");

      assertThat(old.isValid(5)).isFalse();
      assertThatThrownBy(() -> connect(application)).hasMessageContaining("CONNECT privilege");
      connect(migrator).close();
      assertThat(fence().since("run 1")).hasValue(since);
      assertThat(fence().since("run 2")).isEmpty();
      assertThat(fence().raise("run 1")).isEqualTo(since);
    }
    assertThat(fence().lift()).isTrue();
    connect(application).close();
    assertThat(rights()).isEqualTo(before);
    assertThat(fence().lift()).isFalse();
  }

  /** Connects, writes one row and leaves, all the time. */
  @Test
  void nothingIsWrittenFromThenOn() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger written = new AtomicInteger();
    Thread writer =
        new Thread(
            () -> {
              while (!stop.get()) {
                try (Connection session = connect(application)) {
                  session.createStatement().execute("INSERT INTO t VALUES (1)");
                  written.incrementAndGet();
                } catch (SQLException e) {
                  continue; // ended, or kept out
                }
              }
            });
    writer.start();
    while (written.get() < 3) {
      Thread.onSpinWait();
    }
    fence().raise("run");
    String then = count();
    Thread.sleep(300);
    String later = count();
    stop.set(true);
    writer.join();
    assertThat(later).isEqualTo(then);
    assertThat(Integer.parseInt(then)).isBetween(written.get(), written.get() + 1);
    fence().lift();
  }

  private String count() throws SQLException {
    try (Connection session = connect(migrator);
        ResultSet row = session.createStatement().executeQuery("SELECT count(*) FROM t")) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void isNotPutUpWhereItWouldNotKeepThemOut() throws SQLException {
    String before = rights();
    try (Connection same = connect(migrator)) {
      AthanorException e = refused();
      assertThat(e.reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
      assertThat(e).hasMessageContaining("which is logged in as " + migrator);
      assertThat(same.isValid(5)).isTrue();
    }
    server.execute("GRANT " + migrator + " TO " + application);
    assertThat(refused())
        .hasMessageContaining("the role " + application + ", a member of " + migrator);
    server.execute("REVOKE " + migrator + " FROM " + application);
    try (Connection superuser = server.connect(database)) {
      AthanorException e = refused();
      assertThat(e.reason()).isEqualTo(Reason.LOCKED);
      assertThat(e).hasMessageContaining("may not end sessions");
      assertThat(superuser.isValid(5)).isTrue();
    }
    server.execute("ALTER ROLE " + migrator + " NOCREATEDB");
    assertThat(refused().reason()).isEqualTo(Reason.PERMISSION_DENIED);
    assertThat(rights()).isEqualTo(before);
  }

  @Test
  void anotherRunsIsNotTakenOver() {
    fence().raise("run 1");
    AthanorException e = catchThrowableOfType(AthanorException.class, () -> fence().raise("run 2"));
    assertThat(e.reason()).isEqualTo(Reason.LOCKED);
    assertThat(e).hasMessageContaining("a write fence of another run, run 1");
    DatabaseTarget target =
        new DatabaseTarget(
            DatabaseUrl.parse(server.url(database)).withCredentials(migrator, null),
            SessionSettings.DEFAULTS.withRole(database + "_owner"));
    assertThat(new Unlock(target, Set.of()).run().text()).contains("Lifted a write fence");
    assertThat(fence().lift()).isFalse();
  }

  /** What was dropped meanwhile cannot be let in again, and is no reason to keep all others out. */
  @Test
  void rolesMayGoMeanwhile() throws SQLException {
    String gone = database + "_gone";
    server.execute(
        "CREATE ROLE " + gone + "; GRANT CONNECT ON DATABASE " + database + " TO " + gone);
    fence().raise("run");
    server.execute("DROP ROLE " + gone);
    fence().lift();
    connect(application).close();
    assertThat(Optional.of(rights())).hasValueSatisfying(r -> assertThat(r).endsWith("our's"));
  }

  private AthanorException refused() {
    return catchThrowableOfType(AthanorException.class, () -> fence().raise("run"));
  }
}
