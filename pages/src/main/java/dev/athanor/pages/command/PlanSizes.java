package dev.athanor.pages.command;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.StepFindings;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.pages.review.SchemaChange;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * How large the tables are that a plan is about, in the database that it was made for.
 *
 * @param bundle has what lint found, and of which tables
 * @param sizes of tables, named as {@code schema.table}, as people read it; of those that are there
 */
public record PlanSizes(Bundle bundle, Function<Set<String>, Map<String, String>> sizes) {
  public PlanSizes {
    Objects.requireNonNull(bundle, "bundle");
    Objects.requireNonNull(sizes, "sizes");
  }

  /** Asks nobody where there is nothing to ask for. */
  Map<String, String> of(MigrationPlan plan, Optional<SchemaChange> change) {
    Set<String> tables = new TreeSet<>();
    Map<String, StepFindings> findings = bundle.findings();
    for (PlanStep step : plan.steps()) {
      StepFindings of = findings.get(StepFindings.key(step.digest()));
      if (of != null) {
        of.findings().forEach(found -> tables.add(found.table()));
      }
    }
    change.ifPresent(each -> tables.addAll(each.existingTables()));
    tables.remove("");
    return tables.isEmpty() ? Map.of() : sizes.apply(tables);
  }
}
