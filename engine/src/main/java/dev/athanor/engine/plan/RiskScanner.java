package dev.athanor.engine.plan;

import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.Cut;
import dev.athanor.engine.model.RiskKind;
import dev.athanor.engine.model.StepFindings;
import dev.athanor.engine.model.StepFindings.Found;
import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.engine.sql.StatementRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a reviewer should know of a plan before it runs, worst first: of a step, what was recorded
 * when this very step was rehearsed; else what its SQL reads like.
 */
final class RiskScanner {
  private static final int DETAIL = 120;

  /** More than is shown, for blanks are not. */
  private static final int LOOKED_AT = 2000;

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  /** What is nothing on a table that the plan itself has made. */
  private static final Set<RiskKind> OF_OLD_TABLES =
      Set.of(RiskKind.LONG_LOCK, RiskKind.BREAKS_APPLICATION);

  private final MigrationPlan.Direction direction;
  private final Map<String, StepFindings> findings;
  private final List<Risk> risks = new ArrayList<>();
  private final MadeTables made = new MadeTables();
  private final ProvenNotNull proven = new ProvenNotNull();
  private final RunningApplication application = new RunningApplication(made);
  private Optional<StepFindings> recorded = Optional.empty();
  private boolean outside;

  /**
   * @param findings of steps that were rehearsed, by {@link StepFindings#step}
   */
  RiskScanner(MigrationPlan.Direction direction, Map<String, StepFindings> findings) {
    this.direction = direction;
    this.findings = findings;
  }

  /** The risks of all that was looked at; what is accepted comes last. */
  List<Risk> risks() {
    risks.sort(
        Comparator.comparing((Risk risk) -> risk.accepted().isPresent()).thenComparing(Risk::kind));
    return risks;
  }

  /** Looks at a step by itself; its statements follow. */
  void look(PlanStep step) {
    recorded =
        findings.isEmpty()
            ? Optional.empty()
            : Optional.ofNullable(findings.get(StepFindings.key(step.digest())));
    if (direction == MigrationPlan.Direction.UP) {
      step.single().stream()
          .filter(single -> !single.changeset().reversible())
          .forEach(
              single ->
                  plan(RiskKind.IRREVERSIBLE, Risk.IRREVERSIBLE, single, acceptedIrreversible()));
    }
    recorded.ifPresent(each -> addRecorded(step, each));
    if (step.isLive()) {
      Changeset live = step.changeset();
      String detail = live.key() + ": " + live.live().get().reason();
      risks.add(Risk.planned(RiskKind.LIVE, Risk.LIVE, step.revision(), detail, Optional.empty()));
    }
    outside = false;
  }

  private Optional<String> acceptedIrreversible() {
    return recorded.stream()
        .flatMap(each -> each.findings().stream())
        .filter(each -> each.rule().equals(Risk.IRREVERSIBLE))
        .findFirst()
        .flatMap(Found::accepted);
  }

  private void addRecorded(PlanStep step, StepFindings of) {
    for (Found found : of.findings()) {
      // That nothing undoes it, the plan says by itself.
      boolean known = found.rule().equals(Risk.IRREVERSIBLE);
      boolean nobodys = OF_OLD_TABLES.contains(found.kind()) && made.has(found.table());
      if (!known && !nobodys) {
        risks.add(Risk.recorded(of, found, step.revision()));
      }
    }
    made.note(of);
  }

  private void plan(RiskKind kind, String rule, PlanStep step, Optional<String> accepted) {
    String detail = step.changeset().key().toString();
    risks.add(Risk.planned(kind, rule, step.revision(), detail, accepted));
  }

  /**
   * Looks at the next statement of {@code step}.
   *
   * @param sql the text that it was read from
   */
  void look(PlanStep step, String sql, SqlStatement statement) {
    List<TextRule> rules = new ArrayList<>();
    DataLoss.in(statement).ifPresent(rules::add);
    application.failsAfter(statement).ifPresent(rules::add);
    StrongLocks.in(statement, made).filter(each -> !proven.covers(statement)).ifPresent(rules::add);
    if (!outside
        && !step.changeset().transactional()
        && StatementRules.mayBeRefusedInTransaction(statement)) {
      outside = true;
      plan(RiskKind.NON_TRANSACTIONAL, Risk.OUTSIDE, step, Optional.empty());
    }
    if (recorded.isEmpty()) {
      rules.forEach(rule -> risks.add(Risk.read(rule, step.revision(), shorten(sql, statement))));
      made.note(statement);
    }
    proven.note(statement);
  }

  private static String shorten(String sql, SqlStatement statement) {
    String start = Cut.head(statement.textIn(sql), LOOKED_AT);
    String line = BLANKS.matcher(start).replaceAll(" ");
    return line.length() <= DETAIL ? line : Cut.head(line, DETAIL - 1) + "…";
  }
}
