package dev.athanor.pages.review;

import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanStep;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What a review says of a plan, in either format. */
final class PlanSummary {
  private PlanSummary() {}

  /** {@code Upgrade}, {@code Downgrade} or {@code Nothing to do}. */
  static String title(MigrationPlan plan) {
    return switch (plan.isEmpty() ? MigrationPlan.Direction.NONE : plan.direction()) {
      case NONE -> "Nothing to do";
      case UP -> "Upgrade";
      case DOWN -> "Downgrade";
    };
  }

  static List<String> orBase(List<String> revisions) {
    return revisions.isEmpty() ? List.of("base") : revisions;
  }

  static String count(int count, String word) {
    return count + " " + word + (count == 1 ? "" : "s");
  }

  static int statements(MigrationPlan plan) {
    return plan.steps().stream().mapToInt(step -> step.sql().size()).sum();
  }

  /** What is unusual about how it runs. */
  static List<String> terms(PlanStep step) {
    List<String> terms = new ArrayList<>();
    if (!step.changeset().transactional()) {
      terms.add("outside a transaction");
    }
    if (step.isLive()) {
      terms.add("live: Liquibase runs it, and nobody can read before what it does");
    }
    if (step.mayFail()) {
      terms.add("a failure is reported and does not stop the run");
    }
    return terms;
  }

  /** Steps of which something is to be undone afterwards, the last first. */
  static List<PlanStep> wayBack(MigrationPlan plan) {
    List<PlanStep> back = new ArrayList<>(plan.steps());
    back.removeIf(step -> step.action() == PlanStep.Action.UNDO || step.undo().isEmpty());
    Collections.reverse(back);
    return back;
  }
}
