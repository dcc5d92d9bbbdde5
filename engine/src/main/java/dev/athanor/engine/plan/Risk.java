package dev.athanor.engine.plan;

import dev.athanor.engine.model.RiskKind;
import dev.athanor.engine.model.StepFindings;
import dev.athanor.engine.model.StepFindings.Level;
import java.util.Objects;
import java.util.Optional;

/**
 * Something a reviewer should know before a plan runs.
 *
 * @param kind what is at risk
 * @param rule the id of lint's rule; {@value #OUTSIDE} for what is no rule's
 * @param level how grave it is
 * @param revision where it stands
 * @param detail the statement or object at fault and what was seen of it, in a line
 * @param basis where it is known from: {@code PostgreSQL 17} where it was recorded on one, {@value
 *     #NOT_RECORDED} where the SQL reads like it, {@value #PLAN} where the plan itself says so
 * @param accepted why it may be, where the project has said so
 */
public record Risk(
    RiskKind kind,
    String rule,
    Level level,
    String revision,
    String detail,
    String basis,
    Optional<String> accepted) {
  static final String NOT_RECORDED = "not recorded";
  static final String PLAN = "plan";
  static final String IRREVERSIBLE = "irreversible";
  static final String LIVE = "live";
  static final String OUTSIDE = "outside-transaction";

  public Risk {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(revision, "revision");
    Objects.requireNonNull(detail, "detail");
    Objects.requireNonNull(basis, "basis");
    Objects.requireNonNull(accepted, "accepted");
  }

  static Risk read(TextRule rule, String revision, String statement) {
    return new Risk(
        rule.kind(), rule.id(), rule.level(), revision, statement, NOT_RECORDED, Optional.empty());
  }

  static Risk recorded(StepFindings step, StepFindings.Found found, String revision) {
    return new Risk(
        found.kind(),
        found.rule(),
        found.level(),
        revision,
        found.subject().isEmpty() ? found.fact() : found.subject() + ": " + found.fact(),
        "PostgreSQL " + step.postgresql(),
        found.accepted());
  }

  /** What the plan itself says of a step. */
  static Risk planned(
      RiskKind kind, String rule, String revision, String detail, Optional<String> accepted) {
    return new Risk(kind, rule, Level.WARNING, revision, detail, PLAN, accepted);
  }

  /** Whether a server was seen to do it; else the SQL reads like it, or the plan says so. */
  public boolean isRecorded() {
    return !basis.equals(NOT_RECORDED) && !basis.equals(PLAN);
  }

  /** Rule, basis and acceptance, in a line: what stands behind the detail. */
  public String note() {
    return rule
        + (basis.equals(PLAN) ? "" : ", " + basis)
        + accepted.map(reason -> "; accepted: " + reason).orElse("");
  }
}
