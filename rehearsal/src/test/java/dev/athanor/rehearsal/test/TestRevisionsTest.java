package dev.athanor.rehearsal.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.changelog.ChangelogFiles;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.testing.TestBundle;
import dev.athanor.engine.testing.TestPostgres;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.Binaries;
import dev.athanor.scratch.ScratchSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

@Timeout(120)
class TestRevisionsTest {
  private static final String USERS = "CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL)";

  @TempDir Path directory;
  private final List<TestFile> files = new ArrayList<>();
  private final List<String> progress = new ArrayList<>();

  @Test
  void whatGoesUpDownAndUpPasses() {
    TestResult result =
        run(
            new TestBundle()
                .revision("a1", USERS, "DROP TABLE users")
                .revision(
                    "a2",
                    "CREATE TABLE posts (author int REFERENCES users, body text)",
                    "DROP TABLE posts")
                .revision(
                    "a3",
                    "ALTER TABLE users ADD COLUMN age int",
                    "ALTER TABLE users DROP COLUMN age"));
    assertThat(outcomes(result)).containsExactly("a1 PASSED", "a2 PASSED", "a3 PASSED");
    assertThat(result.failed()).isFalse();
    assertThat(result.text()).isEqualTo("3 revisions: 3 passed; PostgreSQL 17");
    assertThat(result.revisions()).allMatch(test -> test.micros() > 0);
    result.orThrow();
  }

  @Test
  void whatAnUndoLeavesBehindIsNamedWithItsRevisionAndTheOthersAreTestedAllTheSame() {
    TestResult result =
        run(
            new TestBundle()
                .revision("a1", USERS, "DROP TABLE users")
                .revision("a2", "CREATE INDEX names ON users (name)", "SELECT 1")
                .revision("a3", "CREATE TABLE c (x int)", "DROP TABLE c"));
    assertThat(outcomes(result)).containsExactly("a1 PASSED", "a2 FAILED", "a3 PASSED");
    assertThat(result.revisions().get(1).problems())
        .containsExactly(
            "undone, it leaves another schema than it found:\n"
                + "  added index public.users.names");
    assertThatThrownBy(result::orThrow)
        .isInstanceOfSatisfying(
            AthanorException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.REVISION_TEST_FAILED))
        .hasMessageContaining("FAILED: a2, message of a2\n  undone, it leaves");
  }

  @Test
  void anUndoThatDoesNotRunIsNamed() {
    TestResult result =
        run(
            new TestBundle()
                .revision("a1", USERS, "DROP TABLE users")
                .revision("a2", "CREATE TABLE c (x int)", "DROP TABLE d"));
    assertThat(outcomes(result)).containsExactly("a1 PASSED", "a2 FAILED");
    assertThat(result.revisions().get(1).problems().get(0)).contains("table \"d\" does not exist");
  }

  @Test
  void aColumnThatNoRowHasAValueForFails() {
    TestResult result =
        run(
            new TestBundle()
                .revision("a1", USERS, "DROP TABLE users")
                .revision(
                    "a2",
                    "ALTER TABLE users ADD COLUMN age int NOT NULL",
                    "ALTER TABLE users DROP COLUMN age")
                .revision("a3", "CREATE TABLE c (x int)", "DROP TABLE c"));
    assertThat(outcomes(result)).containsExactly("a1 PASSED", "a2 FAILED", "a3 NOT_REHEARSED");
    assertThat(result.revisions().get(1).problems().get(0)).contains("contains null values");
    assertThat(result.revisions().get(2).problems())
        .containsExactly("not rehearsed, because a2 comes before it and does not run");
  }

  @Test
  void theWayBackIsTriedWithRowsToo() {
    TestResult result =
        run(
            new TestBundle()
                .revision("a1", USERS, "DROP TABLE users")
                .revision(
                    "a2",
                    "ALTER TABLE users ALTER COLUMN name DROP NOT NULL;;"
                        + "UPDATE users SET name = NULL",
                    "ALTER TABLE users ALTER COLUMN name SET NOT NULL"));
    assertThat(outcomes(result)).containsExactly("a1 PASSED", "a2 FAILED");
  }

  @Test
  void whatOnlyTheseRowsRefuseIsARemark() {
    TestResult result =
        run(
            new TestBundle()
                .revision("a1", USERS, "DROP TABLE users")
                .revision(
                    "a2",
                    "ALTER TABLE users ADD CHECK (name = 'nobody has this name')",
                    "ALTER TABLE users DROP CONSTRAINT users_name_check")
                .revision("a3", "CREATE TABLE c (x int)", "DROP TABLE c"));
    assertThat(outcomes(result)).containsExactly("a1 PASSED", "a2 PASSED", "a3 PASSED");
    assertThat(result.revisions().get(1).remarks())
        .hasSize(1)
        .allMatch(
            remark -> remark.startsWith("rows can stop it") && remark.contains("is violated"));
  }

  @Test
  void whatNothingUndoesIsSaidAndThoseBehindItAreTested() {
    TestResult result =
        run(
            new TestBundle()
                .revision("a1", USERS, "DROP TABLE users")
                .revision("a2", "DROP TABLE users")
                .revision("a3", USERS, "SELECT 1"));
    assertThat(outcomes(result)).containsExactly("a1 PASSED", "a2 IRREVERSIBLE", "a3 FAILED");
    assertThat(result.text()).contains("irreversible: a2, message of a2");
  }

  @Test
  void aSecondUpgradeThatMakesAnotherSchemaFails() {
    TestResult result =
        run(
            new TestBundle()
                .revision("a1", "CREATE SEQUENCE s", "DROP SEQUENCE s")
                .revision("a2", "CREATE TABLE gone (x int)")
                .revision(
                    "a3",
                    "DO $$ BEGIN EXECUTE 'CREATE TABLE t' || nextval('s') || ' (x int)'; END $$",
                    "DO $$ BEGIN EXECUTE (SELECT 'DROP TABLE t' || last_value FROM s); END $$"));
    assertThat(outcomes(result)).containsExactly("a1 PASSED", "a2 IRREVERSIBLE", "a3 FAILED");
    assertThat(result.revisions().get(2).problems().get(0))
        .contains("applied again, it makes another schema")
        .contains("removed table public.t1")
        .contains("added table public.t2");
  }

  @Test
  void whatHasNotChangedIsNotRunAgain() {
    TestBundle bundle =
        new TestBundle()
            .revision("a1", USERS, "DROP TABLE users")
            .revision("a2", "CREATE TABLE c (x int)", "DROP TABLE c");
    run(bundle);
    assertThat(outcomes(run(bundle))).containsExactly("a1 UNCHANGED", "a2 UNCHANGED");
    TestBundle other =
        new TestBundle()
            .revision("a1", USERS, "DROP TABLE users")
            .revision("a2", "CREATE TABLE c (x int)", "SELECT 1")
            .revision("a3", "CREATE TABLE d (x int)", "DROP TABLE d");
    for (int run = 0; run < 2; run++) {
      assertThat(outcomes(run(other))).containsExactly("a1 UNCHANGED", "a2 FAILED", "a3 PASSED");
    }
    files.add(new TestFile("t", "a1", TestFile.Moment.AFTER, "SELECT true"));
    assertThat(outcomes(run(bundle))).containsExactly("a1 PASSED", "a2 PASSED");
  }

  @Test
  void whereOneDoesNotRunAgainNothingIsSaidOfTheOthersNorKept() {
    String database = "once_" + System.nanoTime();
    TestBundle bundle =
        new TestBundle()
            .revision("a1", USERS, "SELECT 1")
            .revision("a2", "CREATE DATABASE " + database, "SELECT 1")
            .with(edit -> edit.outsideTransaction())
            .revision("a3", "CREATE TABLE c (x int)", "SELECT 1");
    assertThat(outcomes(run(bundle))).containsExactly("a1 NOT_REHEARSED", "a2 FAILED", "a3 FAILED");
    assertThat(outcomes(run(bundle))).doesNotContain("a1 UNCHANGED");
  }

  /** The application fills a new column between two revisions: so lint itself advises. */
  @Test
  void aColumnThatIsAddedAndMadeNotNullByALaterRevisionPasses() {
    TestResult result =
        run(
            new TestBundle()
                .revision("a1", USERS, "DROP TABLE users")
                .revision(
                    "a2",
                    "ALTER TABLE users ADD COLUMN mail text UNIQUE",
                    "ALTER TABLE users DROP COLUMN mail")
                .revision(
                    "a3",
                    "ALTER TABLE users ALTER COLUMN mail SET NOT NULL",
                    "ALTER TABLE users ALTER COLUMN mail DROP NOT NULL"));
    assertThat(outcomes(result)).containsExactly("a1 PASSED", "a2 PASSED", "a3 PASSED");
    assertThat(result.revisions()).allMatch(test -> test.remarks().isEmpty());
  }

  @Test
  void aColumnForWhichNoValueCanBeMadeUpIsNoFailureOfItsNotNull() {
    TestResult result =
        run(
            new TestBundle()
                .revision("a1", USERS, "DROP TABLE users")
                .revision(
                    "a2",
                    "ALTER TABLE users ADD COLUMN mail text CHECK (length(mail) = 7)",
                    "ALTER TABLE users DROP COLUMN mail")
                .revision(
                    "a3",
                    "ALTER TABLE users ALTER COLUMN mail SET NOT NULL",
                    "ALTER TABLE users ALTER COLUMN mail DROP NOT NULL"));
    assertThat(outcomes(result)).containsExactly("a1 PASSED", "a2 PASSED", "a3 PASSED");
    assertThat(result.revisions().get(2).remarks())
        .hasSize(1)
        .allMatch(remark -> remark.startsWith("rows can stop it"));
  }

  /** Its table goes with an older revision's undo, so the whole way down hides it. */
  @Test
  void anUndoThatForgetsItsRowsFails() {
    TestResult result =
        run(
            new TestBundle()
                .revision("a1", USERS, "DROP TABLE users")
                .revision("a2", "INSERT INTO users VALUES (77, 'admin')", "SELECT 1")
                .revision("a3", "CREATE TABLE c (x int)", "DROP TABLE c"));
    assertThat(outcomes(result)).containsExactly("a1 PASSED", "a2 FAILED", "a3 PASSED");
    assertThat(result.revisions().get(1).problems().get(0))
        .startsWith("after it was undone: ")
        .contains("duplicate key");
    assertThat(result.revisions().get(1).remarks()).isEmpty();
  }

  @Test
  void anUndoThatForgetsItsRowsFailsWhereNothingTakesTheTableAway() {
    TestResult result =
        run(
            new TestBundle()
                .revision("a1", USERS)
                .revision("a2", "INSERT INTO users VALUES (77, 'admin')", "SELECT 1"));
    assertThat(outcomes(result)).containsExactly("a1 IRREVERSIBLE", "a2 FAILED");
  }

  @Test
  void whatOneGoMakesOtherwiseIsSaidOfTheRevisionThatMadeIt() {
    TestResult result =
        run(
            new TestBundle()
                .revision("a0", "CREATE SEQUENCE s")
                .revision("a1", "CREATE TABLE plain (x int)", "DROP TABLE plain")
                .revision(
                    "a2",
                    "DO $$ BEGIN IF nextval('s') > 2 THEN CREATE TABLE late (x int); ELSE"
                        + " CREATE TABLE early (x int); END IF; END $$",
                    "DROP TABLE IF EXISTS early, late"));
    assertThat(outcomes(result)).containsExactly("a0 IRREVERSIBLE", "a1 PASSED", "a2 FAILED");
    assertThat(result.revisions().get(2).problems().get(0)).startsWith("in one go, after all");
  }

  @Test
  void aRoleIsGoneWithTheDatabaseThatItWasMadeIn() throws Exception {
    String role = "role_" + System.nanoTime();
    TestBundle bundle =
        new TestBundle()
            .revision("a1", USERS, "DROP TABLE users")
            .revision("a2", "CREATE ROLE " + role, "DROP ROLE " + role)
            .revision(
                "a3", "GRANT SELECT ON users TO " + role, "REVOKE SELECT ON users FROM " + role);
    file("a3", TestFile.Moment.AFTER, "SELECT true");
    for (int run = 0; run < 2; run++) {
      assertThat(outcomes(run(bundle)))
          .doesNotContain("a2 FAILED", "a2 NOT_REHEARSED", "a3 FAILED");
      Files.delete(directory.resolve("cache/tested"));
    }
    assertThat(roles(role)).isZero();
  }

  @Test
  void anUndoThatForgetsItsRoleFailsAndLeavesNone() throws Exception {
    String role = "role_" + System.nanoTime();
    TestBundle bundle = new TestBundle().revision("a1", "CREATE ROLE " + role, "SELECT 1");
    assertThat(outcomes(run(bundle))).containsExactly("a1 FAILED");
    assertThat(roles(role)).isZero();
  }

  /** Somebody else's role is neither the revision's failure, nor dropped. */
  @Test
  void aRoleThatTheServerHasAlreadyIsNoFailureOfTheRevision() throws Exception {
    String role = "role_" + System.nanoTime();
    TestPostgres.execute(TestPostgres.newDatabase(), "CREATE ROLE " + role);
    TestResult result =
        run(
            new TestBundle()
                .revision("a1", "ALTER ROLE " + role + " SET work_mem = '5MB'", "SELECT 1")
                .revision("a2", "CREATE ROLE " + role, "DROP ROLE " + role));
    assertThat(outcomes(result)).containsExactly("a1 PASSED", "a2 NOT_REHEARSED");
    assertThat(result.revisions().get(1).problems().get(0)).contains("this server has it already");
    assertThat(roles(role)).isOne();
  }

  private static int roles(String name) throws Exception {
    try (var connection = java.sql.DriverManager.getConnection(TestPostgres.newDatabase());
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_roles WHERE rolname = '" + name + "'")) {
      row.next();
      return row.getInt(1);
    }
  }

  @Test
  void anExpectationOfNoRowIsNotMet() {
    TestBundle bundle = new TestBundle().revision("a1", USERS, "DROP TABLE users");
    file("a1", TestFile.Moment.AFTER, "SELECT name = 'Ada' FROM users");
    assertThat(run(bundle).revisions().get(0).problems().get(0))
        .startsWith("a1.after: this gives no row");
    files.clear();
    file("a1", TestFile.Moment.AFTER, "SELECT count(*) = 0 FROM users");
    assertThat(outcomes(run(bundle))).containsExactly("a1 PASSED");
  }

  @Test
  void theWayBackOfThoseBeforeOneThatDoesNotRunIsTried() {
    TestBundle bundle =
        new TestBundle()
            .revision("a1", USERS, "DROP TABLE users")
            .revision("a2", "CREATE INDEX names ON users (name)", "SELECT 1")
            .revision("a3", "CREATE TABLE users (x int)", "DROP TABLE users");
    for (int run = 0; run < 2; run++) {
      assertThat(outcomes(run(bundle)).subList(1, 3)).containsExactly("a2 FAILED", "a3 FAILED");
    }
  }

  @Test
  void aProjectsOwnRowsAndExpectationsAreRunAroundTheirRevision() {
    TestBundle bundle =
        new TestBundle()
            .revision("a1", USERS, "DROP TABLE users")
            .revision(
                "a2", "UPDATE users SET name = upper(name)", "UPDATE users SET name = lower(name)");
    file("a2", TestFile.Moment.BEFORE, "INSERT INTO users VALUES (1, 'ada'), (2, 'bob');");
    file("a2", TestFile.Moment.AFTER, "SELECT name = upper(name) FROM users; SELECT 'said';");
    file("a2", TestFile.Moment.UNDONE, "SELECT count(*) = 2 FROM users WHERE name ~ '^[ab]'");
    assertThat(outcomes(run(bundle))).containsExactly("a1 PASSED", "a2 PASSED");
    file("a2", TestFile.Moment.AFTER, "SELECT name = 'ADA' FROM users");
    TestResult result = run(bundle);
    assertThat(outcomes(result)).containsExactly("a1 UNCHANGED", "a2 FAILED");
    assertThat(result.revisions().get(1).problems())
        .containsExactly("a2.after: this is not true:\n  SELECT name = 'ADA' FROM users");
  }

  @Test
  void anErrorInAProjectsOwnSqlIsItsRevisionsFailure() {
    file("a1", TestFile.Moment.AFTER, "INSERT INTO nowhere VALUES (1)");
    TestResult result = run(new TestBundle().revision("a1", USERS, "DROP TABLE users"));
    assertThat(result.revisions().get(0).problems().get(0))
        .startsWith("a1.after: ERROR: relation \"nowhere\" does not exist");
  }

  @Test
  void aTestFileThatNamesNoRevisionIsRefusedWithAllTheOthers() throws IOException {
    Path tests = Files.createDirectories(directory.resolve("versions/test"));
    Files.writeString(tests.resolve("1975_names.before.sql"), "SELECT 1");
    ChangelogFiles changelog = new ChangelogFiles(directory);
    var graph = new TestBundle().revision("1975ea83b712", "SELECT 1").build().graph();
    assertThat(TestFile.read(changelog, "versions", graph))
        .containsExactly(
            new TestFile(
                "versions/test/1975_names.before.sql",
                "1975ea83b712",
                TestFile.Moment.BEFORE,
                "SELECT 1"));
    Files.writeString(tests.resolve("ffff.after.sql"), "SELECT 1");
    Files.writeString(tests.resolve("1975.later.sql"), "SELECT 1");
    assertThatThrownBy(() -> TestFile.read(changelog, "versions", graph))
        .isInstanceOfSatisfying(
            AthanorException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_CONFIGURATION))
        .hasMessage(
            "versions/test/1975.later.sql is named neither REVISION.before.sql nor .after.sql nor"
                + " .undone.sql\n"
                + "versions/test/ffff.after.sql names no revision: there is no 'ffff'");
  }

  @Test
  void branchesArriveAtTheSameSchemaInAnyOrder() {
    TestBundle bundle =
        new TestBundle()
            .revision("a1", USERS, "DROP TABLE users")
            .revision("b1", List.of("a1"), "CREATE TABLE b (x int)", "DROP TABLE b")
            .revision("c1", List.of("a1"), "CREATE TABLE c (x int)", "DROP TABLE c")
            .revision("m1", List.of("b1", "c1"), "CREATE TABLE m (x int)", "DROP TABLE m");
    TestResult result = run(bundle);
    assertThat(result.failed()).as(result.text()).isFalse();
    assertThat(result.orders())
        .extracting(TestResult.OrderTest::order)
        .containsExactly(List.of("b1", "c1"), List.of("c1", "b1"));
  }

  @Test
  void anOrderOfBranchesThatMakesAnotherSchemaIsNamed() {
    TestResult result =
        run(
            new TestBundle()
                .revision("a1", USERS, "DROP TABLE users")
                .revision(
                    "b1",
                    List.of("a1"),
                    "CREATE TABLE IF NOT EXISTS s (x int)",
                    "DROP TABLE IF EXISTS s")
                .revision("c1", List.of("a1"), "CREATE TABLE IF NOT EXISTS s (y int)", "SELECT 1"));
    assertThat(result.failed()).isTrue();
    assertThat(result.orders().get(1).problems())
        .contains(
            "beside the first order: removed column public.s.x",
            "beside the first order: added column public.s.y");
  }

  @Test
  void whatTheServerLacksIsNotRehearsedAndFails() {
    TestResult result =
        run(
            new TestBundle()
                .revision("a1", "CREATE EXTENSION nowhere_to_be_found", "SELECT 1")
                .revision("a2", USERS, "DROP TABLE users"));
    assertThat(outcomes(result)).containsExactly("a1 NOT_REHEARSED", "a2 NOT_REHEARSED");
    assertThat(result.failed()).isTrue();
    assertThat(result.text())
        .contains("NOT REHEARSED: a1, message of a1\n  not rehearsed, because");
    assertThatThrownBy(result::orThrow)
        .extracting("nextStep")
        .asString()
        .startsWith("Name a server on which it can run with ")
        .doesNotContain("Correct");
  }

  @Test
  void anUnreachableServerIsSaidToBeSo() {
    TestRevisions test =
        new TestRevisions(
            request(
                new TestBundle().revision("a1", USERS, "DROP TABLE users"),
                "jdbc:postgresql://127.0.0.1:1/postgres?user=x"));
    assertThatThrownBy(test::run)
        .isInstanceOfSatisfying(
            AthanorException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.SCRATCH_SERVER_FAILED));
  }

  @Test
  void theReportIsXmlWithACaseForEach() throws Exception {
    TestResult result =
        run(
            new TestBundle()
                .revision("a1", USERS, "DROP TABLE users")
                .revision("a2", "CREATE TABLE \"<&>\" (x int)", "SELECT 1"));
    Path report = directory.resolve("new/TEST-athanor.xml");
    JunitXml.write(result, report);
    Document document =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile());
    assertThat(document.getDocumentElement().getAttribute("tests")).isEqualTo("2");
    assertThat(document.getDocumentElement().getAttribute("failures")).isEqualTo("1");
    assertThat(document.getElementsByTagName("testcase").getLength()).isEqualTo(2);
    assertThat(document.getElementsByTagName("failure").item(0).getTextContent())
        .isEqualTo(String.join("\n", result.revisions().get(1).problems()))
        .contains("added table public.<&>");
  }

  private void file(String revision, TestFile.Moment moment, String sql) {
    String name = revision + "." + moment.name().toLowerCase(java.util.Locale.ROOT);
    files.add(new TestFile(name, revision, moment, sql));
  }

  private TestResult run(TestBundle bundle) {
    return new TestRevisions(request(bundle, TestPostgres.newDatabase())).run();
  }

  private TestRequest request(TestBundle bundle, String url) {
    return new TestRequest(
        bundle.build(),
        files,
        PlanOptions.UPGRADE,
        new ScratchSettings(
            directory, new Binaries.Installed(directory), Optional.of(url), Duration.ZERO),
        SnapshotOptions.DEFAULT,
        Optional.of(directory.resolve("cache/tested")),
        progress::add);
  }

  private static List<String> outcomes(TestResult result) {
    return result.revisions().stream().map(test -> test.revision() + " " + test.outcome()).toList();
  }
}
