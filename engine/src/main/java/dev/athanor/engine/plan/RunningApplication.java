package dev.athanor.engine.plan;

import dev.athanor.engine.sql.SqlStatement;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the version of the application that runs while a plan does fails on what a statement
 * leaves: a name that it uses is gone, or a row lacks a column that it does not know and that has
 * to have a value. It errs on the side of saying so.
 */
final class RunningApplication {
  /** Kinds of objects that no application names. */
  private static final Set<String> UNNAMED =
      Set.of(
          "INDEX",
          "TRIGGER",
          "POLICY",
          "RULE",
          "STATISTICS",
          "EVENT",
          "PUBLICATION",
          "SUBSCRIPTION",
          "LANGUAGE",
          "CONVERSION",
          "TABLESPACE",
          "SERVER",
          "OPERATOR",
          "ACCESS");

  /** Words that no column of ADD without COLUMN can be called. */
  private static final Set<String> CONSTRAINTS =
      Set.of("CONSTRAINT", "CHECK", "UNIQUE", "PRIMARY", "FOREIGN", "EXCLUDE", "NOT");

  private static final Set<String> COUNTED =
      Set.of("SERIAL", "SERIAL2", "SERIAL4", "SERIAL8", "BIGSERIAL", "SMALLSERIAL");

  private final MadeTables made;
  private final Set<String> added = new HashSet<>();

  /**
   * @param made tables that the plan itself has made so far: nobody uses them yet
   */
  RunningApplication(MadeTables made) {
    this.made = made;
  }

  /** Looks at the next statement of the plan. */
  Optional<TextRule> failsAfter(SqlStatement statement) {
    if (!statement.startsWith("ALTER") || statement.token(1) == null) {
      return Optional.empty();
    }
    AlterTable table = AlterTable.of(statement).orElse(null);
    if (table == null) {
      return UNNAMED.contains(statement.token(1).text()) ? Optional.empty() : moves(statement);
    }
    Optional<TextRule> fails = Optional.empty();
    for (AlterTable.Action action : table.actions()) {
      // Each is looked at: it may add or settle a column.
      Optional<TextRule> one = Optional.ofNullable(fails(table.table(), action));
      fails = fails.or(() -> one);
    }
    return made.has(table.table()) ? Optional.empty() : fails;
  }

  private TextRule fails(String table, AlterTable.Action action) {
    if (action.startsWith("RENAME")) {
      return renames(action);
    }
    if (action.startsWith("SET", "SCHEMA")) {
      return TextRule.MOVE_SCHEMA;
    }
    boolean requires =
        action.startsWith("ALTER")
            ? settles(table, action)
            : action.startsWith("ADD") && adds(table, action);
    return requires ? TextRule.REQUIRED_COLUMN : null;
  }

  private static TextRule renames(AlterTable.Action action) {
    if (action.isAt(1, "CONSTRAINT")) {
      return null;
    }
    return action.isAt(1, "TO") ? TextRule.RENAME_TABLE : TextRule.RENAME_COLUMN;
  }

  /** Whether it adds what a row must have and gets from nowhere. */
  private boolean adds(String table, AlterTable.Action action) {
    int name = action.isAt(1, "COLUMN") ? 2 : 1;
    if (name == 1 && CONSTRAINTS.contains(action.name(1).toUpperCase(Locale.ROOT))) {
      return requires(table, action);
    }
    name += action.isAt(name, "IF", "NOT", "EXISTS") ? 3 : 0;
    if (hasValue(action)) {
      return false;
    }
    added.add(key(table, action.name(name)));
    return action.says("NOT", "NULL") || action.says("PRIMARY", "KEY");
  }

  /** Whether rows that do not name a new column get something for it. */
  private static boolean hasValue(AlterTable.Action action) {
    return action.says("DEFAULT") && !action.says("DEFAULT", "NULL")
        || action.says("GENERATED")
        || COUNTED.stream().anyMatch(action::says);
  }

  private boolean settles(String table, AlterTable.Action action) {
    int name = action.isAt(1, "COLUMN") ? 2 : 1;
    String column = key(table, action.name(name));
    if (action.isAt(name + 1, "SET", "DEFAULT") || action.isAt(name + 1, "ADD", "GENERATED")) {
      added.remove(column);
    }
    return action.isAt(name + 1, "SET", "NOT", "NULL") && added.remove(column);
  }

  /** A constraint that stands for NOT NULL, on a column that the plan has added. */
  private boolean requires(String table, AlterTable.Action action) {
    int check = action.isAt(1, "CONSTRAINT") ? 3 : 1;
    boolean checks =
        action.isAt(check, "CHECK", "(") && action.isAt(check + 3, "IS", "NOT", "NULL", ")");
    boolean notNull = action.isAt(check, "NOT", "NULL");
    return (checks || notNull) && added.remove(key(table, action.name(check + 2)));
  }

  private static String key(String table, String column) {
    return table + '.' + column;
  }

  /** A view, type, sequence, function or schema under another name. */
  private static Optional<TextRule> moves(SqlStatement statement) {
    int name = statement.startsWith("ALTER", "MATERIALIZED") ? 3 : 2;
    int at = TableName.end(statement, name);
    if (statement.indexOf(at, "SET", "SCHEMA") == at) {
      return Optional.of(TextRule.MOVE_SCHEMA);
    }
    if (statement.indexOf(at, "RENAME") != at
        || statement.indexOf(at + 1, "CONSTRAINT") == at + 1) {
      return Optional.empty();
    }
    if (statement.indexOf(at + 1, "VALUE") == at + 1) {
      return Optional.of(TextRule.ENUM_VALUE_RENAMED);
    }
    if (statement.indexOf(at + 1, "TO") != at + 1) {
      return Optional.of(TextRule.RENAME_COLUMN);
    }
    boolean view = statement.token(1).is("VIEW") || statement.token(1).is("MATERIALIZED");
    return Optional.of(view ? TextRule.RENAME_TABLE : TextRule.RENAME_OBJECT);
  }
}
