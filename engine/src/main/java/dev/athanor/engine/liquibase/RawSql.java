package dev.athanor.engine.liquibase;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.sql.SqlElements;
import dev.athanor.engine.sql.SqlStatement.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import liquibase.change.AbstractSQLChange;
import liquibase.database.Database;
import liquibase.statement.SqlStatement;
import liquibase.statement.core.RawParameterizedSqlStatement;

/**
 * The statements of a change that is written as SQL.
 *
 * <p>Liquibase splits them, and strips comments. PostgreSQL's own rules do where its splitter
 * cannot: it does not know every quote, takes what stands in one for a comment, knows no rows
 * behind a COPY, and each megabyte costs it a quarter of a second.
 */
final class RawSql {
  /** Characters that Liquibase's splitter gets to see: a quarter of a second of its time. */
  private static final int SMALL = 1 << 20;

  /** Besides the semicolon, Liquibase ends statements at such a line. */
  private static final Pattern OTHER_DELIMITER = Pattern.compile("(?im)^[ \\t]*(?:go|/)[ \\t]*$");

  private static final Pattern COPY = Pattern.compile("(?i)\\bfrom\\s+stdin\\b");

  private final AbstractSQLChange change;
  private final Database database;
  private final String text;

  RawSql(AbstractSQLChange change, Database database) {
    this.change = change;
    this.database = database;
    String sql = change.getSql() == null ? "" : change.getSql().trim();
    this.text = sql.indexOf('\r') < 0 ? sql : sql.replace("\r", "");
  }

  /**
   * @throws AthanorException INVALID_CHANGELOG where Liquibase and PostgreSQL read different
   *     statements in it, and nobody can know which are meant
   */
  SqlStatement[] statements() {
    String delimiter = change.getEndDelimiter();
    if (delimiter != null && !delimiter.equals(";")) {
      return change.generateStatements(database);
    }
    if (change.isStripComments() || change.isSplitStatements()) {
      ChangesetChecks.checkComments(change.getChangeSet(), text);
    }
    if (isLarge() || copiesRows()) {
      return ours();
    }
    SqlStatement[] theirs = change.generateStatements(database);
    return isWhole(theirs) ? theirs : ours();
  }

  /** Whether they say what the text does: Liquibase knows neither every quote nor every body. */
  private boolean isWhole(SqlStatement[] theirs) {
    List<String> texts = Stream.of(theirs).map(SqlStatement::toString).toList();
    boolean complete = !change.isSplitStatements() || texts.stream().allMatch(RawSql::isComplete);
    return complete && (SqlElements.same(String.join("\n;\n", texts), text) || isOtherwiseCut());
  }

  /** At a delimiter that PostgreSQL does not know, or where it cannot read on. */
  private boolean isOtherwiseCut() {
    return change.isSplitStatements() && OTHER_DELIMITER.matcher(text).find()
        || parts().anyMatch(part -> part.fault() != Fault.NONE);
  }

  private boolean isLarge() {
    return text.length() > SMALL && !OTHER_DELIMITER.matcher(text).find();
  }

  private boolean copiesRows() {
    return COPY.matcher(text).find() && parts().anyMatch(part -> part.data().isPresent());
  }

  /** As it stands, comments included. */
  private SqlStatement[] ours() {
    List<String> texts = new ArrayList<>();
    if (change.isSplitStatements()) {
      parts().forEach(part -> texts.add(part.scriptIn(text)));
    } else {
      texts.add(text);
    }
    return texts.stream().map(RawParameterizedSqlStatement::new).toArray(SqlStatement[]::new);
  }

  private Stream<dev.athanor.engine.sql.SqlStatement> parts() {
    return dev.athanor.engine.sql.SqlStatement.stream(text);
  }

  private static boolean isComplete(String sql) {
    return dev.athanor.engine.sql.SqlStatement.stream(sql)
        .allMatch(dev.athanor.engine.sql.SqlStatement::closed);
  }
}
