package dev.athanor.engine.plan;

import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.engine.sql.SqlToken;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What a reviewer should know of a plan before it runs, worst first. */
final class RiskScanner {
  private static final int DETAIL = 120;
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private final MigrationPlan.Direction direction;
  private final List<Risk> risks = new ArrayList<>();
  private final Set<String> created = new HashSet<>();
  private final ProvenNotNull proven = new ProvenNotNull();

  RiskScanner(MigrationPlan.Direction direction) {
    this.direction = direction;
  }

  List<Risk> scan(List<PlanStep> steps) {
    steps.forEach(this::scan);
    risks.sort((one, other) -> one.kind().compareTo(other.kind()));
    return risks;
  }

  private void scan(PlanStep step) {
    Changeset changeset = step.changeset();
    if (direction == MigrationPlan.Direction.UP && !changeset.reversible()) {
      add(Risk.Kind.IRREVERSIBLE, step, changeset.key().toString());
    }
    for (String sql : step.sql()) {
      for (SqlStatement statement : SqlStatement.read(sql)) {
        TransactionControl.refuse(step, statement);
        if (DataLoss.in(statement)) {
          add(Risk.Kind.DATA_LOSS, step, shorten(sql, statement));
        }
        if (StrongLocks.in(statement, created) && !proven.covers(statement)) {
          add(Risk.Kind.LONG_LOCK, step, shorten(sql, statement));
        }
        noteCreated(statement);
        proven.note(statement);
      }
    }
    if (OutsideTransaction.requiredBy(step)) {
      add(Risk.Kind.NON_TRANSACTIONAL, step, changeset.key().toString());
    }
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
  }

  private void add(Risk.Kind kind, PlanStep step, String detail) {
    risks.add(new Risk(kind, step.revision(), detail));
  }

  private static String shorten(String sql, SqlStatement statement) {
    String line =
        BLANKS.matcher(sql.substring(statement.start(), statement.end()).strip()).replaceAll(" ");
    return line.length() <= DETAIL ? line : line.substring(0, DETAIL - 1) + "…";
  }
}
