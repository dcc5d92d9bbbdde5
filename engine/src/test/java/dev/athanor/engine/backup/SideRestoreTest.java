package dev.athanor.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.apply.MigrationHold;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.RestoreBackup;
import dev.athanor.engine.command.RestoreBackup.Restored;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.swap.MarkedDatabase;
import dev.athanor.engine.swap.RestoreStep;
import dev.athanor.engine.testing.SystemPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The old database goes on until the new one takes its name, and is there afterwards. */
class SideRestoreTest {
  private static final Pattern TOKEN = Pattern.compile("acceptLoss ([0-9a-f]{12})\\.");
  private static final Duration SHORT = Duration.ofSeconds(1);

  @TempDir Path volume;

  private final List<String> said = new ArrayList<>();
  private final List<Loss> losses = new ArrayList<>();
  private final SystemPostgres server = SystemPostgres.get();
  private BackupFixture origin;
  private Backup backup;
  private SortedMap<String, String> before;
  private SessionSettings settings = SessionSettings.DEFAULTS;
  private String user = "postgres";

  @BeforeAll
  static void needsPostgres() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
  }

  @BeforeEach
  void backUp() {
    origin = BackupFixture.filled();
    take();
  }

  private void take() {
    before = origin.contents();
    backup =
        BackupFixture.open(
            BackupFixture.path(origin.backup(BackupRequest.into(BackupStore.in(volume)))));
  }

  private void write(int rows) {
    origin.execute(
        "INSERT INTO public.users (name) SELECT 'late' FROM generate_series(1, " + rows + ")");
  }

  @Test
  void takesThePlaceOfTheOldOneAndKeepsIt() throws SQLException {
    write(17);
    SortedMap<String, String> moved = origin.contents();
    try (Connection application = server.connect(origin.database)) {
      Restored restored = restore(token(failure(null)));

      assertThat(application.isValid(5)).isFalse();
      assertThat(origin.contents()).isEqualTo(before);
      assertThat(restored.swap().keptAs()).matches(origin.database + "_before_restore_[0-9]{14}");
      assertThat(new BackupFixture(restored.swap().keptAs()).contents()).isEqualTo(moved);
      assertThat(restored.swap().rowsNotInBackup()).isEqualTo(17);
      assertThat(losses).last().satisfies(l -> assertThat(l.rows()).hasValue(17));
      assertThat(restored.swap().unavailableMillis()).isBetween(1L, 6000L);
      assertThat(restored.text()).contains("with 17 rows written since").contains("ms");
      assertThat(said).anyMatch(line -> line.startsWith("Compared: the history, and "));
    }
    assertThat(marked())
        .extracting(MarkedDatabase::name)
        .hasSize(1)
        .allMatch(n -> n.contains("_before_restore_"));
  }

  /** Owner, encoding, locale, limits, privileges, settings and comment: none is in a backup. */
  @Test
  void isAsTheOldOneWas() {
    String owner = origin.database + "_owner";
    String other = origin.database + "_o%t\"her";
    server.execute("CREATE ROLE " + owner + "; CREATE ROLE " + quoted(other));
    String name = origin.database + " \"od%d\" 中";
    server.execute(
        "CREATE DATABASE "
            + quoted(name)
            + " OWNER "
            + owner
            + " TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C'"
            + " CONNECTION LIMIT 43");
    origin = new BackupFixture(name);
    origin.execute("CREATE TABLE t AS SELECT 1 AS x; ALTER TABLE t OWNER TO " + owner);
    take();
    String db = quoted(name);
    server.execute(
        "REVOKE ALL ON DATABASE %1$s FROM PUBLIC; GRANT CONNECT ON DATABASE %1$s TO %2$s WITH GRANT OPTION;"
                .formatted(db, quoted(other))
            + "REVOKE TEMPORARY ON DATABASE %1$s FROM %3$s; COMMENT ON DATABASE %1$s IS 'our''s';"
                .formatted(db, "", owner)
            + "ALTER DATABASE %1$s SET search_path = \"$user\", app; ALTER DATABASE %1$s SET default_transaction_read_only = on;"
                .formatted(db)
            + "ALTER ROLE %2$s IN DATABASE %1$s SET work_mem = '7MB'".formatted(db, owner));
    String looks = looks(name);

    restore(token(failure(null)));

    assertThat(looks(name)).isEqualTo(looks).contains("our's").contains("work_mem=7MB");
    assertThat(origin.contents()).isEqualTo(before);
  }

  private String looks(String name) {
    return new BackupFixture("postgres")
        .query(
            "SELECT jsonb_pretty(to_jsonb(d) - 'oid' - 'datfrozenxid' - 'datminmxid' || jsonb_build_object("
                + " 'acl', (SELECT array_agg(a::text ORDER BY a::text) FROM aclexplode(datacl) a), 'datacl', null,"
                + " 'comment', shobj_description(oid, 'pg_database'), 'settings', (SELECT"
                + " array_agg(setrole || c ORDER BY setrole || c) FROM pg_db_role_setting, unnest(setconfig) c WHERE"
                + " setdatabase = d.oid))) FROM pg_database d WHERE datname = '"
                + name
                + "'");
  }

  /** Each a real kill of a process of its own: nothing of it is cleaned up. */
  @ParameterizedTest
  @EnumSource
  void whoeverIsKilledLeavesOneDatabaseAndTheNextRunFinishes(RestoreStep step) throws Exception {
    write(5);
    SortedMap<String, String> moved = origin.contents();
    String token = token(failure(null));
    said.clear();

    KilledRestore.run(backup, origin.source().url(), token, step);

    boolean swapped = step == RestoreStep.SWAPPED;
    assertThat(origin.contents()).isEqualTo(swapped ? before : moved);
    Restored restored = restore(token);
    assertThat(origin.contents()).isEqualTo(before);
    assertThat(new BackupFixture(restored.swap().keptAs()).contents()).isEqualTo(moved);
    assertThat(marked()).extracting(MarkedDatabase::name).containsExactly(restored.swap().keptAs());
    assertThat(names()).containsExactlyInAnyOrder(origin.database, restored.swap().keptAs());
    assertThat(said.stream().anyMatch(line -> line.startsWith("An earlier run has loaded")))
        .isEqualTo(step.compareTo(RestoreStep.LOADED) >= 0 && !swapped);
    assertThat(said.stream().anyMatch(line -> line.startsWith("An earlier run has done this")))
        .isEqualTo(swapped);
  }

  @Test
  void anotherBackupTakesAwayWhatAKilledRunLeft() throws Exception {
    String token = token(failure(null));
    KilledRestore.run(backup, origin.source().url(), token, RestoreStep.LOADED);
    write(3);
    origin.execute("REFRESH MATERIALIZED VIEW public.names");
    take();

    Restored restored = restore(token(failure(null)));

    assertThat(origin.contents()).isEqualTo(before);
    assertThat(names()).containsExactlyInAnyOrder(origin.database, restored.swap().keptAs());
  }

  /** Connects, writes one row and leaves, all the time: what was committed is in one of the two. */
  @Test
  void losesNothingThatWasWrittenMeanwhile() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    List<String> refusals = new ArrayList<>();
    int[] written = {0};
    Thread application =
        new Thread(
            () -> {
              while (!stop.get()) {
                try (Connection connection = server.connect(origin.database)) {
                  connection
                      .createStatement()
                      .execute("INSERT INTO public.users (name) VALUES ('meanwhile')");
                  written[0]++;
                } catch (SQLException e) {
                  refusals.add(e.getSQLState() + " " + e.getMessage());
                }
              }
            });
    String token = token(failure(null));
    application.start();
    Restored restored = restore(token);
    Thread.sleep(200);
    stop.set(true);
    application.join();

    String count = "SELECT count(*) FROM public.users WHERE name = 'meanwhile'";
    int kept = Integer.parseInt(new BackupFixture(restored.swap().keptAs()).query(count));
    int now = Integer.parseInt(origin.query(count));
    assertThat(kept).isPositive();
    assertThat(now).isPositive();
    assertThat(kept + now).isBetween(written[0], written[0] + 1);
    assertThat(restored.swap().rowsNotInBackup()).isEqualTo(kept);
    // Ended, cut while it connected, or found renamed what it had waited for; never "no such".
    assertThat(refusals)
        .allMatch(r -> r.startsWith("57P01") || r.startsWith("08") || r.contains("just been"));
  }

  @Test
  void namesWhatClingsToTheOldDatabase() throws SQLException {
    origin.execute(
        "CREATE SUBSCRIPTION s"
            + origin.database
            + " CONNECTION 'dbname=none' PUBLICATION p WITH (connect = false, slot_name = NONE)");
    origin.execute(
        "SELECT pg_create_logical_replication_slot('l" + origin.database + "', 'pgoutput')");
    origin.execute(
        "BEGIN; CREATE TABLE prepared (x int); PREPARE TRANSACTION 'p" + origin.database + "'");
    SortedMap<String, String> as = origin.contents();

    AthanorException e = failure(null);
    assertThat(e.reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
    assertThat(e)
        .hasMessageContaining("prepared transaction 'p" + origin.database + "' of postgres")
        .hasMessageContaining("replication slot l" + origin.database)
        .hasMessageContaining("subscription s" + origin.database);
    assertThat(names()).containsExactly(origin.database);
    assertThat(origin.contents()).isEqualTo(as);

    origin.execute("ROLLBACK PREPARED 'p" + origin.database + "'");
    origin.execute("SELECT pg_drop_replication_slot('l" + origin.database + "')");
    origin.execute("DROP SUBSCRIPTION s" + origin.database);
    restore(token(failure(null)));
  }

  @Test
  void refusesATemplate() {
    server.execute("ALTER DATABASE " + origin.database + " IS_TEMPLATE true");
    assertThat(failure(null)).hasMessageContaining("is a template");
    server.execute("ALTER DATABASE " + origin.database + " IS_TEMPLATE false");
  }

  @Test
  void saysWhichRightIsLackingAndThatInPlaceNeedsNone() {
    user = login("");
    AthanorException e = failure(null);
    assertThat(e.reason()).isEqualTo(Reason.PERMISSION_DENIED);
    assertThat(e).hasMessageContaining(user + " may not create databases (CREATEDB)");
    assertThat(e.nextStep()).contains("in place");

    server.execute("ALTER ROLE " + user + " CREATEDB");
    assertThat(failure(null)).hasMessageContaining("has not the rights of its owner, postgres");
    assertThat(names()).containsExactly(origin.database);
  }

  /** CREATEDB is not inherited: the login has it, or the role that it takes. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anOwnerWithTheRightToCreateDatabasesCanDoIt(boolean theLogin) {
    user = login(theLogin ? "CREATEDB" : "");
    String owner = user + "_owner";
    server.execute(
        "CREATE ROLE "
            + owner
            + (theLogin ? "" : " CREATEDB")
            + "; GRANT "
            + owner
            + " TO "
            + user);
    server.execute("CREATE DATABASE d" + user + " OWNER " + owner);
    settings = settings.withRole(owner);
    origin = new BackupFixture("d" + user);
    origin.execute(
        "SET ROLE " + owner + "; CREATE SCHEMA app; CREATE TABLE app.t AS SELECT 1 AS x");
    take();
    origin.execute("INSERT INTO app.t VALUES (2)");

    Restored restored = restore(token(failure(null)));

    assertThat(origin.contents()).isEqualTo(before);
    MarkedDatabase.drop(url(), settings, restored.swap().keptAs());
    assertThat(names()).containsExactly(origin.database);
  }

  @Test
  void endsNobodyWhereItMayNotEndAll() throws SQLException {
    user = login("CREATEDB");
    server.execute("CREATE DATABASE d" + user + " OWNER " + user);
    origin = new BackupFixture("d" + user);
    origin.execute("SET ROLE " + user + "; CREATE SCHEMA app; CREATE TABLE app.t AS SELECT 1 AS x");
    take();
    try (Connection own =
            DriverManager.getConnection(
                server.url(origin.database).replace("user=postgres", "user=" + user));
        Connection superuser = server.connect(origin.database)) {
      AthanorException e = failure(token(failure(null)));
      assertThat(e.reason()).isEqualTo(Reason.LOCKED);
      assertThat(e).hasMessageContaining("may not end sessions").hasMessageContaining("postgres");
      assertThat(own.isValid(5)).isTrue();
      assertThat(superuser.isValid(5)).isTrue();
    }
    said.clear();
    restore(token(failure(null)));
    assertThat(said).anyMatch(line -> line.startsWith("An earlier run has loaded"));
  }

  /** A process that is stopped does not answer to being ended. */
  @Test
  void letsEverybodyInAgainWhereASessionDoesNotEnd() throws Exception {
    settings = settings.withLockTimeout(SHORT);
    try (Connection stuck = server.connect(origin.database)) {
      ResultSet pid = stuck.createStatement().executeQuery("SELECT pg_backend_pid()");
      pid.next();
      kill("-STOP", pid.getInt(1));
      AthanorException e = failure(token(failure(null)));
      try {
        assertThat(e.reason()).isEqualTo(Reason.LOCKED);
        assertThat(e).hasMessageContaining("do not end: process " + pid.getInt(1));
        assertThat(origin.contents()).isEqualTo(before);
      } finally {
        kill("-CONT", pid.getInt(1));
      }
    }
    restore(token(failure(null)));
    assertThat(origin.contents()).isEqualTo(before);
  }

  @Test
  void isNotDoneUnderAMigrationNorIsAMigrationUnderIt() {
    try (MigrationHold running = MigrationHold.of(target().open())) {
      running.require();
      AthanorException e = failure(null);
      assertThat(e.reason()).isEqualTo(Reason.LOCKED);
      assertThat(e).hasMessageContaining("Another migration of").hasMessageContaining("process");
    }
    List<Reason> met = new ArrayList<>();
    String token = token(failure(null));
    restore(
        token,
        step -> {
          if (step == RestoreStep.DRESSED) {
            met.add(
                catchThrowableOfType(
                        AthanorException.class, () -> MigrationHold.of(target().open()))
                    .reason());
          }
        });
    assertThat(met).containsExactly(Reason.LOCKED);
  }

  @Test
  void asksAgainWhereTheHistoryMovesMeanwhile() {
    String token = token(failure(null));
    AthanorException e =
        catchThrowableOfType(
            AthanorException.class,
            () ->
                restore(
                    token,
                    step -> {
                      if (step == RestoreStep.FILLED) {
                        origin.apply("meanwhile");
                      }
                    }));
    assertThat(e.reason()).isEqualTo(Reason.TARGET_NOT_EMPTY);
    assertThat(e.nextStep()).startsWith("That is not what was accepted.");
    said.clear();
    restore(token(e));
    assertThat(said).anyMatch(line -> line.startsWith("An earlier run has loaded"));
    assertThat(origin.contents()).isEqualTo(before);
  }

  @Test
  void swapsNothingInThatIsNotWhatTheBackupHas() {
    SortedMap<String, String> now = origin.contents();
    String token = token(failure(null));
    AthanorException e =
        catchThrowableOfType(
            AthanorException.class,
            () ->
                restore(
                    token,
                    step -> {
                      if (step == RestoreStep.FILLED) {
                        side().execute("DELETE FROM public.\"Odd \"\"Name\" WHERE a = 3");
                      }
                    }));
    assertThat(e.reason()).isEqualTo(Reason.RESTORE_FAILED);
    assertThat(e).hasMessageContaining("rows of public.\"Odd \"\"Name\" (999 instead of 1000)");
    assertThat(names()).containsExactly(origin.database);
    assertThat(origin.contents()).isEqualTo(now);
  }

  @Test
  void makesAgainWhatSomebodyChangedSince() throws Exception {
    String token = token(failure(null));
    KilledRestore.run(backup, origin.source().url(), token, RestoreStep.LOADED);
    side().execute("DELETE FROM public.users WHERE id = 2");
    restore(token);
    assertThat(said).anyMatch(line -> line.startsWith("It cannot be used: "));
    assertThat(origin.contents()).isEqualTo(before);
  }

  @Test
  void leavesNothingWhereTheLoadFails() {
    // What a role of the backup owns cannot be restored where the role is gone.
    String owner = origin.database + "_gone";
    server.execute("CREATE ROLE " + owner);
    origin.execute("ALTER TABLE public.empty_one OWNER TO " + owner);
    take();
    origin.execute("ALTER TABLE public.empty_one OWNER TO postgres; DROP ROLE " + owner);
    SortedMap<String, String> now = origin.contents();
    AthanorException e = failure(token(failure(null)));
    assertThat(e.reason()).isEqualTo(Reason.RESTORE_FAILED);
    assertThat(e).hasMessageContaining(owner);
    assertThat(e.nextStep()).contains("is as it was");
    assertThat(names()).containsExactly(origin.database);
    assertThat(origin.contents()).isEqualTo(now);
  }

  @Test
  void dropsWhatARestoreHasKeptAndNothingElse() throws SQLException {
    String kept = restore(token(failure(null))).swap().keptAs();
    for (String other : List.of(origin.database, "postgres", server.newDatabase())) {
      assertThat(catchThrowableOfType(AthanorException.class, () -> drop(other)).reason())
          .isEqualTo(Reason.INVALID_CONFIGURATION);
    }
    try (Connection reader = server.connect(kept)) {
      assertThat(reader.isValid(5)).isTrue();
      AthanorException e = catchThrowableOfType(AthanorException.class, () -> drop(kept));
      assertThat(e.reason()).isEqualTo(Reason.LOCKED);
      assertThat(e).hasMessageContaining(kept + " is in use: process ");
    }
    drop(kept);
    drop(kept);
    assertThat(names()).containsExactly(origin.database);
  }

  private void drop(String name) {
    MarkedDatabase.drop(url(), settings, name);
  }

  private static String login(String rights) {
    String role = SystemPostgres.get().newDatabase() + "_login";
    SystemPostgres.get().execute("CREATE ROLE " + role + " LOGIN " + rights);
    return role;
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private static void kill(String signal, int pid) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", signal, Integer.toString(pid)).start().waitFor())
        .isZero();
  }

  private BackupFixture side() {
    return new BackupFixture(
        names().stream().filter(n -> n.contains("_restoring_")).findFirst().orElseThrow());
  }

  private List<MarkedDatabase> marked() {
    return MarkedDatabase.of(url(), settings);
  }

  /** Of this and of all that was made beside it. */
  private List<String> names() {
    return List.of(
        new BackupFixture("postgres")
            .query(
                "SELECT string_agg(datname, '|') FROM pg_database WHERE datname = '%1$s' OR datname LIKE '%1$s\\_%%'"
                    .formatted(origin.database))
            .split("\\|"));
  }

  private DatabaseUrl url() {
    return origin.source().url().withCredentials(user, null);
  }

  private DatabaseTarget target() {
    return new DatabaseTarget(url(), settings);
  }

  private Restored restore(String token) {
    return restore(token, step -> {});
  }

  private Restored restore(String token, Consumer<RestoreStep> reached) {
    RestoreListener listener =
        new RestoreListener() {
          @Override
          public void progress(String line) {
            said.add(line);
          }

          @Override
          public void loss(Loss loss) {
            losses.add(loss);
          }

          @Override
          public void reached(RestoreStep step) {
            reached.accept(step);
          }
        };
    return new RestoreBackup(
            BackupStore.in(volume),
            backup.name(),
            target(),
            new RestoreRequest(2, true, Optional.ofNullable(token), Optional.empty(), true),
            listener)
        .run();
  }

  private AthanorException failure(String token) {
    return catchThrowableOfType(AthanorException.class, () -> restore(token));
  }

  private static String token(AthanorException refused) {
    assertThat(refused.reason()).as(refused.describe()).isEqualTo(Reason.TARGET_NOT_EMPTY);
    Matcher matcher = TOKEN.matcher(refused.nextStep());
    assertThat(matcher.find()).as(refused.nextStep()).isTrue();
    return matcher.group(1);
  }
}
