package dev.athanor.engine.plan;

import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.engine.sql.SqlToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an ALTER TABLE does, action by action.
 *
 * @param table its name as the statement has it
 * @param actions what stands between the commas
 */
record AlterTable(String table, List<Action> actions) {

  /** Empty for any other statement. */
  static Optional<AlterTable> of(SqlStatement statement) {
    int kind = statement.startsWith("ALTER", "FOREIGN", "TABLE") ? 2 : 1;
    if (!statement.startsWith("ALTER") || statement.indexOf(kind, "TABLE") != kind) {
      return Optional.empty();
    }
    return Optional.of(
        new AlterTable(
            TableName.at(statement, kind + 1),
            actions(statement.tokens(), TableName.end(statement, kind + 1))));
  }

  private static List<Action> actions(List<SqlToken> tokens, int start) {
    List<Action> actions = new ArrayList<>();
    List<SqlToken> action = new ArrayList<>();
    int depth = 0;
    for (SqlToken token : tokens.subList(start, tokens.size())) {
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      if (depth == 0 && token.is(",")) {
        actions.add(new Action(action));
        action = new ArrayList<>();
      } else {
        action.add(token);
      }
    }
    actions.add(new Action(action));
    return actions;
  }

  /**
   * One of its actions.
   *
   * @param tokens without the comma behind it
   */
  record Action(List<SqlToken> tokens) {
    Action {
      tokens = List.copyOf(tokens);
    }

    boolean startsWith(String... words) {
      return isAt(0, words);
    }

    /** Whether the words stand together outside any parentheses. */
    boolean says(String... words) {
      int depth = 0;
      for (int i = 0; i < tokens.size(); i++) {
        if (depth == 0 && isAt(i, words)) {
          return true;
        }
        depth += tokens.get(i).is("(") ? 1 : tokens.get(i).is(")") ? -1 : 0;
      }
      return false;
    }

    boolean isAt(int index, String... words) {
      return SqlToken.areAt(tokens, index, words);
    }

    /** The name that stands at {@code index}; empty behind the end. */
    String name(int index) {
      return index < tokens.size() ? tokens.get(index).name() : "";
    }
  }
}
