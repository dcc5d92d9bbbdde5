package dev.athanor.engine.apply;

import dev.athanor.engine.database.SqlErrors;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Cut;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.engine.sql.SqlStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Says which statement PostgreSQL refused, with its own words and a mark where it stopped. */
final class StepFailure {
  private static final int LINE_LIMIT = 160;

  /** More than is shown, for blanks are not. */
  private static final int LOOKED_AT = 2000;

  /** Of what PostgreSQL says: a changeset may RAISE megabytes. */
  private static final int TEXT_LIMIT = 2000;

  /** No transaction undoes these: CALL and DO may even have committed a part of themselves. */
  private static final String OUTSIDE =
      " The next run begins with this statement: what came before it is kept, and so is what it"
          + " committed itself.";

  static final String FORGOTTEN =
      "Take DEALLOCATE out of the changeset: it forgets what the run has prepared in its session.";

  private final PlanStep step;
  private final SQLException error;
  private boolean outside;

  StepFailure(PlanStep step, SQLException error) {
    this.step = step;
    this.error = error;
  }

  /**
   * @param script what was sent
   * @param index the command's index in it, or one beyond when none of them failed
   * @param offset how many characters stood before the script in the message
   */
  AthanorException in(StepScript script, int index, int offset) {
    int position = inUtf16(script.text(), position() - offset);
    List<StepScript.Piece> pieces = script.pieces();
    int failed = index;
    for (int i = 0; position > 0 && i < pieces.size(); i++) {
      if (position - 1 <= pieces.get(i).end()) {
        failed = position - 1 < pieces.get(i).start() ? failed : i;
        break;
      }
    }
    int count = pieces.size();
    if (failed >= count) {
      return exception("when it was committed", "");
    }
    StepScript.Piece piece = pieces.get(failed);
    return exception(
        count == 1 ? "" : "in statement " + (failed + 1) + " of " + count,
        excerpt(piece.sql(), position - piece.start()));
  }

  /** For a statement that was sent by itself. */
  AthanorException in(String sql) {
    return exception("", excerpt(sql, inUtf16(sql, position())));
  }

  /**
   * For statements that were sent by themselves.
   *
   * @param index of the one that failed, where PostgreSQL gives no position
   */
  AthanorException in(String sql, int index) {
    return position() > 0
        ? in(sql)
        : in(SqlStatement.stream(sql).skip(index).findFirst().map(s -> s.textIn(sql)).orElse(sql));
  }

  /** For a statement that was sent outside a transaction. */
  AthanorException outside(String sql) {
    outside = true;
    return in(sql);
  }

  /** For what Liquibase ran. */
  AthanorException byLiquibase() {
    return exception("in Liquibase", "");
  }

  private AthanorException exception(String where, String excerpt) {
    String state = SqlErrors.state(error);
    return new AthanorException(
        reason(state),
        (step.changeset().key() + " failed " + where).strip()
            + ": "
            + message()
            + " (SQLSTATE "
            + state
            + ")"
            + excerpt,
        nextStep(state),
        error);
  }

  private static Reason reason(String state) {
    return switch (state) {
      case "42501" -> Reason.PERMISSION_DENIED;
      case "55P03", "40P01", "40001" -> Reason.LOCK_TIMEOUT;
      default -> Reason.STATEMENT_FAILED;
    };
  }

  private String nextStep(String state) {
    return outside ? adviceOutside(state) + OUTSIDE : advice(state);
  }

  private static String adviceOutside(String state) {
    return switch (state) {
      case "42501", "55P03", "40P01", "40001", "26000", "57014" -> advice(state);
      case "25001", "2D000" -> "Write it as a statement of its own: no function can run it.";
      default -> "Correct the statement and run again.";
    };
  }

  private static String advice(String state) {
    return switch (state) {
      case "42501" -> "Grant the privilege, or migrate as the owner (" + Term.ROLE + ").";
      case "55P03", "40P01", "40001" -> SqlErrors.LOCK_ADVICE;
      case "26000" -> FORGOTTEN;
      case "57014" -> "Raise " + Term.STATEMENT_TIMEOUT + ", or split the changeset.";
      case "25001", "2D000" ->
          "Give the statement a changeset of its own with runInTransaction:false.";
      case "55P04" ->
          "Give what adds the value a changeset of its own: it is there once that is committed.";
      default -> "Correct the statement and run again: this changeset left nothing behind.";
    };
  }

  private String message() {
    ServerErrorMessage server = server().orElse(null);
    if (server == null) {
      return shown(String.valueOf(error.getMessage()).strip());
    }
    return server.getSeverity()
        + ": "
        + shown(String.valueOf(server.getMessage()))
        + (server.getDetail() == null ? "" : "\n  Detail: " + shown(server.getDetail()))
        + (server.getHint() == null ? "" : "\n  Hint: " + shown(server.getHint()))
        + (server.getWhere() == null ? "" : "\n  Where: " + shown(firstLine(server.getWhere())));
  }

  private static String shown(String text) {
    return text.length() <= TEXT_LIMIT
        ? text
        : Cut.head(text, TEXT_LIMIT) + "… (" + text.length() + " characters)";
  }

  private Optional<ServerErrorMessage> server() {
    return error instanceof PSQLException e
        ? Optional.ofNullable(e.getServerErrorMessage())
        : Optional.empty();
  }

  /** PostgreSQL counts code points, Java UTF-16 units. */
  private static int inUtf16(String text, int position) {
    return position < 1 || position > text.codePointCount(0, text.length())
        ? position
        : text.offsetByCodePoints(0, position - 1) + 1;
  }

  /** 1-based; 0 when the server gave none. */
  private int position() {
    return server().map(ServerErrorMessage::getPosition).orElse(0);
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  /** The statement, or where a position is known the line it is in with a mark below. */
  private static String excerpt(String sql, int position) {
    if (position < 1 || position > sql.length()) {
      String line = Cut.head(sql, LOOKED_AT).strip().replaceAll("\\s+", " ");
      return "\n  " + (line.length() > LINE_LIMIT ? Cut.head(line, LINE_LIMIT - 1) + "…" : line);
    }
    int at = position - 1;
    int start = sql.lastIndexOf('\n', at - 1) + 1;
    int end = sql.indexOf('\n', at);
    String line = sql.substring(start, end < 0 ? sql.length() : end);
    int column = at - start;
    if (column > LINE_LIMIT / 2) {
      int cut = Cut.head(line, column - LINE_LIMIT / 2).length();
      line = line.substring(cut);
      column -= cut;
    }
    line = Cut.head(line, LINE_LIMIT);
    return "\n  " + line.replace('\t', ' ') + "\n  " + " ".repeat(column) + "^";
  }
}
