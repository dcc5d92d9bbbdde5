package dev.athanor.engine.plan;

import dev.athanor.engine.model.Cut;
import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.engine.sql.SqlToken;
import dev.athanor.engine.sql.StatementRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What a reviewer should know of a plan before it runs, worst first. */
final class RiskScanner {
  private static final int DETAIL = 120;

  /** More than is shown, for blanks are not. */
  private static final int LOOKED_AT = 2000;

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private final MigrationPlan.Direction direction;
  private final List<Risk> risks = new ArrayList<>();
  private final Set<String> created = new HashSet<>();
  private final ProvenNotNull proven = new ProvenNotNull();
  private final RunningApplication application = new RunningApplication(created);
  private boolean outside;

  RiskScanner(MigrationPlan.Direction direction) {
    this.direction = direction;
  }

  /** The risks of all that was looked at. */
  List<Risk> risks() {
    risks.sort((one, other) -> one.kind().compareTo(other.kind()));
    return risks;
  }

  /** Looks at a step by itself; its statements follow. */
  void look(PlanStep step) {
    if (direction == MigrationPlan.Direction.UP) {
      step.single().stream()
          .filter(single -> !single.changeset().reversible())
          .forEach(s -> add(Risk.Kind.IRREVERSIBLE, s, s.changeset().key().toString()));
    }
    outside = false;
  }

  /**
   * Looks at the next statement of {@code step}.
   *
   * @param sql the text that it was read from
   */
  void look(PlanStep step, String sql, SqlStatement statement) {
    if (DataLoss.in(statement)) {
      add(Risk.Kind.DATA_LOSS, step, shorten(sql, statement));
    }
    if (application.failsAfter(statement)) {
      add(Risk.Kind.BREAKS_APPLICATION, step, shorten(sql, statement));
    }
    if (StrongLocks.in(statement, created) && !proven.covers(statement)) {
      add(Risk.Kind.LONG_LOCK, step, shorten(sql, statement));
    }
    if (!outside
        && !step.changeset().transactional()
        && StatementRules.mayBeRefusedInTransaction(statement)) {
      outside = true;
      add(Risk.Kind.NON_TRANSACTIONAL, step, step.changeset().key().toString());
    }
    noteCreated(statement);
    proven.note(statement);
  }

  /** A table made by this very plan is empty: nothing on it takes long. */
  private void noteCreated(SqlStatement statement) {
    int table = statement.startsWith("CREATE") ? statement.indexOf(1, "TABLE") : -1;
    if (table > 0 && table <= 3) {
      SqlToken token = statement.token(table + 1);
      if (token != null && token.is("IF")) {
        return;
      }
      created.add(TableName.at(statement, table + 1));
    }
    AlterTable.of(statement).ifPresent(this::noteRenamed);
  }

  private void noteRenamed(AlterTable alter) {
    AlterTable.Action action = alter.actions().get(0);
    if (action.startsWith("RENAME", "TO") && created.remove(alter.table())) {
      String schema = alter.table().substring(0, alter.table().lastIndexOf('.') + 1);
      created.add(schema + action.name(2));
    }
  }

  private void add(Risk.Kind kind, PlanStep step, String detail) {
    risks.add(new Risk(kind, step.revision(), detail));
  }

  private static String shorten(String sql, SqlStatement statement) {
    String start = Cut.head(statement.textIn(sql), LOOKED_AT);
    String line = BLANKS.matcher(start).replaceAll(" ");
    return line.length() <= DETAIL ? line : Cut.head(line, DETAIL - 1) + "…";
  }
}
