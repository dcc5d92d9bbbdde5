package dev.athanor.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.cli.Commands;
import dev.athanor.cli.ExitCode;
import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.v1alpha1.SchemasStatus;
import dev.athanor.engine.testing.SystemPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Jobs' contract for several schemas of a database, each with a history of its own. */
class JobTenantsTest {
  @TempDir Path directory;

  private JobFixture jobs;

  @BeforeAll
  static void needsPostgres() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
  }

  @BeforeEach
  void createSchemas() {
    jobs = new JobFixture(directory);
    jobs.execute("CREATE SCHEMA tenant_a; CREATE SCHEMA tenant_b; CREATE SCHEMA other");
  }

  @Test
  void onePlanAndOneBackupForAllAndThoseThatComeLaterAreFound() {
    JobReport plan = run(true, "plan");
    assertThat(plan.plan().direction()).isEqualTo("Up");
    assertThat(plan.plan().pending()).isEqualTo(4);
    assertThat(plan.plan().target()).containsExactly(JobFixture.SECOND);
    assertThat(plan.history().current()).isEmpty();
    assertThat(plan.history().serverVersion()).isNotBlank();
    assertThat(plan.history().schemas().total()).isEqualTo(2);
    assertThat(plan.history().schemas().ready()).isZero();
    assertThat(differing(plan)).containsExactly("tenant_a base 2 null", "tenant_b base 2 null");

    JobReport applied = apply(true, plan);
    assertThat(volume().toFile().list()).hasSize(1);
    assertThat(applied.history().current()).containsExactly(JobFixture.SECOND);
    assertThat(applied.history().schemas()).isEqualTo(new SchemasStatus(2, 2, 0, List.of(), 0));
    assertThat(applied.plan().pending()).isZero();
    assertThat(table("tenant_b.users")).isEqualTo("tenant_b.users");
    assertThat(table("other.users")).isNull();

    jobs.execute("CREATE SCHEMA tenant_c");
    JobReport found = run(true, "plan");
    assertThat(found.history().current()).containsExactly(JobFixture.SECOND + " in 2", "base in 1");
    assertThat(differing(found)).containsExactly("tenant_c base 2 null");
    assertThat(found.plan().pending()).isEqualTo(2);
  }

  @Test
  void whatFailsInOneIsNamedAndTheNextRunGoesOnFromThere() {
    jobs.execute("CREATE TABLE tenant_b.users (id int)");
    JobReport failed = apply(false, run(true, "plan"), "--parallel=1");
    assertThat(failed.message()).contains("That was in schema tenant_b.", "1 are done, 1 failed");
    assertThat(failed.history().schemas().ready()).isEqualTo(1);
    assertThat(failed.history().schemas().failed()).isEqualTo(1);
    assertThat(failed.history().schemas().differing().get(0).message()).contains("already exists");
    assertThat(differing(failed)).containsExactly("tenant_b base 2 " + failed.reason());
    assertThat(failed.history().current())
        .containsExactly(JobFixture.SECOND + " in 1", "base in 1");

    jobs.execute("DROP TABLE tenant_b.users");
    JobReport again = run(true, "plan");
    assertThat(again.plan().pending()).isEqualTo(2);
    assertThat(apply(true, again).history().schemas().ready()).isEqualTo(2);
  }

  /** The rows are a database's, whichever schema has lost them. */
  @Test
  void whatAllOfThemKeepIsCountedOnce() {
    jobs.execute(
        "CREATE TABLE tenant_a.gone (id int PRIMARY KEY); CREATE TABLE tenant_b.gone (id int PRIMARY"
            + " KEY)");
    jobs.revision("3f6a1b2c3d4e", JobFixture.SECOND, "DROP TABLE gone", "SELECT 1");
    jobs.compile();
    JobReport plan = run(true, "plan");
    assertThat(plan.history().kept()).isNull();

    assertThat(apply(true, plan, "--retain-dropped=PT168H").history().kept().entries())
        .isEqualTo(2);
    assertThat(run(true, "plan").history().kept().entries()).isEqualTo(2);
  }

  @Test
  void anotherPlanThanTheOneOfAllIsRefusedAndSoIsARehearsal() {
    JobReport plan = run(true, "plan");
    jobs.execute("CREATE SCHEMA tenant_c");
    assertThat(run(false, "backup", hash(plan), "--backup-dir=" + volume()).reason())
        .isEqualTo("PlanChanged");
    assertThat(volume()).doesNotExist();
    JobReport refused =
        run(
            false,
            "rehearse",
            hash(plan),
            "--rehearsal-url=jdbc:postgresql://127.0.0.1:1/x",
            "--rehearsal-password=" + directory.resolve("none"));
    assertThat(refused.message()).contains("this step knows one history");
  }

  private JobReport apply(boolean ok, JobReport plan, String... more) {
    run(true, "backup", hash(plan), "--backup-dir=" + volume());
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.add(hash(plan));
    return run(ok, "apply", arguments.toArray(String[]::new));
  }

  private JobReport run(boolean ok, String step, String... more) {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.add("--schemas=tenant_*");
    int ended = Commands.run(jobs.step(step, "head", arguments.toArray(String[]::new)));
    assertThat(ended == ExitCode.OK).as(jobs.report().message()).isEqualTo(ok);
    return jobs.report();
  }

  private static String hash(JobReport plan) {
    return "--plan-hash=" + plan.plan().hash();
  }

  private Path volume() {
    return directory.resolve("volume");
  }

  private String table(String name) {
    return jobs.query(jobs.database, "SELECT to_regclass('" + name + "')");
  }

  private static List<String> differing(JobReport report) {
    return report.history().schemas().differing().stream()
        .map(
            each ->
                each.name() + " " + each.revision() + " " + each.pending() + " " + each.reason())
        .toList();
  }
}
