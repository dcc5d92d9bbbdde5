package dev.athanor.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.testing.TestBundle;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The one query that says there is nothing to do, and all that it must not overlook. */
class AtHeadTest {
  private static final Bundle BUNDLE =
      new TestBundle()
          .revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a")
          .revision("r2", "CREATE TABLE b (id int)", "DROP TABLE b")
          .and("größer", "SELECT 1", "SELECT 1")
          .build();

  private final Target target = Target.fresh();

  private Optional<String> find(Bundle bundle, String to, PlanOptions options) {
    try (Database database = target.open()) {
      return AtHead.find(new PlanRequest(bundle, to, options), database);
    }
  }

  private Optional<String> find() {
    return find(BUNDLE, "head", PlanOptions.UPGRADE);
  }

  @Test
  void aDatabaseAtTheHeadIsRecognized() {
    target.upgrade(BUNDLE);

    assertThat(find()).contains("r2");
    assertThat(find(BUNDLE, "heads", PlanOptions.UPGRADE)).contains("r2");
  }

  @Test
  void aDatabaseThatNobodyMigratedIsNot() {
    assertThat(find()).isEmpty();
  }

  @Test
  void oneOnTheWayIsNot() {
    target.upgrade(BUNDLE, "r1");
    assertThat(find()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE databasechangelog SET md5sum = '9:edited' WHERE id = 'r1'",
        "UPDATE databasechangelog SET md5sum = NULL WHERE id = 'r1'",
        "UPDATE databasechangelog SET author = 'another' WHERE id = 'r1'",
        "DELETE FROM databasechangelog WHERE id = 'r2'",
        "INSERT INTO databasechangelog SELECT * FROM databasechangelog WHERE id = 'r2'",
        "UPDATE databasechangelog SET id = 'r0' WHERE id = 'r1'",
        "INSERT INTO athanor.unfinished (history, path, id, author, undo, next, before, run)"
            + " VALUES ('public', 'r2.sql', 'r2', 'test', false, 0, '{}', gen_random_uuid())",
      })
  void oneWhoseHistoryDiffersInAnythingIsNot(String change) {
    target.upgrade(BUNDLE);
    target.execute(change);
    assertThat(find()).isEmpty();
  }

  @Test
  void whatHasToRunAlwaysOrHasTwoHeadsTakesAPlan() {
    Bundle always =
        new TestBundle().revision("r1", "SELECT 1").with(edit -> edit.runAlways()).build();
    Bundle twoHeads =
        new TestBundle()
            .revision("r1", "SELECT 1")
            .revision("r2", List.of("r1"), "SELECT 1")
            .revision("r3", List.of("r1"), "SELECT 1")
            .build();

    assertThat(always.headState()).isEmpty();
    assertThat(twoHeads.headState()).isEmpty();
  }

  @Test
  void otherTargetsAndOtherWaysTakeAPlan() {
    target.upgrade(BUNDLE);
    assertThat(find(BUNDLE, "r2", PlanOptions.UPGRADE)).isEmpty();
    assertThat(find(BUNDLE, "head", PlanOptions.DOWNGRADE)).isEmpty();
  }
}
