package dev.athanor.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.cli.Commands;
import dev.athanor.cli.LaidOut;
import dev.athanor.crds.report.JobReport;
import dev.athanor.engine.testing.SystemPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jars that an image has beside the runner's are the class path of live changesets. */
class JobLiveTest {
  private static final String LIVE = "athanor.live";

  private static final String SOURCE =
      """
      package com.example;
      public class Fill implements liquibase.change.custom.CustomTaskChange {
        public void execute(liquibase.database.Database database) throws liquibase.exception.CustomChangeException {
          try (java.sql.Statement statement = ((liquibase.database.jvm.JdbcConnection) database.getConnection()).createStatement()) {
            statement.execute("INSERT INTO users VALUES (" + Helper.ID + ", 'filled')");
          } catch (Exception e) {
            throw new liquibase.exception.CustomChangeException(e);
          }
        }
        public String getConfirmationMessage() { return "done"; }
        public void setUp() {}
        public void setFileOpener(liquibase.resource.ResourceAccessor resources) {}
        public liquibase.exception.ValidationErrors validate(liquibase.database.Database database) { return null; }
      }
      """;

  private static final String HELPER =
      "package com.example; public class Helper { public static int ID = Integer.parseInt(\"7\"); }";

  @TempDir Path directory;

  @BeforeAll
  static void needsPostgres() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
  }

  @AfterEach
  void asBefore() {
    System.clearProperty(LIVE);
  }

  @Test
  void whatAnImageHasInItsDirectoryIsRun() throws Exception {
    JobFixture jobs = new JobFixture(Files.createDirectory(directory.resolve("jobs")));
    Files.writeString(
        directory.resolve("jobs/versions/3c.yaml"),
        """
        # revision: 3c
        # down-revision: %s
        databaseChangeLog:
        - changeSet: {id: 3c, author: x, changes: [{customChange: {class: com.example.Fill}}], rollback: [{sql: {sql: "DELETE FROM users"}}]}
        """
            .formatted(JobFixture.SECOND));
    jobs.compile();
    Path live = liveDirectoryOfTheImage();
    System.setProperty(LIVE, live.toString());

    assertThat(run(jobs, "plan").message()).contains("com.example.Fill");
    String hash = "--plan-hash=" + run(jobs, "plan", "--allow-live").plan().hash();
    assertThat(run(jobs, "backup", hash, "--backup-policy=Never", "--allow-live").outcome())
        .isEqualTo(JobReport.SUCCEEDED);
    JobReport missed = run(jobs, "apply", hash, "--allow-live");
    assertThat(missed.outcome()).isEqualTo(JobReport.FAILED);
    assertThat(missed.message()).contains("com.example.Fill");

    jars(live);
    hash = "--plan-hash=" + run(jobs, "plan", "--allow-live").plan().hash();
    run(jobs, "backup", hash, "--backup-policy=Never", "--allow-live");
    JobReport done = run(jobs, "apply", hash, "--allow-live");
    assertThat(done.outcome()).as(done.message()).isEqualTo(JobReport.SUCCEEDED);
    assertThat(done.history().current()).containsExactly("3c");
    assertThat(jobs.query(jobs.database, "SELECT id || name FROM users")).isEqualTo("7filled");
  }

  private static JobReport run(JobFixture jobs, String step, String... more) {
    Commands.run(jobs.step(step, "head", more));
    return jobs.report();
  }

  /** As the image's own arguments name it. */
  private Path liveDirectoryOfTheImage() throws IOException, InterruptedException {
    Path home = directory.resolve("opt/athanor");
    String argument =
        LaidOut.properties(home, "job").stream()
            .filter(line -> line.startsWith("-D" + LIVE + "="))
            .findFirst()
            .orElseThrow();
    Path live = Path.of(argument.substring(argument.indexOf('=') + 1));
    assertThat(live).isEqualTo(home.toRealPath().resolve("live"));
    return Files.createDirectories(live);
  }

  /** Two: a class of one needs one of the other. */
  private void jars(Path live) throws IOException {
    Path sources = Files.createDirectories(directory.resolve("src/com/example"));
    Path fill = Files.writeString(sources.resolve("Fill.java"), SOURCE);
    Path helper = Files.writeString(sources.resolve("Helper.java"), HELPER);
    Path classes = directory.resolve("classes");
    List<String> arguments =
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            classes.toString(),
            fill.toString(),
            helper.toString());
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, arguments.toArray(String[]::new)))
        .isZero();
    for (String name : List.of("Fill", "Helper")) {
      try (OutputStream out = Files.newOutputStream(live.resolve(name + ".jar"));
          ZipOutputStream zip = new ZipOutputStream(out)) {
        zip.putNextEntry(new ZipEntry("com/example/" + name + ".class"));
        zip.write(Files.readAllBytes(classes.resolve("com/example/" + name + ".class")));
        zip.closeEntry();
      }
    }
  }
}
