package dev.athanor.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.model.RiskKind;
import dev.athanor.engine.model.StepFindings.Level;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.Risk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IrreversibleWarningTest {

  @Test
  void saysNothingWhereAllCanBeUndone() {
    assertThat(
            IrreversibleWarning.of(
                plan(risk(RiskKind.DATA_LOSS, "1975ea83b712", "DROP TABLE users"))))
        .isEmpty();
  }

  @Test
  void namesTheChangesetAndWhatItMeansForADowngrade() {
    assertThat(IrreversibleWarning.of(plan(irreversible("1975ea83b712"))))
        .hasValueSatisfying(
            warning ->
                assertThat(warning)
                    .startsWith(
                        "no rollback: v/1975ea83b712.sql::1::ada (revision"
                            + " 1975ea83b712). A later downgrade stops before it until a rollback")
                    .contains("--rollback empty", "only a backup"));
  }

  @Test
  void namesTenOfThemAndCountsTheRest() {
    List<Risk> risks = new ArrayList<>();
    for (int i = 10; i < 23; i++) {
      risks.add(irreversible("r" + i));
    }

    assertThat(IrreversibleWarning.of(plan(risks.toArray(Risk[]::new))))
        .hasValueSatisfying(
            warning ->
                assertThat(warning)
                    .contains("(revision r19) and 3 more. A later downgrade stops before them")
                    .doesNotContain("r20"));
  }

  private static Risk irreversible(String revision) {
    return risk(RiskKind.IRREVERSIBLE, revision, "v/" + revision + ".sql::1::ada");
  }

  private static Risk risk(RiskKind kind, String revision, String detail) {
    return new Risk(kind, "rule", Level.ERROR, revision, detail, "plan", Optional.empty());
  }

  private static MigrationPlan plan(Risk... risks) {
    return new MigrationPlan(
        MigrationPlan.Direction.UP,
        "sha256:bundle",
        "sha256:history",
        List.of(),
        List.of("head"),
        List.of(),
        List.of(),
        List.of(risks),
        "sha256:plan");
  }
}
