package dev.athanor.engine.command;

import dev.athanor.engine.model.RiskKind;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.Risk;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a migration warns of before it runs changesets that nothing undoes. */
final class IrreversibleWarning {
  private static final int NAMED = 10;

  private IrreversibleWarning() {}

  /** Empty when a downgrade gets through all of the plan. */
  static Optional<String> of(MigrationPlan plan) {
    List<Risk> risks =
        plan.risks().stream().filter(risk -> risk.kind() == RiskKind.IRREVERSIBLE).toList();
    if (risks.isEmpty()) {
      return Optional.empty();
    }
    String named =
        risks.stream()
            .limit(NAMED)
            .map(risk -> risk.detail() + " (revision " + risk.revision() + ")")
            .collect(Collectors.joining(", "));
    int more = risks.size() - Math.min(risks.size(), NAMED);
    return Optional.of(
        "no rollback: "
            + named
            + (more == 0 ? "" : " and " + more + " more")
            + ". A later downgrade stops before "
            + (risks.size() == 1 ? "it" : "them")
            + " until a rollback is written there (--rollback empty where nothing is to be"
            + " undone); else only a backup brings the database back.");
  }
}
