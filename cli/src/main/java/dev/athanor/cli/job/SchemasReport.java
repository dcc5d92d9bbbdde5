package dev.athanor.cli.job;

import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.v1alpha1.SchemaStatus;
import dev.athanor.crds.v1alpha1.SchemasStatus;
import dev.athanor.engine.command.TenantsPlan;
import dev.athanor.engine.database.ServerFacts;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanStep;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where several schemas are, so that a thousand of them fit into one report: counts, and by name
 * only the first of those that are not where they shall be, those that failed before the others.
 *
 * @param failures why schemas failed, by their names
 */
record SchemasReport(TenantsPlan plan, Map<String, AthanorException> failures) {
  private static final int NAMED = 20;

  void to(ReportBuilder report, ServerFacts facts) {
    report.history(new JobReport.History(places(), null, facts.version(), schemas()));
    report.plan(brief());
  }

  /** The revisions, each with how many schemas are there, the most common first. */
  private List<String> places() {
    Map<String, Long> counts =
        plan.tenants().stream()
            .collect(
                Collectors.groupingBy(
                    each -> place(each.current()), LinkedHashMap::new, Collectors.counting()));
    if (counts.size() == 1) {
      return counts.keySet().stream().filter(place -> !place.equals("base")).toList();
    }
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .map(each -> each.getKey() + " in " + each.getValue())
        .toList();
  }

  private SchemasStatus schemas() {
    List<TenantsPlan.Tenant> pending = plan.pending();
    List<SchemaStatus> differing =
        pending.stream()
            .sorted(Comparator.comparing(each -> !failures.containsKey(each.schema())))
            .limit(NAMED)
            .map(this::schema)
            .toList();
    return new SchemasStatus(
        plan.tenants().size(),
        plan.tenants().size() - pending.size(),
        failures.size(),
        differing,
        pending.size() - differing.size());
  }

  private SchemaStatus schema(TenantsPlan.Tenant tenant) {
    AthanorException failure = failures.get(tenant.schema());
    return new SchemaStatus(
        tenant.schema(),
        place(tenant.current()),
        PlanStep.changesets(tenant.plan().orElseThrow().steps()),
        failure == null ? null : failure.reason().code(),
        failure == null ? null : failure.getMessage());
  }

  private JobReport.Plan brief() {
    List<MigrationPlan> plans = plans().toList();
    return new JobReport.Plan(
        direction(plans),
        plan.tenants().get(0).to(),
        plans.stream().mapToInt(each -> PlanStep.changesets(each.steps())).sum(),
        plans.stream().mapToInt(each -> ReportBuilder.repeating(each.steps())).sum(),
        plan.hash(),
        plans.stream()
            .flatMap(ReportBuilder::risks)
            .distinct()
            .limit(ReportBuilder.MAX_RISKS)
            .toList());
  }

  /** Where some go up and others down, it is the way that loses more. */
  private static String direction(List<MigrationPlan> plans) {
    return ReportBuilder.direction(
        plans.stream()
            .map(MigrationPlan::direction)
            .max(Comparator.naturalOrder())
            .orElse(MigrationPlan.Direction.NONE));
  }

  private Stream<MigrationPlan> plans() {
    return plan.pending().stream().map(each -> each.plan().orElseThrow());
  }

  private static String place(List<String> current) {
    return current.isEmpty() ? "base" : String.join(", ", current);
  }
}
