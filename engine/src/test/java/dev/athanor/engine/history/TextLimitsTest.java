package dev.athanor.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetKey;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is too long for the history is cut, but never within a character. */
class TextLimitsTest {
  private static final String SMILE = "\uD83D\uDE00";

  @Test
  void commentsAreCutAsLiquibaseDoes() {
    assertThat(insert("c".repeat(250))).contains("'" + "c".repeat(250) + "'");
    assertThat(insert("c".repeat(251))).contains("'" + "c".repeat(247) + "...'");
    assertThat(insert("c".repeat(245) + SMILE.repeat(3)))
        .contains("'" + "c".repeat(245) + SMILE + "...'");
  }

  @Test
  void commentsAreCutBeforeACharacterThatWouldBeHalved() {
    assertThat(insert("c".repeat(246) + SMILE.repeat(3))).contains("'" + "c".repeat(246) + "...'");
  }

  @Test
  void theRunsMessageIsCutBeforeACharacterThatWouldBeHalved() {
    assertThat(finish("m".repeat(4001))).contains("'" + "m".repeat(4000) + "'");
    assertThat(finish("m".repeat(3999) + SMILE)).contains("'" + "m".repeat(3999) + "'");
    assertThat(finish(null)).contains("message=NULL");
  }

  private static String finish(String message) {
    return RunLog.finish(RunStamp.of(new UUID(0, 0), 0), RunLog.Outcome.FAILED, message, 0);
  }

  private static String insert(String comments) {
    Changeset changeset =
        new Changeset(
            new ChangesetKey("test", "id", "path"),
            "9:0",
            List.of(),
            Changeset.OnValidationFail.HALT,
            true,
            false,
            false,
            true,
            "",
            "",
            Optional.empty(),
            true,
            "sql",
            comments,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            0);
    return new HistoryWriter(
            "public.databasechangelog", "public", RunStamp.of(new UUID(0, 0), 0), false)
        .insert(changeset, 1, "EXECUTED");
  }
}
