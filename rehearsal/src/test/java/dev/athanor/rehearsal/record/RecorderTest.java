package dev.athanor.rehearsal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.MigrationTerms;
import dev.athanor.engine.command.Upgrade;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Guard;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.engine.testing.TestBundle;
import dev.athanor.engine.testing.TestPostgres;
import dev.athanor.rehearsal.recording.ChangesetRecording;
import dev.athanor.rehearsal.recording.ChangesetRecording.Outcome;
import dev.athanor.rehearsal.recording.Recording;
import dev.athanor.rehearsal.recording.RecordingJson;
import dev.athanor.rehearsal.recording.StatementRecording;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RecorderTest {
  private static final String TABLES =
      """
      CREATE TABLE users (id int PRIMARY KEY, name varchar(20), age int);
      CREATE TABLE posts (id int PRIMARY KEY, author int, body text);
      CREATE INDEX posts_author ON posts (author);
      INSERT INTO users SELECT i, 'n' || i, i FROM generate_series(1, 100) i;
      INSERT INTO posts SELECT i, i, 'b' FROM generate_series(1, 50) i
      """;

  private final String database = TestPostgres.newDatabase();

  @Test
  void aStatementIsRecordedWithWhatItLocksOfExistingTables() {
    assertThat(locks(only("ALTER TABLE users ADD COLUMN email text")))
        .containsExactly("users ACCESS EXCLUSIVE");
  }

  @Test
  void aForeignKeyLocksWhatItRefersToAndOfTheNewTableNothingIsSaid() {
    assertThat(locks(only("CREATE TABLE likes (by int REFERENCES users, post int)")))
        .containsExactly("users SHARE ROW EXCLUSIVE");
  }

  @Test
  void whatATransactionHoldsAlreadyIsNotSaidAgain() {
    ChangesetRecording changeset =
        changeset(
            "ALTER TABLE users ADD COLUMN a int;;SELECT count(*) FROM users;;"
                + "CREATE INDEX ON posts (body)");
    assertThat(changeset.statements())
        .extracting(RecorderTest::locks)
        .containsExactly(
            List.of("users ACCESS EXCLUSIVE"),
            List.of("users_pkey ACCESS SHARE"),
            List.of("posts SHARE"));
  }

  @Test
  void locksBehindAFunctionAreSeen() {
    execute(
        "CREATE FUNCTION tidy() RETURNS void LANGUAGE plpgsql AS"
            + " $$ BEGIN EXECUTE 'ALTER TABLE po' || 'sts DROP COLUMN body'; END $$");
    StatementRecording statement = only("SELECT tidy()");
    assertThat(locks(statement)).containsExactly("posts ACCESS EXCLUSIVE");
    assertThat(describe(statement.changes())).containsExactly("removed column public.posts.body");
  }

  @Test
  void aTypeThatNeedsOtherFilesIsARewriteAndAWiderOneIsNone() {
    StatementRecording rewriting = only("ALTER TABLE users ALTER COLUMN id TYPE bigint");
    assertThat(rewriting.rewrites())
        .extracting(rewrite -> rewrite.relation().path())
        .containsExactlyInAnyOrder("public.users", "public.users_pkey");
    assertThat(rewriting.rewrites()).allMatch(rewrite -> rewrite.bytesAfter() > 0);
    assertThat(accesses(rewriting)).containsExactly("users: 2 scans of 200 rows");
    StatementRecording widening = only("ALTER TABLE users ALTER COLUMN name TYPE varchar(40)");
    assertThat(widening.rewrites()).isEmpty();
    assertThat(widening.accesses()).isEmpty();
  }

  @Test
  void anEmptiedTableHasAnEmptyFile() {
    StatementRecording truncated = only("TRUNCATE posts");
    assertThat(truncated.rewrites())
        .filteredOn(rewrite -> rewrite.relation().name().equals("posts"))
        .singleElement()
        .matches(rewrite -> rewrite.bytesBefore() > 0 && rewrite.bytesAfter() == 0);
  }

  @Test
  void aScanIsSeenAndWhereAProofSparesItThereIsNone() {
    assertThat(accesses(only("ALTER TABLE users ALTER COLUMN age SET NOT NULL")))
        .containsExactly("users: 1 scans of 100 rows");
    ChangesetRecording proven =
        changeset(
            "ALTER TABLE users ADD CONSTRAINT named CHECK (name IS NOT NULL)",
            "ALTER TABLE users ALTER COLUMN name SET NOT NULL");
    assertThat(proven.statements().get(0).accesses()).isEmpty();
  }

  @Test
  void rowsAreCountedWhoeverWritesThem() {
    execute(
        """
        CREATE TABLE log (what text);
        CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN INSERT INTO log VALUES ('x'); RETURN NEW; END $$;
        CREATE TRIGGER noted AFTER UPDATE ON users FOR EACH ROW EXECUTE FUNCTION note()
        """);
    StatementRecording statement =
        only("DO $$ BEGIN UPDATE users SET age = 0 WHERE id <= 7; DELETE FROM posts; END $$");
    assertThat(statement.accesses())
        .extracting(
            each ->
                each.relation().name()
                    + " "
                    + each.inserted()
                    + " "
                    + each.updated()
                    + " "
                    + each.deleted())
        .containsExactlyInAnyOrder("users 0 7 0", "log 7 0 0", "posts 0 0 50");
    assertThat(statement.walBytes()).isGreaterThan(50 * 20);
  }

  @Test
  void theCatalogsChangeIsThatOfTheStatementAndThatOfTheWhole() {
    ChangesetRecording changeset =
        changeset("ALTER TABLE users ADD COLUMN a int;;ALTER TABLE users DROP COLUMN a");
    assertThat(describe(changeset.statements().get(0).changes()))
        .containsExactly("added column public.users.a");
    assertThat(describe(changeset.statements().get(1).changes()))
        .containsExactly("removed column public.users.a");
    assertThat(changeset.changes()).isEmpty();
  }

  @Test
  void settingsOfAStatementAndMessagesOfTheServerAreKept() {
    ChangesetRecording changeset =
        changeset("SET LOCAL lock_timeout = '3s';;DROP TABLE IF EXISTS nowhere");
    assertThat(changeset.statements().get(0).settings())
        .containsExactly(new StatementRecording.Setting("lock_timeout", "3000"));
    assertThat(changeset.statements().get(1).settings()).isEmpty();
    assertThat(changeset.statements().get(1).notices())
        .containsExactly(
            new StatementRecording.Notice(
                "NOTICE",
                "00000",
                "table \"nowhere\" does not exist, skipping",
                "DropErrorMsgNonExistent"));
  }

  @Test
  void settingsOfAStatementOutsideOfATransactionAreKept() {
    StatementRecording set =
        outside(
            "DO $$ BEGIN PERFORM set_config('lock_timeout', '7s', false);"
                + " PERFORM set_config('statement_timeout', '8s', false); COMMIT; END $$");
    assertThat(set.outside()).isTrue();
    assertThat(set.settings())
        .containsExactly(
            new StatementRecording.Setting("lock_timeout", "7000"),
            new StatementRecording.Setting("statement_timeout", "8000"));
  }

  /** The made-up rows' ids are told apart from all: by whatever way they are found. */
  @Test
  void whetherEveryRowWasChangedIsKnownByWhateverWayTheyWereFound() {
    for (String scan : List.of("on", "off")) {
      String way = "SET LOCAL enable_seqscan = " + scan + ";;";
      assertThat(all(way + "UPDATE posts SET body = 'b' WHERE id > 0")).containsExactly(true);
      assertThat(all(way + "DELETE FROM posts WHERE id > 0")).containsExactly(true);
      assertThat(all(way + "UPDATE posts SET body = 'b' WHERE id IN (1, 2)"))
          .containsExactly(false);
    }
  }

  private List<Boolean> all(String sql) {
    return changeset(sql).statements().get(1).accesses().stream()
        .filter(each -> each.written() > 0)
        .map(StatementRecording.TableAccess::all)
        .toList();
  }

  @Test
  void whatRunsInNoTransactionIsSeenWhileItRuns() {
    StatementRecording created = outside("CREATE INDEX CONCURRENTLY ages ON users (age)");
    assertThat(created.outside()).isTrue();
    assertThat(locks(created)).containsExactly("users SHARE UPDATE EXCLUSIVE");
    assertThat(created.accesses())
        .singleElement()
        .matches(access -> access.relation().name().equals("users") && access.scans() >= 2);
    assertThat(describe(created.changes())).hasSize(1);
    assertThat(locks(outside("DROP INDEX CONCURRENTLY posts_author")))
        .contains("posts SHARE UPDATE EXCLUSIVE")
        .noneMatch(lock -> lock.startsWith("posts ACCESS EXCLUSIVE"));
    assertThat(locks(outside("VACUUM users"))).contains("users SHARE UPDATE EXCLUSIVE");
    StatementRecording full = outside("VACUUM FULL posts");
    assertThat(locks(full)).contains("posts ACCESS EXCLUSIVE");
    assertThat(full.rewrites()).extracting(rewrite -> rewrite.relation().name()).contains("posts");
  }

  @Test
  void aPartitionThatIsDetachedConcurrentlyIsLockedHarderThanItsTable() {
    execute(
        """
        CREATE TABLE days (day date) PARTITION BY RANGE (day);
        CREATE TABLE today PARTITION OF days FOR VALUES FROM ('2026-01-01') TO ('2026-01-02')
        """);
    assertThat(locks(outside("ALTER TABLE days DETACH PARTITION today CONCURRENTLY")))
        .contains("days SHARE UPDATE EXCLUSIVE", "today ACCESS EXCLUSIVE");
  }

  @Test
  void whatPostgresRefusesInATransactionIsRecordedAsItRan() {
    execute(
        "CREATE PROCEDURE halves() LANGUAGE plpgsql AS"
            + " $$ BEGIN UPDATE users SET age = 1; COMMIT; END $$");
    ChangesetRecording changeset =
        record(
                new TestBundle()
                    .revision("a1", "SET application_name = 'x';;CALL halves()")
                    .with(TestBundle.Edit::outsideTransaction))
            .changesets()
            .get(0);
    assertThat(changeset.outcome()).isEqualTo(Outcome.RAN);
    assertThat(changeset.statements())
        .extracting(StatementRecording::sql, StatementRecording::outside)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("SET application_name = 'x'", false),
            org.assertj.core.groups.Tuple.tuple("CALL halves()", true));
    assertThat(changeset.statements().get(1).accesses())
        .singleElement()
        .matches(access -> access.updated() == 100);
  }

  @Test
  void aFailureIsTheChangesetsOwnAndWhatComesBehindItIsNotRehearsed() {
    Recording recording =
        record(
            new TestBundle()
                .revision("a1", "ALTER TABLE users ADD COLUMN a int;;ALTER TABLE nowhere ADD b int")
                .revision("a2", "ALTER TABLE users ADD COLUMN c int"));
    ChangesetRecording failed = recording.changesets().get(0);
    assertThat(failed.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(failed.statements()).hasSize(2);
    assertThat(failed.statements().get(1).failure().sqlState()).isEqualTo("42P01");
    assertThat(recording.changesets().get(1).outcome()).isEqualTo(Outcome.NOT_REHEARSED);
    assertThat(recording.changesets().get(1).why())
        .isEqualTo("not rehearsed, because a1.sql::a1::test comes before it and did not run");
  }

  @Test
  void whatTheServerLacksIsNotRehearsedAndNeverGreen() {
    assertThat(notRehearsed("CREATE EXTENSION nowhere_to_be_found"))
        .startsWith("not rehearsed, because this server lacks what it needs: extension ");
    assertThat(notRehearsed("GRANT SELECT ON users TO nobody_here"))
        .isEqualTo(
            "not rehearsed, because this server lacks what it needs: role \"nobody_here\" does"
                + " not exist");
    assertThat(notRehearsed("CREATE TABLE t (a int) TABLESPACE fast"))
        .contains("tablespace \"fast\" does not exist");
  }

  @Test
  void whatTheRoleMayNotIsNotRehearsed() {
    TestPostgres.execute(
        database, "CREATE ROLE weak_" + name() + "; GRANT weak_" + name() + " TO postgres");
    execute(TABLES);
    execute("GRANT CREATE ON SCHEMA public TO weak_" + name());
    Recording recording =
        new Recorder(
                new DatabaseTarget(
                    DatabaseUrl.parse(database),
                    SessionSettings.DEFAULTS.withRole("weak_" + name())),
                SnapshotOptions.DEFAULT,
                RecordingListener.NONE)
            .record(request(new TestBundle().revision("a1", "ALTER SYSTEM RESET work_mem")));
    assertThat(recording.changesets().get(0).outcome()).isEqualTo(Outcome.NOT_REHEARSED);
  }

  @Test
  void aPreconditionThatDoesNotHoldSkipsHereAsItWouldThere() {
    Guard guard =
        new Guard(
            new Guard.Query("SELECT 1", "2", "tableExists"),
            Guard.Action.MARK_RAN,
            Guard.Action.HALT,
            "");
    ChangesetRecording skipped =
        record(new TestBundle().revision("a1", "DROP TABLE users").with(edit -> edit.guard(guard)))
            .changesets()
            .get(0);
    assertThat(skipped.outcome()).isEqualTo(Outcome.SKIPPED);
    assertThat(skipped.why()).contains("does not hold");
    assertThat(skipped.statements()).isEmpty();
  }

  /** To be watched changes nothing: rows, history and schema are those of a run by itself. */
  @Test
  void aWatchedRunLeavesWhatAnyRunLeaves() throws SQLException {
    TestBundle bundle =
        new TestBundle()
            .revision(
                "a1",
                "CREATE TABLE t (a int);;COPY t FROM STDIN;\n1\n2\n\\.\n;;INSERT INTO t VALUES (3)",
                "DROP TABLE t")
            .revision("a2", "SET search_path = pg_catalog;;CREATE TABLE public.u (a int)")
            .revision("a3", "CREATE TABLE v (a int)");
    execute(TABLES);
    new Recorder(target(database), SnapshotOptions.DEFAULT, RecordingListener.NONE)
        .record(request(bundle));
    String other = TestPostgres.newDatabase();
    TestPostgres.execute(other, TABLES);
    new Upgrade(
            bundle.build(),
            "head",
            PlanOptions.UPGRADE,
            target(other),
            MigrationTerms.withoutBackup("test"),
            line -> {})
        .run();
    assertThat(state(database)).isEqualTo(state(other));
  }

  @Test
  void itsListenerHearsOfTheWholeSchemas() {
    List<String> heard = new ArrayList<>();
    execute(TABLES);
    new Recorder(
            target(database),
            SnapshotOptions.DEFAULT,
            (changeset, before, after) -> heard.add(changeset.key().id() + added(before, after)))
        .record(
            request(
                new TestBundle()
                    .revision("a1", "CREATE TABLE a (x int)")
                    .revision("a2", "CREATE TABLE b (x int)")));
    assertThat(heard).containsExactly("a1 1", "a2 1");
  }

  private static String added(SchemaSnapshot before, SchemaSnapshot after) {
    return " "
        + (after.all(dev.athanor.schema.model.Table.class).size()
            - before.all(dev.athanor.schema.model.Table.class).size());
  }

  @Test
  void aRecordingIsFoundByTheVeryStepAndByNoOther() {
    TestBundle bundle = new TestBundle().revision("a1", "CREATE TABLE a (x int)", "DROP TABLE a");
    PlanStep step = step(bundle, "CREATE TABLE a (x int)");
    Recording recording = record(bundle);
    assertThat(recording.of(step)).contains(recording.changesets().get(0));
    assertThat(recording.of(step(bundle, "CREATE TABLE a (y int)"))).isEmpty();
    assertThat(RecordingJson.read(RecordingJson.write(recording))).isEqualTo(recording);
  }

  @Test
  void anUnreachableServerIsSaidToBeSo() {
    Recorder recorder =
        new Recorder(
            target("jdbc:postgresql://127.0.0.1:1/none?user=x"),
            SnapshotOptions.DEFAULT,
            RecordingListener.NONE);
    PlanRequest request = request(new TestBundle().revision("a1", "SELECT 1"));
    assertThatThrownBy(() -> recorder.record(request))
        .isInstanceOfSatisfying(
            AthanorException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.CONNECTION_FAILED));
  }

  private static PlanStep step(TestBundle bundle, String sql) {
    return new PlanStep(
        "a1",
        bundle.build().revisions().get(0).changesets().get(0),
        PlanStep.Action.APPLY,
        List.of(sql),
        List.of());
  }

  private String notRehearsed(String sql) {
    ChangesetRecording changeset = changeset(sql);
    assertThat(changeset.outcome()).isEqualTo(Outcome.NOT_REHEARSED);
    assertThat(changeset.ran()).isFalse();
    return changeset.why();
  }

  private String name() {
    return database.replaceFirst(".*/", "").replaceFirst("\\?.*", "");
  }

  private StatementRecording only(String sql) {
    List<StatementRecording> statements = changeset(sql).statements();
    assertThat(statements).hasSize(1);
    assertThat(statements.get(0).failure()).isNull();
    return statements.get(0);
  }

  @Test
  void whatMayFailAndFailsSaysWhy() {
    ChangesetRecording changeset =
        record(
                new TestBundle()
                    .revision("a1", "ALTER TABLE nowhere ADD x int")
                    .with(TestBundle.Edit::mayFail))
            .changesets()
            .get(0);
    assertThat(changeset.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(changeset.why())
        .startsWith("relation \"nowhere\" does not exist")
        .endsWith("failOnError is false: the run went on");
  }

  private StatementRecording outside(String sql) {
    ChangesetRecording changeset =
        record(new TestBundle().revision("a1", sql).with(TestBundle.Edit::outsideTransaction))
            .changesets()
            .get(0);
    assertThat(changeset.outcome()).as(changeset.why()).isEqualTo(Outcome.RAN);
    return changeset.statements().get(0);
  }

  /** What the last of these does, each a revision of its own. */
  private ChangesetRecording changeset(String... sql) {
    TestBundle bundle = new TestBundle();
    for (int i = 0; i < sql.length; i++) {
      bundle.revision("a" + i, sql[i]);
    }
    return record(bundle).changesets().get(sql.length - 1);
  }

  /** In a database with a few tables and rows, and what the test has put there. */
  private Recording record(TestBundle bundle) {
    String copy = copy();
    return new Recorder(target(copy), SnapshotOptions.DEFAULT, RecordingListener.NONE)
        .record(request(bundle));
  }

  private boolean filled;

  private String copy() {
    if (!filled) {
      execute(TABLES);
    }
    return TestPostgres.newDatabase("TEMPLATE " + name());
  }

  private void execute(String sql) {
    if (!filled) {
      filled = true;
      TestPostgres.execute(database, TABLES);
    }
    if (!sql.equals(TABLES)) {
      TestPostgres.execute(database, sql);
    }
  }

  private static DatabaseTarget target(String url) {
    return DatabaseTarget.of(DatabaseUrl.parse(url));
  }

  private static PlanRequest request(TestBundle bundle) {
    return new PlanRequest(bundle.build(), "head", PlanOptions.UPGRADE.withAllowSuperuser(true));
  }

  private static List<String> locks(StatementRecording statement) {
    return statement.locks().stream()
        .map(lock -> lock.relation().name() + " " + lock.mode().sql())
        .filter(lock -> !lock.startsWith("pg_toast"))
        .toList();
  }

  private static List<String> accesses(StatementRecording statement) {
    return statement.accesses().stream()
        .map(
            access ->
                "%s: %d scans of %d rows"
                    .formatted(access.relation().name(), access.scans(), access.rowsScanned()))
        .toList();
  }

  private static List<String> describe(List<Difference> changes) {
    return changes.stream().map(Difference::describe).toList();
  }

  /** All that a run leaves, but for times and ids of its own. */
  private static List<String> state(String url) throws SQLException {
    List<String> state = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url)) {
      state.add(SchemaSnapshot.read(connection, SnapshotOptions.DEFAULT).objects().toString());
      for (String query :
          List.of(
              "SELECT id, author, filename, md5sum, orderexecuted, exectype FROM"
                  + " databasechangelog ORDER BY orderexecuted",
              "SELECT * FROM t ORDER BY 1")) {
        try (Statement statement = connection.createStatement();
            ResultSet rows = statement.executeQuery(query)) {
          while (rows.next()) {
            StringBuilder row = new StringBuilder();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
              row.append(rows.getString(i)).append('|');
            }
            state.add(row.toString());
          }
        }
      }
    }
    return state;
  }
}
