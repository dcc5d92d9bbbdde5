package dev.athanor.engine.plan;

import dev.athanor.engine.sql.SqlStatement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The columns of which a plan has proven, by a CHECK added NOT VALID and validated later, that they
 * hold no null: SET NOT NULL takes that for granted and scans nothing.
 */
final class ProvenNotNull {
  private final Map<String, String> checked = new HashMap<>();
  private final Set<String> proven = new HashSet<>();

  /** Remembers what a statement of the plan, in its order, adds or validates. */
  void note(SqlStatement statement) {
    if (!statement.startsWith("ALTER", "TABLE")) {
      return;
    }
    String table = TableName.at(statement, 2);
    int add = statement.indexOf(2, "ADD", "CONSTRAINT");
    int validate = statement.indexOf(2, "VALIDATE", "CONSTRAINT");
    if (add > 0 && checksNotNull(statement, add + 3)) {
      checked.put(key(table, statement, add + 2), key(table, statement, add + 5));
    } else if (validate > 0) {
      String column = checked.get(key(table, statement, validate + 2));
      if (column != null) {
        proven.add(column);
      }
    }
  }

  private static boolean checksNotNull(SqlStatement statement, int check) {
    return statement.indexOf(check, "CHECK", "(") == check
        && statement.indexOf(check + 3, "IS", "NOT", "NULL", ")", "NOT", "VALID") == check + 3;
  }

  /** Whether a statement is just such a SET NOT NULL. */
  boolean covers(SqlStatement statement) {
    int set = statement.indexOf(2, "SET", "NOT", "NULL");
    return set > 0
        && statement.startsWith("ALTER", "TABLE")
        && set + 3 == statement.tokens().size()
        && !statement.contains(",")
        && proven.contains(key(TableName.at(statement, 2), statement, set - 1));
  }

  private static String key(String table, SqlStatement statement, int name) {
    return statement.token(name) == null ? "" : table + '.' + statement.token(name).name();
  }
}
