package dev.athanor.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.testing.TestBundle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of a history, and that its fingerprint covers all of it. */
class HistoryReadTest {
  private static final String PENDING =
      "INSERT INTO athanor.unfinished (history, path, id, author, undo, next, before, run)"
          + " SELECT 'public', 'r9.sql', 'r9', 'test', %s, %s, '{}', id FROM athanor.run LIMIT 1";

  private final Target target = Target.fresh();
  private final Bundle bundle =
      new TestBundle().revision("r1", "SELECT 1").revision("r2", "SELECT 2").build();

  @BeforeEach
  void upgrade() {
    target.upgrade(bundle);
  }

  private History read() {
    try (Database session = target.open()) {
      return History.read(session);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE databasechangelog SET id = 'r3' WHERE id = 'r2'",
        "UPDATE databasechangelog SET author = 'other' WHERE id = 'r2'",
        "UPDATE databasechangelog SET filename = 'other.sql' WHERE id = 'r2'",
        "UPDATE databasechangelog SET md5sum = '9:00000000000000000000000000000000' WHERE id = 'r2'",
        "UPDATE databasechangelog SET md5sum = NULL WHERE id = 'r2'",
        "UPDATE databasechangelog SET exectype = 'MARK_RAN' WHERE id = 'r2'",
        "UPDATE databasechangelog SET orderexecuted = 7 WHERE id = 'r2'",
        "UPDATE databasechangelog SET dateexecuted = dateexecuted + interval '1 microsecond'"
            + " WHERE id = 'r2'",
        "DELETE FROM databasechangelog WHERE id = 'r2'"
      })
  void whateverARowSaysIsInTheFingerprint(String change) {
    String before = read().fingerprint();
    assertThat(read().fingerprint()).isEqualTo(before);

    target.execute(change);

    assertThat(read().fingerprint()).isNotEqualTo(before);
  }

  @Test
  void soIsWhatWasCutOff() {
    String nothing = read().fingerprint();
    target.execute(PENDING.formatted("false", "0"));
    String up = read().fingerprint();
    target.execute("UPDATE athanor.unfinished SET undo = true");
    String down = read().fingerprint();
    target.execute("UPDATE athanor.unfinished SET next = 1");

    assertThat(new String[] {nothing, up, down, read().fingerprint()}).doesNotHaveDuplicates();
    Unfinished pending = read().unfinished(new ChangesetKey("test", "r9", "r9.sql")).orElseThrow();
    assertThat(pending.undo()).isTrue();
    assertThat(pending.next()).isEqualTo(1);
    assertThat(read().unfinished()).containsExactly(pending);
    assertThat(read().unfinished(new ChangesetKey("test", "r1", "r1.sql"))).isEmpty();
  }

  @Test
  void orderMarksBundlesAndTheReaderAreTold() {
    assertThat(read().lastOrder()).isEqualTo(2);
    ChangesetKey second = new ChangesetKey("test", "r2", "r2.sql");
    assertThat(read().row(second).orElseThrow().markedRan()).isFalse();
    target.execute(
        "UPDATE databasechangelog SET exectype = 'MARK_RAN', orderexecuted = 41 WHERE id = 'r2'");
    assertThat(read().lastOrder()).isEqualTo(41);
    assertThat(read().row(second).orElseThrow().markedRan()).isTrue();
    try (Database session = target.open()) {
      StoredHistory stored = History.read(session).stored();
      assertThat(stored.knowsBundle(bundle.digest())).isTrue();
      assertThat(stored.knowsBundle("sha256:" + "0".repeat(64))).isFalse();
      assertThat(stored.readBySuperuser()).isTrue();
    }
    target.execute(
        "DO $$ BEGIN CREATE ROLE plain_reader LOGIN; EXCEPTION WHEN duplicate_object THEN"
            + " NULL; END $$; GRANT USAGE ON SCHEMA athanor TO plain_reader; GRANT SELECT ON ALL"
            + " TABLES IN SCHEMA athanor, public TO plain_reader");
    try (Database session =
        Database.open(target.url.withCredentials("plain_reader", null), target.settings)) {
      assertThat(History.read(session).stored().readBySuperuser()).isFalse();
    }
  }

  @Test
  void anEmptyDatabaseHasAnEmptyHistory() {
    Target empty = Target.fresh();
    try (Database session = empty.open()) {
      History history = History.read(session);
      assertThat(history.lastOrder()).isZero();
      assertThat(history.unfinished()).isEmpty();
      assertThat(history.rows()).isEmpty();
    }
  }
}
