package dev.athanor.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.cli.Commands;
import dev.athanor.cli.ExitCode;
import dev.athanor.crds.report.JobReport;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.scratch.ScratchServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The container that takes a database over, with another real server beside it. */
class AdoptJobTest {
  private static final String HISTORY =
      "CREATE TABLE flyway_schema_history (installed_rank int PRIMARY KEY, version varchar(50),"
          + " description varchar(200) NOT NULL, type varchar(20) NOT NULL, script varchar(1000) NOT"
          + " NULL, checksum int, installed_by varchar(100) NOT NULL, installed_on timestamp NOT NULL"
          + " DEFAULT now(), execution_time int NOT NULL, success boolean NOT NULL);"
          + "INSERT INTO flyway_schema_history VALUES"
          + " (1, '1', 'users', 'SQL', 'V1__users.sql', 0, 'me', now(), 1, true),"
          + " (2, '2', 'name', 'SQL', 'V2__name.sql', 0, 'me', now(), 1, true);";

  @TempDir static Path home;
  @TempDir Path directory;
  @AutoClose private static ScratchServer beside;

  private JobFixture jobs;
  private String role;

  @BeforeAll
  static void start() {
    beside = JobFixture.serverBeside(home);
  }

  /** Two versions that Flyway has run. */
  @BeforeEach
  void importVersions() throws IOException {
    jobs = new JobFixture(directory);
    Files.delete(directory.resolve("versions/" + JobFixture.FIRST + ".sql"));
    Files.delete(directory.resolve("versions/" + JobFixture.SECOND + ".sql"));
    role = jobs.database + "_app";
    jobs.execute("CREATE ROLE " + role);
    migration(
        "V1__users.sql", "CREATE TABLE users (id int); GRANT SELECT ON users TO " + role + ";");
    migration("V2__name.sql", "ALTER TABLE users ADD COLUMN name text;");
    importFolder();
  }

  @AfterEach
  void dropRole() {
    jobs.execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
  }

  private void migrated() {
    jobs.execute(
        "CREATE TABLE users (id int, name text); GRANT SELECT ON users TO " + role + ";" + HISTORY);
  }

  @Test
  void whatFlywayHasMigratedIsTakenOverOnceAndTheNextVersionApplies() throws IOException {
    migrated();
    JobReport report = adopt(ExitCode.OK, "--why=moved");
    assertThat(report.adopted().tool()).isEqualTo("flyway");
    assertThat(report.adopted().found()).contains("2 versions", "the last version is V2");
    assertThat(report.adopted().revisions()).hasSize(1);
    assertThat(report.adopted().recorded()).isEqualTo(2);
    assertThat(report.message()).contains("2 changesets count as applied; nothing was run");
    assertThat(text("SELECT direction || plan FROM athanor.run"))
        .startsWith("ADOPT")
        .contains("moved");
    assertThat(run("plan").plan().pending()).isZero();

    migration("V3__mail.sql", "ALTER TABLE users ADD COLUMN mail text;");
    importFolder();
    String hash = "--plan-hash=" + run("plan").plan().hash();
    run("backup", hash, "--backup-policy=Never");
    assertThat(run("apply", hash).plan().pending()).isZero();
    assertThat(jobs.columns()).isEqualTo("id,name,mail");
    assertThat(text("SELECT max(version) FROM flyway_schema_history")).isEqualTo("2");

    // The resource was made anew, and its server is not even there.
    JobReport again =
        run(
            ExitCode.OK,
            "--rehearsal-url=postgresql://postgres@127.0.0.1:1/postgres",
            "--rehearsal-password=none");
    assertThat(again.adopted().tool()).isNull();
    assertThat(again.adopted().found()).isEqualTo("its history is recorded already");
    assertThat(text("SELECT count(*) FROM athanor.run WHERE direction = 'ADOPT'")).isEqualTo("1");
  }

  @Test
  void differencesStopItAndAreAcceptedOneByOneInTheWordsOfTheResource() throws IOException {
    migrated();
    jobs.execute("ALTER TABLE users ADD note text; CREATE INDEX by_id ON users (id)");
    JobReport stopped = adopt(ExitCode.FAILED, "--accept=column:users.note");
    assertThat(stopped.reason()).isEqualTo("Drift");
    assertThat(stopped.retryable()).isFalse();
    assertThat(stopped.message())
        .contains("index:users.by_id  only in the database")
        .contains("spec.adopt.accept: ['index:users.by_id']")
        .doesNotContain("column:users.note", "--accept");
    assertThat(text("SELECT to_regclass('databasechangelog')")).isNull();

    adopt(ExitCode.OK, "--accept=column:users.note", "--exclude=by_*", "--tool=flyway");
    assertThat(run("plan").plan().pending()).isZero();
  }

  @Test
  void anEmptyDatabaseIsANewOneUnlessItIsSaidToBeFlyways() throws IOException {
    JobReport report = adopt(ExitCode.OK);
    assertThat(report.adopted().found()).isEqualTo("it is empty");
    assertThat(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).isEqualTo("0");
    assertThat(run("plan").plan().pending()).isEqualTo(2);

    JobReport flyways = adopt(ExitCode.USAGE, "--tool=flyway");
    assertThat(flyways.reason()).isEqualTo("InvalidConfiguration");
    assertThat(flyways.message())
        .contains("no table of Flyway's", "spec.database.searchPath", "spec.adopt.table");
  }

  @Test
  void whatNobodyHasMigratedIsWhereTheResourceSays() throws IOException {
    jobs.execute("CREATE TABLE users (id int); GRANT SELECT ON users TO " + role);
    assertThat(adopt(ExitCode.FAILED).message()).contains("column:users.name");
    assertThat(adopt(ExitCode.OK, "--at=head-1").adopted().recorded()).isEqualTo(1);
    assertThat(run("plan").plan().pending()).isEqualTo(1);
  }

  @Test
  void theRowsOfAStockLiquibaseCountAsTheyAreWhereTheSchemaIsTheirs() throws IOException {
    String hash = "--plan-hash=" + run("plan").plan().hash();
    run("backup", hash, "--backup-policy=Never");
    run("apply", hash);
    jobs.execute("DROP SCHEMA athanor CASCADE; ALTER TABLE users ADD note text");
    assertThat(adopt(ExitCode.FAILED).message()).contains("column:users.note");
    JobReport report = adopt(ExitCode.OK, "--accept=column:users.note");
    assertThat(report.adopted().tool()).isEqualTo("liquibase");
    assertThat(report.adopted().recorded()).isZero();
    assertThat(run("plan").plan().pending()).isZero();
  }

  private void migration(String name, String sql) throws IOException {
    Path folder = Files.createDirectories(directory.resolve("migration"));
    Files.writeString(folder.resolve(name), sql + "\n");
  }

  private void importFolder() {
    Commands.Outcome outcome =
        Commands.capture(
            "import",
            "--no-derive",
            "--root",
            directory.toString(),
            directory.resolve("migration").toString());
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.OK);
    jobs.compile();
  }

  private String text(String sql) {
    return jobs.query(jobs.database, sql);
  }

  private JobReport adopt(int code, String... more) throws IOException {
    DatabaseUrl url = beside.url(ScratchServer.MAINTENANCE);
    Path password = directory.resolve("password");
    Files.writeString(password, url.password().orElseThrow());
    List<String> own = new ArrayList<>(List.of(more));
    own.add("--rehearsal-url=" + url.withCredentials(url.user(), null));
    own.add("--rehearsal-password=" + password);
    return run(code, own.toArray(String[]::new));
  }

  private JobReport run(int code, String... own) {
    Commands.Outcome outcome = Commands.capture(jobs.step("adopt", "head", own));
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(code);
    assertThat(jobs.report().step()).isEqualTo("adopt");
    return jobs.report();
  }

  private JobReport run(String step, String... own) {
    Commands.Outcome outcome = Commands.capture(jobs.step(step, "head", own));
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.OK);
    return jobs.report();
  }
}
