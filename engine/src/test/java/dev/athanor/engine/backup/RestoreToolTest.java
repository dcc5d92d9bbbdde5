package dev.athanor.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.testing.Patience;
import dev.athanor.engine.testing.SystemPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Equal by content, or not at all. */
class RestoreToolTest {
  private static final Pattern TOKEN = Pattern.compile("acceptLoss ([0-9a-f]{12})\\.");

  @TempDir Path volume;

  private BackupFixture origin;
  private Backup backup;
  private Optional<Path> tools = Optional.empty();

  @BeforeAll
  static void needsPostgres() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
  }

  @BeforeEach
  void backUp() {
    origin = BackupFixture.filled();
    origin.execute(
        "ALTER DATABASE "
            + origin.database
            + " SET search_path = athanor, \"$user\", public; ALTER ROLE postgres IN DATABASE "
            + origin.database
            + " SET work_mem = '7MB'");
    backup =
        BackupFixture.open(
            BackupFixture.path(origin.backup(BackupRequest.into(BackupStore.in(volume)))));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void bringsEverythingBackIntoAnEmptyDatabase(int jobs) {
    BackupFixture target = new BackupFixture();
    restore(target, jobs, null);
    assertThat(target.contents()).isEqualTo(origin.contents());
    assertThat(target.query("SHOW search_path")).isEqualTo("athanor, \"$user\", public");
    assertThat(target.query("SHOW work_mem")).isEqualTo("7MB");
    assertThat(target.query("SELECT nextval('public.lone')")).isEqualTo("6");
  }

  /** Since 17, pg_restore sets first what no server before 17 knows. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void bringsABackupBackIntoAServerThatIsOlderThanItsTools(int jobs) throws IOException {
    assumeTrue(SystemPostgres.major().orElseThrow() < 17, "the installed server knows it");
    tools = Optional.of(NewerTools.in(Files.createDirectory(volume.resolve("tools"))));
    BackupFixture target = new BackupFixture();

    restore(target, jobs, null);
    assertThat(target.contents()).isEqualTo(origin.contents());

    target.execute("INSERT INTO users (name) VALUES ('newer')");
    restore(target, jobs, token(failure(target, null)));
    assertThat(target.contents()).isEqualTo(origin.contents());
  }

  /** Changed in a session, datestyle and client_encoding make the driver close it. */
  @Test
  void bringsSettingsBackThatTheDriverWouldNotSurvive() {
    BackupFixture stubborn = BackupFixture.filled();
    stubborn.execute(
        "INSERT INTO users (name) VALUES ('100 € \u4e2d'); REFRESH MATERIALIZED VIEW names;"
            + " CREATE SCHEMA \"\u4e2d\"");
    String alter = "ALTER DATABASE " + stubborn.database + " SET ";
    stubborn.execute(
        alter
            + "datestyle = 'SQL, DMY';"
            + alter
            + "client_encoding = 'LATIN1';"
            + alter
            + "my.own = 'it''s {d \\x';"
            + alter
            + "temp_tablespaces = '', pg_default; ALTER ROLE postgres IN DATABASE "
            + stubborn.database
            + " SET intervalstyle = 'sql_standard'");
    backup =
        BackupFixture.open(
            BackupFixture.path(stubborn.backup(BackupRequest.into(BackupStore.in(volume)))));
    BackupFixture target = new BackupFixture();

    restore(target, 1, null);

    assertThat(target.said).isEmpty();
    assertThat(settings(target)).isEqualTo(settings(stubborn)).contains("SQL, DMY", "LATIN1");
    assertThat(target.query("SELECT count(*) FROM users WHERE name = '100 € \u4e2d'"))
        .isEqualTo("1");
    restore(target, 2, token(failure(target, null)));
    assertThat(settings(target)).isEqualTo(settings(stubborn));
    assertThat(target.contents()).isEqualTo(stubborn.contents());
  }

  @Test
  void replacesWhatNoSchemaHoldsAndWhatDefendsItself() {
    BackupFixture defended = BackupFixture.filled();
    defended.execute(
        """
        CREATE FOREIGN DATA WRAPPER "My Wrapper";
        CREATE SERVER theirs FOREIGN DATA WRAPPER "My Wrapper";
        CREATE ACCESS METHOD pile TYPE TABLE HANDLER heap_tableam_handler;
        CREATE TABLE piled (x int) USING pile; INSERT INTO piled VALUES (1);
        CREATE FUNCTION no() RETURNS event_trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE 'no DDL here'; END $$;
        CREATE EVENT TRIGGER no_ddl ON ddl_command_start
          WHEN TAG IN ('CREATE SCHEMA', 'CREATE TABLE', 'DROP SCHEMA', 'DROP SERVER')
          EXECUTE FUNCTION no();
        CREATE EVENT TRIGGER no_drop ON sql_drop EXECUTE FUNCTION no();
        """);
    defended.execute(
        "ALTER DATABASE " + defended.database + " SET default_transaction_read_only = on");
    backup =
        BackupFixture.open(
            BackupFixture.path(defended.backup(BackupRequest.into(BackupStore.in(volume)))));
    SortedMap<String, String> before = defended.contents();

    restore(defended, 2, token(failure(defended, null)));
    assertThat(defended.contents()).isEqualTo(before);

    BackupFixture target = new BackupFixture();
    target.said.clear();
    restore(target, 1, null);
    assertThat(target.said).isEmpty();
    assertThat(target.contents()).isEqualTo(before);
    assertThat(settings(target)).isEqualTo(settings(defended));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE FOREIGN DATA WRAPPER w",
        "CREATE ACCESS METHOD w TYPE TABLE HANDLER heap_tableam_handler"
      })
  void isNotEmptyWithWhatNoSchemaHolds(String create) {
    BackupFixture target = new BackupFixture();
    target.execute(create);
    assertThat(failure(target, null).reason()).isEqualTo(Reason.TARGET_NOT_EMPTY);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void fillsAnEmptyDatabaseWhoseSessionsAreReadOnly(int jobs) {
    BackupFixture target = new BackupFixture();
    target.execute("ALTER DATABASE " + target.database + " SET default_transaction_read_only = on");
    restore(target, jobs, null);
    assertThat(target.contents()).isEqualTo(origin.contents());
  }

  private static String settings(BackupFixture of) {
    return of.query(
        "SELECT string_agg(setrole || setconfig::text, ' ' ORDER BY setrole) FROM"
            + " pg_db_role_setting WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname ="
            + " current_database())");
  }

  @Test
  void saysWhatWouldBeLostAndTouchesNothingUntilThatIsAccepted() throws Exception {
    SortedMap<String, String> before = origin.contents();
    origin.execute(
        "INSERT INTO public.users (name) SELECT 'late' FROM generate_series(1, 17);"
            + " CREATE TABLE public.later (x int); CREATE SCHEMA more;"
            + " CREATE VIEW more.v AS SELECT * FROM public.users");
    origin.apply("moved on");
    awaitStatistics("17");
    SortedMap<String, String> moved = origin.contents();

    AthanorException refused = failure(origin, null);
    assertThat(refused.reason()).isEqualTo(Reason.TARGET_NOT_EMPTY);
    assertThat(refused)
        .hasMessageContaining("history has moved on")
        .hasMessageContaining("public.users (17 rows)")
        .hasMessageContaining(backup.takenAt().toString());
    assertThat(failure(origin, "000000000000").nextStep()).startsWith("That is not what was");
    assertThat(origin.contents()).isEqualTo(moved);

    String token = token(refused);
    origin.apply("moved on again");
    assertThat(failure(origin, token).reason()).isEqualTo(Reason.TARGET_NOT_EMPTY);

    restore(origin, 2, token(failure(origin, null)));
    assertThat(origin.contents()).isEqualTo(before);
    assertThat(origin.query("SELECT has_schema_privilege('public', 'public', 'USAGE')"))
        .isEqualTo("t");
  }

  @Test
  void leavesADatabaseAsItWasWhenReplacingFails() {
    BackupFixture target = new BackupFixture();
    // Not emptied: it belongs to no schema, and the backup brings one of its name.
    target.execute("CREATE TABLE precious AS SELECT 1 AS x; CREATE SCHEMA keep");
    String token = token(failure(target, null));
    SortedMap<String, String> before = target.contents();
    try (var blocker = target.server.connect(target.database)) {
      blocker.setAutoCommit(false);
      blocker.createStatement().execute("LOCK TABLE precious IN ACCESS SHARE MODE");
      target.execute("ALTER DATABASE " + target.database + " SET lock_timeout = '200ms'");
      AthanorException e = failure(target, token);
      assertThat(e.reason()).isEqualTo(Reason.RESTORE_FAILED);
      assertThat(e).hasMessageContaining("lock timeout");
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
    target.execute("ALTER DATABASE " + target.database + " RESET lock_timeout");
    assertThat(target.contents()).isEqualTo(before);
  }

  @Test
  void refusesADamagedBackupBeforeItTouchesTheDatabase() throws IOException {
    BackupFixture target = new BackupFixture();
    Path toc = BackupFixture.path(backup).resolve("dump").resolve("toc.dat");
    byte[] whole = Files.readAllBytes(toc);
    Path member =
        DurableFiles.files(BackupFixture.path(backup).resolve("dump")).stream()
            .filter(f -> f.toString().endsWith(".gz") || f.toString().endsWith(".zst"))
            .findFirst()
            .orElseThrow();
    byte[] data = Files.readAllBytes(member);

    Files.write(member, Arrays.copyOf(data, data.length - 1));
    assertDamaged(target, member.getFileName() + " was altered");
    Files.delete(member);
    assertDamaged(target, member.getFileName() + " is missing");
    Files.write(member, data);
    Files.write(toc, new byte[0]);
    assertDamaged(target, "toc.dat was altered");
    Files.write(toc, whole);
    Files.write(BackupFixture.path(backup).resolve("dump").resolve("9999.dat.gz"), data);
    assertDamaged(target, "9999.dat.gz is not in SHA256SUMS");
    Files.delete(BackupFixture.path(backup).resolve("dump").resolve("9999.dat.gz"));
    Files.writeString(BackupFixture.path(backup).resolve("backup.json"), "{}");
    assertThat(target.query("SELECT count(*) FROM pg_class WHERE relnamespace = 2200"))
        .isEqualTo("0");
    assertThat(
            catchThrowableOfType(
                AthanorException.class, () -> BackupFixture.open(BackupFixture.path(backup))))
        .hasMessageContaining("not a whole backup");
  }

  @Test
  void noticesAHistoryThatIsNotTheBackups() throws IOException {
    String real = backup.historyFingerprint();
    alter(real, Digest.of("somebody else's"));
    assertThat(failure(new BackupFixture(), null))
        .hasMessageContaining("the restored history is " + real);
  }

  @Test
  void aServerThatIsOlderThanTheBackupsIsLeftAlone() throws IOException {
    alter("(\"serverVersion\"[^\"]*\")[^\"]*", "$1" + "99.1");
    alter("(\"serverMajor\"[^0-9]*)[0-9]+", "$1" + "99");
    BackupFixture target = BackupFixture.filled();
    SortedMap<String, String> before = target.contents();

    AthanorException refused = failure(target, null);

    assertThat(refused.reason()).isEqualTo(Reason.RESTORE_FAILED);
    assertThat(refused)
        .hasMessageContaining("the backup is of PostgreSQL 99.1")
        .hasMessageContaining("the server is " + SystemPostgres.major().orElseThrow());
    assertThat(refused.nextStep()).isEqualTo("Restore into a server of version 99 or newer.");
    assertThat(target.contents()).isEqualTo(before);
  }

  /** Has its backup.json say something else, and its checksums that this is right. */
  private void alter(String pattern, String replacement) throws IOException {
    Path json = BackupFixture.path(backup).resolve(BackupMetadata.FILE);
    String before = Files.readString(json);
    String after = before.replaceFirst(pattern, replacement);
    assertThat(after).isNotEqualTo(before);
    Files.writeString(json, after);
    Files.write(
        BackupFixture.path(backup).resolve(Checksums.FILE),
        Checksums.of(BackupFixture.path(backup), DirectoryStore.OUTSIDE_CHECKSUMS).bytes());
    backup = BackupFixture.open(BackupFixture.path(backup));
  }

  private void assertDamaged(BackupFixture target, String message) {
    AthanorException e = failure(target, null);
    assertThat(e.reason()).isEqualTo(Reason.RESTORE_FAILED);
    assertThat(e).hasMessageContaining(message).hasMessageContaining("is damaged");
    assertThat(target.contents()).isEqualTo(new BackupFixture().contents());
  }

  private void restore(BackupFixture target, int jobs, String acceptLoss) {
    new RestoreTool(target.said::add)
        .restore(
            backup,
            target.source().url(),
            target.source().settings(),
            new RestoreRequest(jobs, true, Optional.ofNullable(acceptLoss), tools));
  }

  private AthanorException failure(BackupFixture target, String acceptLoss) {
    return catchThrowableOfType(AthanorException.class, () -> restore(target, 2, acceptLoss));
  }

  private static String token(AthanorException refused) {
    Matcher matcher = TOKEN.matcher(refused.nextStep());
    assertThat(matcher.find()).as(refused.nextStep()).isTrue();
    return matcher.group(1);
  }

  /** A session hands its counts in a moment after its transaction. */
  private void awaitStatistics(String more) throws InterruptedException {
    long wanted = backup.metadata().activity().get("public.users") + Long.parseLong(more);
    String counted =
        "SELECT n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_user_tables WHERE relname = 'users'";
    long deadline = System.nanoTime() + Patience.PATIENCE.toNanos();
    while (Long.parseLong(origin.query(counted)) != wanted && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
  }
}
