package dev.athanor.rehearsal.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.testing.TestBundle;
import dev.athanor.engine.testing.TestPostgres;
import dev.athanor.rehearsal.record.Recorder;
import dev.athanor.rehearsal.record.RecordingListener;
import dev.athanor.rehearsal.recording.ChangesetRecording;
import dev.athanor.rehearsal.recording.Recording;
import dev.athanor.rehearsal.recording.StatementRecording;
import dev.athanor.rehearsal.recording.StatementRecording.Notice;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server says what it says in its {@code lc_messages}, and does the same. */
class OtherLanguageTest {
  @Test
  void whatCascadesIsSeenInEveryLanguage() throws Exception {
    Bundle bundle =
        new TestBundle()
            .revision("a1", "TRUNCATE parents CASCADE", "SELECT 1")
            .revision("b2", "DROP TABLE parents CASCADE", "SELECT 1")
            .build();
    String url = TestPostgres.newDatabase();
    TestPostgres.execute(
        url,
        "CREATE TABLE parents (id int PRIMARY KEY); CREATE TABLE children (p int REFERENCES"
            + " parents)");
    SchemaSnapshot start;
    try (var connection = DriverManager.getConnection(url)) {
      start = SchemaSnapshot.read(connection, SnapshotOptions.DEFAULT);
    }
    Recording english =
        new Recorder(
                DatabaseTarget.of(DatabaseUrl.parse(url)),
                SnapshotOptions.DEFAULT,
                RecordingListener.NONE)
            .record(new PlanRequest(bundle, "heads", PlanOptions.UPGRADE));
    LintReport report =
        new Linter(LintOptions.DEFAULTS, path -> "")
            .judge(bundle.revisions(), Trial.of(start.objects(), german(english)));
    assertThat(report.findings())
        .extracting(Finding::rule)
        .contains("truncate-cascades", "drop-cascades");
    assertThat(report.findings())
        .filteredOn(each -> each.rule().equals("truncate-cascades"))
        .extracting(Finding::subject)
        .containsExactly("children");
  }

  /**
   * The newest server at hand has reserved them all; what an older one has not is still to avoid.
   */
  @Test
  void whatIsReservedIsWhatTheServerSays() throws Exception {
    try (var connection = DriverManager.getConnection(TestPostgres.newDatabase());
        var statement = connection.createStatement();
        var row =
            statement.executeQuery("SELECT word FROM pg_get_keywords() WHERE catcode = 'R'")) {
      java.util.Set<String> words = new java.util.TreeSet<>();
      while (row.next()) {
        words.add(row.getString(1));
      }
      assertThat(ShapeRules.RESERVED).isEqualTo(words);
    }
  }

  private static Recording german(Recording recording) {
    return new Recording(
        recording.server(),
        recording.changesets().stream()
            .map(
                each ->
                    new ChangesetRecording(
                        each.key(),
                        each.revision(),
                        each.action(),
                        each.digest(),
                        each.outcome(),
                        each.why(),
                        each.statements().stream().map(OtherLanguageTest::german).toList(),
                        each.changes()))
            .toList());
  }

  private static StatementRecording german(StatementRecording s) {
    List<Notice> notices =
        s.notices().stream()
            .map(
                n ->
                    new Notice(
                        "HINWEIS",
                        n.sqlState(),
                        "L\u00f6schvorgang l\u00f6scht ebenfalls \u201echildren\u201c",
                        n.routine()))
            .toList();
    return new StatementRecording(
        s.sql(),
        s.outside(),
        s.micros(),
        s.locks(),
        s.rewrites(),
        s.accesses(),
        s.walBytes(),
        s.changes(),
        s.catalogs(),
        s.settings(),
        notices,
        s.failure());
  }
}
