package dev.athanor.engine.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.testing.TestPostgres;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DatabaseTest {
  private final DatabaseUrl url = DatabaseUrl.parse(TestPostgres.newDatabase());
  private final SessionSettings settings = SessionSettings.DEFAULTS;

  private AthanorException refused(DatabaseUrl to, SessionSettings with) {
    AthanorException e =
        catchThrowableOfType(AthanorException.class, () -> Database.open(to, with).close());
    assertThat(e).isNotNull();
    for (Throwable t = e; t != null; t = t.getCause()) {
      assertThat(t.toString()).doesNotContain("s3cret");
    }
    assertThat(e.describe()).doesNotContain("s3cret");
    return e;
  }

  @Test
  void sessionsAreSetAndSayWhoTheyAre() {
    try (Database database =
        Database.open(
            url,
            settings
                .withLockTimeout(Duration.ofSeconds(3))
                .withStatementTimeout(Duration.ofMinutes(1)))) {
      assertThat(database.queryText("SELECT current_setting('application_name')"))
          .isEqualTo("athanor");
      assertThat(database.queryText("SELECT current_setting('search_path')"))
          .isEqualTo("pg_catalog, pg_temp");
      assertThat(database.queryText("SELECT current_setting('lock_timeout')")).isEqualTo("3s");
      assertThat(database.queryText("SELECT current_setting('statement_timeout')"))
          .isEqualTo("1min");
      assertThat(database.facts().superuser()).isTrue();
      assertThat(database.facts().majorVersion()).isEqualTo(17);
      assertThat(database.facts().schema()).isEqualTo("public");
    }
  }

  @Test
  void aSessionIsCalledWhatTheUrlSays() {
    DatabaseUrl named = url.withParameter("fallback_application_name", "other");
    String shown = "SELECT current_setting('application_name')";
    try (Database database = Database.open(named, settings)) {
      assertThat(database.queryText(shown)).isEqualTo("other");
    }
    try (Database database =
        Database.open(named.withParameter("application_name", "shop"), settings)) {
      assertThat(database.queryText(shown)).isEqualTo("shop");
    }
  }

  @Test
  void noLimitOfTheDatabasesEndsALongTransaction() {
    DatabaseUrl limited = DatabaseUrl.parse(TestPostgres.newDatabase());
    try (Database database = Database.open(limited, settings)) {
      database.execute(
          "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET transaction_timeout = 50',"
              + " current_database()); END $$");
    }
    try (Database database = Database.open(limited, settings)) {
      database.execute("BEGIN");
      assertThat(database.queryText("SELECT 'still here' FROM pg_sleep(0.2)"))
          .isEqualTo("still here");
    }
  }

  @Test
  void aServerThatNeverAnswersIsGivenUp() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      DatabaseUrl to =
          DatabaseUrl.parse(
              "postgresql://u:s3cret@127.0.0.1:" + silent.getLocalPort() + "/x?connect_timeout=1");
      long started = System.nanoTime();
      AthanorException e = refused(to, settings);
      assertThat(e.reason()).isEqualTo(Reason.CONNECTION_FAILED);
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(8));
    }
  }

  @Test
  void aStatementMayTakeLongerThanConnecting() {
    try (Database database = Database.open(url.withParameter("connect_timeout", "1"), settings)) {
      assertThat(database.queryText("SELECT 'done' FROM pg_sleep(2)")).isEqualTo("done");
    }
  }

  @Test
  void aSearchPathOfTheRoleOrTheDatabaseDoesNotCount() {
    TestPostgres.execute(
        url.jdbcUrl() + "?user=postgres",
        "CREATE SCHEMA trap; ALTER DATABASE "
            + url.database()
            + " SET search_path = trap; ALTER DATABASE "
            + url.database()
            + " SET standard_conforming_strings = off");
    try (Database database = Database.open(url, settings)) {
      database.execute(
          "SELECT " + database.askedPath() + ";CREATE TABLE t (v text DEFAULT 'a\\b')");
      assertThat(database.queryText("SELECT 't'::regclass::text || current_schema()"))
          .isEqualTo("tpublic");
      database.execute("SET search_path = trap");
      database.reset();
      assertThat(database.queryText("SHOW search_path")).isEqualTo("pg_catalog, pg_temp");
      assertThat(database.facts().schema()).isEqualTo("public");
      database.<Void>queryAsked("SELECT current_schema()", rows -> schemaIs(rows, "public"));
      assertThat(database.queryText("SHOW search_path")).isEqualTo("pg_catalog, pg_temp");
    }
  }

  private static Void schemaIs(ResultSet rows, String schema) throws SQLException {
    rows.next();
    assertThat(rows.getString(1)).isEqualTo(schema);
    return null;
  }

  @Test
  void takesARole() {
    String role = "owner_" + url.database();
    TestPostgres.execute(url.jdbcUrl() + "?user=postgres", "CREATE ROLE " + role);
    try (Database database = Database.open(url, settings.withRole(role))) {
      assertThat(database.facts().currentUser()).isEqualTo(role);
      assertThat(database.facts().superuser()).isTrue();
    }
    AthanorException e = refused(url, settings.withRole("nobody_there"));
    assertThat(e.reason()).isEqualTo(Reason.PERMISSION_DENIED);
    assertThat(e).hasMessageContaining("nobody_there");
  }

  @Test
  void tellsWhatIsWrongWithAConnection() {
    assertThat(refused(url.withDatabase("nowhere").withCredentials(null, "s3cret"), settings))
        .returns(Reason.NO_DATABASE, AthanorException::reason)
        .hasMessageContaining("nowhere");
    assertThat(refused(url.withCredentials("stranger", "s3cret"), settings))
        .returns(Reason.AUTHENTICATION_FAILED, AthanorException::reason)
        .hasMessageContaining("stranger");
    assertThat(
            refused(DatabaseUrl.of("127.0.0.1", 1, "x").withCredentials("u", "s3cret"), settings))
        .returns(Reason.CONNECTION_FAILED, AthanorException::reason)
        .hasMessageContaining("127.0.0.1:1");
    assertThat(
            refused(
                DatabaseUrl.of("no-such-host.invalid", 5432, "x").withCredentials("u", "s3cret"),
                settings))
        .returns(Reason.CONNECTION_FAILED, AthanorException::reason)
        .hasMessageContaining("no-such-host.invalid");
    assertThat(refused(url.withParameter("sslmode", "require"), settings).reason())
        .isEqualTo(Reason.CONNECTION_FAILED);
  }

  @Test
  void aWrongPasswordIsToldApartAndNeverShown() {
    String user = TestPostgres.newLogin("r1ght");
    DatabaseUrl right = url.withCredentials(user, "r1ght");
    AthanorException e = refused(url.withCredentials(user, "s3cret"), settings);
    assertThat(e.reason()).isEqualTo(Reason.AUTHENTICATION_FAILED);
    assertThat(e).hasMessageContaining(user);
    Database.open(right, settings).close();
    assertThat(refused(url.withCredentials(user, null), settings).reason())
        .isIn(Reason.AUTHENTICATION_FAILED);
  }

  @Test
  void aDatabaseThatMayNotBeUsedIsAPermission() {
    String user = "no_" + url.database();
    try (Database database = Database.open(url, settings)) {
      database.execute(
          "CREATE ROLE %s LOGIN;REVOKE CONNECT ON DATABASE %s FROM PUBLIC"
              .formatted(user, url.database()));
    }
    assertThat(refused(url.withCredentials(user, null), settings).reason())
        .isEqualTo(Reason.PERMISSION_DENIED);
  }

  @Test
  void statementsFailWithAReason() {
    try (Database database = Database.open(url, settings)) {
      AthanorException e =
          catchThrowableOfType(
              AthanorException.class, () -> database.execute("SELECT * FROM nothing"));
      assertThat(e.reason()).isEqualTo(Reason.STATEMENT_FAILED);
      e =
          catchThrowableOfType(
              AthanorException.class,
              () -> database.execute("SELECT pg_terminate_backend(pg_backend_pid())"));
      assertThat(e.reason()).isEqualTo(Reason.CONNECTION_FAILED);
      assertThat(database.isOpen()).isFalse();
    }
  }
}
