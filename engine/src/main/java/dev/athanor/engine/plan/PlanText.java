package dev.athanor.engine.plan;

import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.Count;
import dev.athanor.engine.model.Guard;
import dev.athanor.engine.sql.SqlElements;
import java.util.List;

/** A plan as reviewers read it: what, in which order, at which risk, and the SQL itself. */
public final class PlanText {
  private static final int SHORT_HASH = 12;

  private final StringBuilder text = new StringBuilder();

  private PlanText() {}

  /** The whole plan; of a step's SQL, as much as anybody reads. */
  public static String render(MigrationPlan plan) {
    PlanText writer = new PlanText();
    writer.head(plan);
    writer.risks(plan.risks());
    writer.guards(guards(plan));
    int number = 0;
    for (PlanStep step : plan.steps()) {
      writer.step(++number, step);
    }
    return writer.text.toString();
  }

  /** One line: direction, revisions, number of changesets, the start of the hash. */
  public static String summary(MigrationPlan plan) {
    if (plan.isEmpty()) {
      return "Nothing to do: at " + revisions(plan.from());
    }
    int steps = PlanStep.changesets(plan.steps());
    return (plan.direction() == MigrationPlan.Direction.UP ? "Upgrade " : "Downgrade ")
        + revisions(plan.from())
        + " -> "
        + revisions(plan.to())
        + ", "
        + steps
        + (steps == 1 ? " changeset" : " changesets")
        + ", plan "
        + shortHash(plan.hash());
  }

  private void head(MigrationPlan plan) {
    text.append(summary(plan)).append('\n');
    text.append("plan    ").append(plan.hash()).append('\n');
    text.append("bundle  ").append(plan.bundleDigest()).append('\n');
  }

  private void risks(List<Risk> risks) {
    if (risks.isEmpty()) {
      return;
    }
    text.append("\nRisks:\n");
    for (Risk risk : risks) {
      text.append("  ")
          .append(risk.kind())
          .append("  ")
          .append(risk.revision())
          .append("  ")
          .append(risk.detail())
          .append("  (")
          .append(risk.note())
          .append(")\n");
    }
  }

  private void guards(List<String> guards) {
    if (!guards.isEmpty()) {
      text.append("\nAsked before anything runs:\n");
      guards.forEach(guard -> text.append("  ").append(guard).append('\n'));
    }
  }

  /** What whole files require, a line each. */
  public static List<String> guards(MigrationPlan plan) {
    return plan.guards().stream().map(each -> each.file() + ": " + describe(each.guard())).toList();
  }

  private void step(int number, PlanStep step) {
    Changeset changeset = step.changeset();
    text.append("\n-- ")
        .append(number)
        .append(". ")
        .append(verb(step.action()))
        .append(' ')
        .append(step.revision())
        .append("  ")
        .append(changeset.key())
        .append('\n');
    if (!step.covers().isEmpty()) {
      text.append("-- in place of ")
          .append(Count.of(step.covers().size(), "changeset"))
          .append(", up to ")
          .append(step.covers().get(step.covers().size() - 1).changeset().key())
          .append('\n');
    }
    changeset.guard().ifPresent(this::guard);
    if (!changeset.transactional()) {
      text.append("-- outside a transaction\n");
    }
    if (step.isLive()) {
      text.append("-- live: ")
          .append(changeset.live().get().reason())
          .append("; Liquibase runs it, and nobody can read before what it does\n");
    }
    if (step.mayFail()) {
      text.append("-- a failure is reported and does not stop the run\n");
    }
    for (String sql : Abridged.of(step.sql())) {
      text.append(SqlElements.ended(sql)).append('\n');
    }
  }

  private void guard(Guard guard) {
    text.append("-- ").append(describe(guard)).append('\n');
  }

  /** What a changeset requires, and what becomes of it where that does not hold. */
  public static String describe(Guard guard) {
    return "only if " + describe(guard.condition()) + "; else " + guard.onFail();
  }

  private static String describe(Guard.Condition condition) {
    if (condition instanceof Guard.Query query) {
      return query.description();
    } else if (condition instanceof Guard.Constant constant) {
      return constant.description();
    } else if (condition instanceof Guard.And and) {
      return join(and.parts(), " and ");
    } else if (condition instanceof Guard.Or or) {
      return join(or.parts(), " or ");
    }
    return "none of (" + join(((Guard.Not) condition).parts(), ", ") + ")";
  }

  private static String join(List<Guard.Condition> parts, String word) {
    return parts.stream()
        .map(PlanText::describe)
        .collect(java.util.stream.Collectors.joining(word, "(", ")"));
  }

  /** What happens to a step's changeset: {@code apply}, {@code undo}, … */
  public static String verb(PlanStep.Action action) {
    return switch (action) {
      case APPLY -> "apply";
      case REAPPLY -> "apply again";
      case UNDO -> "undo";
      case BASELINE -> "take the baseline of";
    };
  }

  /** Revisions by name, or base. */
  static String revisions(List<String> revisions) {
    return revisions.isEmpty() ? "base" : String.join(", ", revisions);
  }

  private static String shortHash(String hash) {
    int colon = hash.indexOf(':') + 1;
    return hash.substring(colon, Math.min(hash.length(), colon + SHORT_HASH));
  }
}
