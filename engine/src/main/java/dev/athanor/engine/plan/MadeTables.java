package dev.athanor.engine.plan;

import dev.athanor.engine.model.StepFindings;
import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.engine.sql.SqlToken;
import java.util.HashSet;
import java.util.Set;

/** Tables that a plan itself has made so far: they are empty, and nobody uses them yet. */
final class MadeTables {
  /** With a schema, as recordings have them. */
  private final Set<String> names = new HashSet<>();

  /**
   * @param table as a statement or a recording has it; without a schema it may be any schema's
   */
  boolean has(String table) {
    return names.contains(table)
        || !table.contains(".") && names.stream().anyMatch(each -> each.endsWith("." + table));
  }

  void note(StepFindings step) {
    names.addAll(step.made());
    step.renamed().forEach(this::rename);
  }

  void note(SqlStatement statement) {
    int table = statement.startsWith("CREATE") ? statement.indexOf(1, "TABLE") : -1;
    if (table > 0 && table <= 3) {
      SqlToken token = statement.token(table + 1);
      if (token != null && token.is("IF")) {
        return;
      }
      names.add(withSchema(TableName.at(statement, table + 1)));
    }
    AlterTable.of(statement).ifPresent(this::rename);
  }

  private void rename(AlterTable alter) {
    AlterTable.Action action = alter.actions().get(0);
    if (action.startsWith("RENAME", "TO")) {
      String schema = alter.table().substring(0, alter.table().lastIndexOf('.') + 1);
      rename(alter.table(), schema + action.name(2));
    }
  }

  private void rename(String from, String to) {
    if (names.remove(withSchema(from))) {
      names.add(withSchema(to));
    }
  }

  /** A text that names none means this one, as a rule. */
  private static String withSchema(String table) {
    return table.contains(".") ? table : "public." + table;
  }
}
