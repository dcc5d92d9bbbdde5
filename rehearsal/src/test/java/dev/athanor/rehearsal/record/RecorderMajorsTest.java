package dev.athanor.rehearsal.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.testing.PostgresMajors;
import dev.athanor.engine.testing.TestBundle;
import dev.athanor.engine.testing.TestPostgres;
import dev.athanor.rehearsal.recording.Recording;
import dev.athanor.rehearsal.recording.StatementRecording;
import dev.athanor.schema.snapshot.SnapshotOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same facts on the oldest server and on the newest. */
@Timeout(180)
class RecorderMajorsTest {

  static SortedSet<Integer> majors() {
    return PostgresMajors.available();
  }

  @ParameterizedTest
  @MethodSource("majors")
  void aStatementsFactsAreSeenOnEachMajor(int major) throws IOException {
    try (EmbeddedPostgres server = PostgresMajors.start(major)) {
      String url = PostgresMajors.url(server, "postgres");
      TestPostgres.execute(
          url,
          "CREATE TABLE users (id int PRIMARY KEY, age int);"
              + "INSERT INTO users SELECT i, i FROM generate_series(1, 100) i");
      Recording recording =
          new Recorder(
                  DatabaseTarget.of(DatabaseUrl.parse(url)),
                  SnapshotOptions.DEFAULT,
                  RecordingListener.NONE)
              .record(
                  new PlanRequest(
                      new TestBundle()
                          .revision(
                              "a1",
                              "ALTER TABLE users ALTER COLUMN age TYPE bigint;;"
                                  + "UPDATE users SET age = 1 WHERE id <= 7")
                          .revision("a2", "CREATE INDEX CONCURRENTLY ages ON users (age)")
                          .with(TestBundle.Edit::outsideTransaction)
                          .build(),
                      "head",
                      PlanOptions.UPGRADE.withAllowSuperuser(true)));

      assertThat(recording.server().major()).isEqualTo(major);
      StatementRecording retyped = recording.changesets().get(0).statements().get(0);
      assertThat(locks(retyped)).contains("users ACCESS EXCLUSIVE");
      assertThat(retyped.rewrites())
          .extracting(rewrite -> rewrite.relation().name())
          .contains("users");
      assertThat(retyped.changes()).hasSize(1);
      StatementRecording updated = recording.changesets().get(0).statements().get(1);
      assertThat(updated.accesses())
          .singleElement()
          .matches(access -> access.updated() == 7 && access.inserted() == 0);
      StatementRecording built = recording.changesets().get(1).statements().get(0);
      assertThat(built.outside()).isTrue();
      assertThat(locks(built)).containsExactly("users SHARE UPDATE EXCLUSIVE");
      assertThat(built.accesses())
          .singleElement()
          .matches(access -> access.scans() == 2 && access.updated() == 0);
    }
  }

  private static List<String> locks(StatementRecording statement) {
    return statement.locks().stream()
        .map(lock -> lock.relation().name() + " " + lock.mode().sql())
        .filter(lock -> !lock.startsWith("pg_toast"))
        .toList();
  }
}
