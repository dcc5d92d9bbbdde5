package dev.athanor.rehearsal.restored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.backup.Backup;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.testing.PostgresMajors;
import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.engine.testing.TestBundle;
import dev.athanor.rehearsal.restored.RehearsalReport.Outcome;
import dev.athanor.scratch.Binaries;
import dev.athanor.scratch.ScratchServer;
import dev.athanor.scratch.ScratchSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Backups of a real server by its own pg_dump, restored into another one that is thrown away. */
class RehearseBackupTest {
  private static final String ROWS =
      """
      CREATE TABLE users (id int PRIMARY KEY, email text, age text, born text, boss int);
      INSERT INTO users SELECT i, 'u' || i % 5000, i::text, '2001-01-01', i FROM generate_series(1, 10000) i;
      INSERT INTO users VALUES (20001, NULL, 'forty', '2001-02-30', 99999);
      CREATE TABLE orders (id int PRIMARY KEY, amount numeric NOT NULL, placed tstzrange);
      INSERT INTO orders VALUES (1, -5, '[2001-01-01,2001-02-01)'), (2, 100000, '[2001-01-15,2001-03-01)');
      CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
      CREATE TABLE moods (id int, feels mood);
      INSERT INTO moods VALUES (1, 'happy');
      CREATE TABLE events (id int, at date);
      INSERT INTO events VALUES (1, '2031-01-01');
      """;

  @TempDir static Path scratch;
  @TempDir Path directory;
  private static ScratchServer server;
  private static Home shared;
  private static Backup backup;

  @BeforeAll
  static void start(@TempDir Path volume) {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    server = open(SystemPostgres.get().bin());
    shared = home(ROWS);
    backup = shared.backup(volume);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static ScratchServer open(Path programs) {
    return open(scratch, programs);
  }

  private static ScratchServer open(Path directory, Path programs) {
    return ScratchServer.open(
        new ScratchSettings(
            directory, new Binaries.Installed(programs), Optional.empty(), Duration.ZERO));
  }

  private static Home home(String rows) {
    SystemPostgres system = SystemPostgres.get();
    return Home.of(
        system.url("postgres"), system.url(system.newDatabase()), Optional.of(system.bin()), rows);
  }

  private static Bundle bundle(String sql) {
    return new TestBundle().revision("a1", sql).build();
  }

  private static RehearsalReport rehearse(String sql, RehearsalLimits limits) {
    return rehearse(server, sql, limits);
  }

  @Test
  void whatEachStatementDoesToTheRowsIsShownWorstFirst() throws SQLException {
    RehearsalReport report =
        rehearse(
            "ALTER TABLE users ADD note text;;"
                + "ALTER TABLE users ALTER COLUMN boss TYPE bigint;;"
                + "GRANT SELECT ON users TO reader",
            RehearsalLimits.NONE);
    assertThat(report.outcome()).as(report.text()).isEqualTo(Outcome.PASSED);
    assertThat(report.server()).isEqualTo(SystemPostgres.major().orElseThrow());
    assertThat(report.statements()).hasSize(3);
    RehearsedStatement first =
        report.statements().stream().filter(each -> each.number() == 1).findFirst().orElseThrow();
    RehearsedStatement second =
        report.statements().stream().filter(each -> each.number() == 2).findFirst().orElseThrow();
    assertThat(first.lock()).isEqualTo("ACCESS EXCLUSIVE");
    assertThat(first.relation()).isEqualTo("public.users");
    assertThat(first.blocks()).isEqualTo("reads and writes");
    // Its lock is kept while the second one rewrites the table.
    assertThat(first.blockedMillis()).isGreaterThanOrEqualTo(second.millis());
    assertThat(second.rewriteBytes()).isGreaterThan(100_000);
    assertThat(second.walBytes()).isPositive();
    assertThat(report.notable().get(0)).isEqualTo(report.statements().get(0));
    assertThat(report.text()).contains("ACCESS EXCLUSIVE on public.users", "bytes anew");
    assertThat(left("SELECT datname FROM pg_database WHERE datname LIKE 'athanor_w%'")).isEmpty();
    assertThat(left("SELECT rolname FROM pg_roles WHERE rolname IN ('app', 'reader')")).isEmpty();
  }

  /** Where the plan has no room it is not the plan's fault, nor where the backup has none. */
  @Test
  void aServerWithoutRoomSaysNothingOfThePlan(@TempDir Path small)
      throws IOException, InterruptedException {
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=72m,mode=0777", "tmpfs", small.toString()) == 0,
        "nothing can be mounted here");
    try (ScratchServer full = open(small, SystemPostgres.get().bin())) {
      String more = "CREATE UNLOGGED TABLE more AS SELECT * FROM generate_series(1, 3000000)";
      RehearsalReport report = rehearse(full, more, RehearsalLimits.NONE);
      assertThat(report.outcome()).as(report.text()).isEqualTo(Outcome.NOT_REHEARSED);
      assertThat(report.why())
          .contains("this server lacks what it needs", "No space left on device");

      run("fallocate", "-l", Files.getFileStore(small).getUsableSpace() + "", small + "/ballast");
      assertThatThrownBy(() -> rehearse(full, "SELECT 1", RehearsalLimits.NONE))
          .isInstanceOf(AthanorException.class)
          .hasMessageContaining("The rehearsal was interrupted")
          .hasMessageContaining("No space left on device");
    } finally {
      run("umount", "-l", small.toString());
    }
  }

  private static RehearsalReport rehearse(
      ScratchServer server, String sql, RehearsalLimits limits) {
    return new RehearseBackup(shared.rehearsal(backup, bundle(sql), limits), server, line -> {})
        .run();
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).start().waitFor();
  }

  private static List<String> left(String query) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Connection connection = server.session(ScratchServer.MAINTENANCE);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        names.add(row.getString(1));
      }
    }
    return names;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CREATE UNIQUE INDEX emails ON users (email)                                      | is duplicated
          ALTER TABLE users ADD CONSTRAINT one UNIQUE (born)                               | is duplicated
          ALTER TABLE users ALTER COLUMN email SET NOT NULL                                | contains null values
          ALTER TABLE users ALTER COLUMN age TYPE int USING age::int                       | invalid input syntax for type integer
          ALTER TABLE users ALTER COLUMN born TYPE date USING born::date                   | date/time field value out of range
          ALTER TABLE users ADD CONSTRAINT bosses FOREIGN KEY (boss) REFERENCES users      | violates foreign key constraint
          ALTER TABLE orders ADD CONSTRAINT paid CHECK (amount >= 0)                       | is violated by some row
          ALTER TABLE orders ALTER COLUMN amount TYPE numeric(5, 2)                        | numeric field overflow
          ALTER TABLE orders ADD CONSTRAINT apart EXCLUDE USING gist (placed WITH &&)      | conflicts with
          UPDATE orders SET amount = amount / (id - 2)                                     | division by zero
          """)
  void whatOnlyTheRowsSayIsFoundAndNothingIsSentHome(String sql, String said) {
    String before = shared.transactions();

    RehearsalReport report = rehearse(sql, RehearsalLimits.NONE);

    assertThat(report.outcome()).as(report.text()).isEqualTo(Outcome.FAILED);
    assertThat(report.why()).contains(said);
    assertThat(report.statements().get(0).failure()).contains(said);
    assertThatThrownBy(report::orThrow)
        .isInstanceOfSatisfying(
            AthanorException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REHEARSAL_FAILED))
        .hasMessageContaining(said);
    assertThat(shared.transactions()).isEqualTo(before);
  }

  @Test
  void whatMayFailStopsNothing() {
    Bundle bundle =
        new TestBundle()
            .revision("a1", "CREATE UNIQUE INDEX emails ON users (email)")
            .with(TestBundle.Edit::mayFail)
            .build();
    RehearsalReport report =
        new RehearseBackup(
                shared.rehearsal(backup, bundle, RehearsalLimits.NONE), server, line -> {})
            .run();
    assertThat(report.outcome()).as(report.text()).isEqualTo(Outcome.PASSED);
    assertThat(report.notable()).singleElement().matches(each -> each.failure() != null);
  }

  @Test
  void eachLimitStopsWithWhatIsOverIt() {
    String sql = "ALTER TABLE users ALTER COLUMN boss TYPE bigint;;SELECT pg_sleep(0.05)";
    Optional<Duration> short_ = Optional.of(Duration.ofMillis(20));
    assertThat(rehearse(sql, limits(short_, OptionalLong.empty(), Optional.empty())))
        .matches(report -> report.outcome() == Outcome.LIMIT_EXCEEDED)
        .extracting(RehearsalReport::why)
        .asString()
        .contains("statement 1 of a1", "keeps reads and writes of public.users waiting for")
        .contains("maxBlocked is 20 ms");
    assertThat(rehearse(sql, limits(Optional.empty(), OptionalLong.of(1000), Optional.empty())))
        .extracting(RehearsalReport::why)
        .asString()
        .contains("bytes anew, and maxRewrite is 1000");
    assertThat(rehearse(sql, limits(Optional.empty(), OptionalLong.empty(), short_)))
        .extracting(RehearsalReport::why)
        .asString()
        .contains("maxDuration is 20 ms");
    Optional<Duration> long_ = Optional.of(Duration.ofHours(1));
    RehearsalReport within = rehearse(sql, limits(long_, OptionalLong.of(1L << 40), long_));
    assertThat(within.outcome()).isEqualTo(Outcome.PASSED);
  }

  private static RehearsalLimits limits(
      Optional<Duration> blocked, OptionalLong rewrite, Optional<Duration> duration) {
    return new RehearsalLimits(blocked, rewrite, duration);
  }

  @Test
  void aServerOfAnotherMajorSaysNothing() throws IOException {
    int other = PostgresMajors.available().last();
    try (EmbeddedPostgres wrong = PostgresMajors.start(other);
        ScratchServer given = at(PostgresMajors.url(wrong, "postgres"))) {
      RehearsalReport report =
          new RehearseBackup(
                  shared.rehearsal(backup, bundle("SELECT 1"), RehearsalLimits.NONE),
                  given,
                  line -> {})
              .run();
      assertThat(report.outcome()).isEqualTo(Outcome.NOT_REHEARSED);
      assertThat(report.why()).contains("the server of the rehearsal is " + other);
      assertThatThrownBy(report::orThrow).hasMessageContaining("not rehearsed, because");
    }
  }

  private static ScratchServer at(String url) {
    return ScratchServer.open(
        new ScratchSettings(
            scratch, new Binaries.Installed(scratch), Optional.of(url), Duration.ZERO));
  }

  @Test
  void anExtensionThatTheServerLacksIsNoSuccess() throws IOException {
    Home home = home("CREATE EXTENSION citext; CREATE TABLE t (name citext)");
    Path programs = withoutExtension("citext");
    try (ScratchServer lacking =
        ScratchServer.open(
            new ScratchSettings(
                directory.resolve("home"),
                new Binaries.Installed(programs),
                Optional.empty(),
                Duration.ZERO))) {
      RehearsalReport report =
          new RehearseBackup(
                  home.rehearsal(
                      home.backup(directory.resolve("volume")),
                      bundle("SELECT 1"),
                      RehearsalLimits.NONE),
                  lacking,
                  line -> {})
              .run();
      assertThat(report.outcome()).isEqualTo(Outcome.NOT_REHEARSED);
      assertThat(report.why()).contains("not rehearsed, because", "citext");
    }
  }

  /** The installed server in another place, where it finds its own files. */
  private Path withoutExtension(String name) throws IOException {
    Path bin = SystemPostgres.get().bin();
    String major = bin.getParent().getFileName().toString();
    Path root = Files.createDirectories(directory.resolve("usr"));
    copy(bin.getParent(), root.resolve("lib/postgresql").resolve(major));
    Path share = root.resolve("share/postgresql").resolve(major);
    copy(Path.of("/usr/share/postgresql", major), share);
    Files.delete(share.resolve("extension/" + name + ".control"));
    return root.resolve("lib/postgresql").resolve(major).resolve("bin");
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(folder).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(file, to.resolve(from.relativize(file).toString()));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Test
  void anotherPlanThanTheOneThatWasDecidedOnIsNotTakenForIt() {
    Home home = home("CREATE TABLE t (id int)");
    Backup old = home.backup(directory);
    Bundle first = bundle("ALTER TABLE t ADD a int");
    RehearsalRequest request = home.rehearsal(old, first, RehearsalLimits.NONE);
    RehearsalRequest other =
        new RehearsalRequest(
            old,
            request.plan(),
            Optional.of(home.plan(bundle("ALTER TABLE t ADD b int"))),
            request.user(),
            request.settings(),
            request.limits(),
            request.restore());
    RehearsalReport report = new RehearseBackup(other, server, line -> {}).run();
    assertThat(report.outcome()).isEqualTo(Outcome.NOT_REHEARSED);
    assertThat(report.why()).contains("the plan is another one");
  }

  @Test
  void whatTheRoleMayNotIsNotDoneByASuperuserInItsPlace() {
    Home home = home("CREATE TABLE t (id int)");
    RehearsalReport report =
        new RehearseBackup(
                home.rehearsal(
                    home.backup(directory),
                    bundle("CREATE EXTENSION pageinspect"),
                    RehearsalLimits.NONE),
                server,
                line -> {})
            .run();
    assertThat(report.outcome()).isEqualTo(Outcome.NOT_REHEARSED);
    assertThat(report.why()).contains("its role may not", "pageinspect");
  }

  @Test
  void aServerThatGoesAwayIsAnInterruption() {
    assertThatThrownBy(
            () -> rehearse("SELECT pg_terminate_backend(pg_backend_pid())", RehearsalLimits.NONE))
        .isInstanceOfSatisfying(
            AthanorException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.SCRATCH_SERVER_FAILED))
        .hasMessageContaining("The rehearsal was interrupted");
  }

  @Test
  void aDamagedBackupIsFoundByIt() throws IOException {
    Home home = home("CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 1000)");
    Backup damaged = home.backup(directory);
    Path dump = directory.resolve(damaged.name()).resolve("dump");
    try (var files = Files.list(dump)) {
      Path data = files.filter(file -> !file.endsWith("toc.dat")).findFirst().orElseThrow();
      Files.write(data, new byte[] {1, 2, 3});
    }
    RehearsalReport report =
        new RehearseBackup(
                home.rehearsal(damaged, bundle("SELECT 1"), RehearsalLimits.NONE),
                server,
                line -> {})
            .run();
    assertThat(report.outcome()).isEqualTo(Outcome.NOT_REHEARSED);
    assertThat(report.why()).contains(damaged.name());
  }
}
