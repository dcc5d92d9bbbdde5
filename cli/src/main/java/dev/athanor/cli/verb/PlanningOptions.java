package dev.athanor.cli.verb;

import dev.athanor.engine.plan.PlanOptions;
import java.util.List;
import picocli.CommandLine.Option;

/** Which changesets count, and what of the history is trusted. */
final class PlanningOptions {
  @Option(
      names = "--contexts",
      paramLabel = "A,B",
      split = ",",
      description = "Liquibase contexts that are active.")
  List<String> contexts = List.of();

  @Option(
      names = "--labels",
      paramLabel = "EXPR",
      defaultValue = "",
      description = "Liquibase label expression.")
  String labels;

  @Option(
      names = "--allow-superuser",
      description = "Let a superuser run undo SQL that only the database vouches for.")
  boolean allowSuperuser;

  @Option(
      names = "--allow-foreign-history",
      description = "Trust a history that another role owns.")
  boolean allowForeignHistory;

  @Option(
      names = "--allow-unknown-history",
      description = "Leave rows alone that the bundle does not know.")
  boolean allowUnknownHistory;

  PlanOptions on(PlanOptions base) {
    return base.withContexts(contexts)
        .withLabels(labels)
        .withAllowSuperuser(allowSuperuser)
        .withAllowForeignHistory(allowForeignHistory)
        .withAllowUnknownHistory(allowUnknownHistory);
  }
}
