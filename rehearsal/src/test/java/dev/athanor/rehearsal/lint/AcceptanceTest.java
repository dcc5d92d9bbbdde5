package dev.athanor.rehearsal.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.model.AthanorException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptanceTest {

  @Test
  void aLineBeforeTheFirstChangesetHoldsForTheFileAndOneBehindForItsChangeset() {
    String text =
        """
        --liquibase formatted sql
        -- revision: a1b2c3d4e5f6
        -- athanor: accept drop-column because nobody has read it since March

        --changeset me:one
        ALTER TABLE t DROP COLUMN a;
        --changeset me:two runInTransaction:false
        -- athanor: accept rename-table, rename-column because the service is not released
        ALTER TABLE t RENAME TO u;
        """;
    assertThat(Acceptance.in("a.sql", text))
        .containsExactly(
            new Acceptance("drop-column", Optional.empty(), "nobody has read it since March", 3),
            new Acceptance("rename-table", Optional.of("two"), "the service is not released", 8),
            new Acceptance("rename-column", Optional.of("two"), "the service is not released", 8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# athanor: accept drop-table because it was empty",
        "  <!-- athanor: accept drop-table because it was empty -->",
        "athanor: accept drop-table because it was empty",
        "--athanor:accept drop-table because it was empty\\r"
      })
  void everyFormatsCommentWillDo(String line) {
    List<Acceptance> found = Acceptance.in("a", line.replace("\\r", "\r"));
    assertThat(found).hasSize(1);
    assertThat(found.get(0).rule()).isEqualTo("drop-table");
    assertThat(found.get(0).reason()).isEqualTo("it was empty");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-- athanor: accept drop-table",
        "-- athanor: accept drop-table because",
        "-- athanor: accept drop-table because   ",
        "-- athanor: accept because it was empty",
        "-- athanor: accept"
      })
  void withoutARuleOrAReasonNothingIsAccepted(String line) {
    assertThatThrownBy(() -> Acceptance.in("v/a.sql", "\n" + line))
        .isInstanceOf(AthanorException.class)
        .hasMessageContaining("v/a.sql, line 2")
        .hasMessageContaining("without saying why");
  }

  @Test
  void anUnknownRuleIsNamedWithTheNearestAndAllAreToldAtOnce() {
    assertThatThrownBy(
            () ->
                Acceptance.in(
                    "a.sql",
                    "-- athanor: accept drop-colum because x\n-- athanor: accept nonsense because y"))
        .isInstanceOf(AthanorException.class)
        .hasMessageContaining("there is no rule 'drop-colum'; is 'drop-column' meant?")
        .hasMessageContaining("there is no rule 'nonsense'");
  }

  @Test
  void whatOnlySpeaksOfItIsNoAcceptance() {
    assertThat(
            Acceptance.in("a.sql", "-- we accept drop-table because; athanor: accepted\nSELECT 1;"))
        .isEmpty();
  }
}
