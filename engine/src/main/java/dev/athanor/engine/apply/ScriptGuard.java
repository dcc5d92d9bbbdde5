package dev.athanor.engine.apply;

import static dev.athanor.engine.sql.SqlText.literal;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Guard;
import dev.athanor.engine.model.Printable;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.sql.PsqlScript;
import dev.athanor.engine.sql.SqlStatement;
import java.util.List;
import java.util.Set;

/**
 * A precondition in a script: psql asks one condition after the other, as {@link GuardCheck} does,
 * and knows the answer as the variable {@code athanor_holds}.
 */
final class ScriptGuard {
  private static final Set<String> IN_A_QUERY = Set.of("SELECT", "WITH", "VALUES", "TABLE");

  private final PsqlScript script;
  private final ScriptSession session;

  ScriptGuard(PsqlScript script, ScriptSession session) {
    this.script = script;
    this.session = session;
  }

  /**
   * Asks; behind it {@code athanor_holds} is true where the changeset is to run.
   *
   * @param owner whose precondition it is
   * @throws AthanorException PRECONDITION_FAILED for one that a script cannot ask
   */
  void ask(String owner, Guard guard) {
    if (guard.onError() != Guard.Action.HALT) {
      throw refused(owner, "has onError=" + guard.onError() + ", and an error ends a script");
    }
    holds(owner, guard.condition());
    script.line("\\if :athanor_holds").line("\\else");
    String message =
        "the precondition of "
            + owner
            + " does not hold"
            + (guard.message().isBlank() ? "" : " (" + Printable.line(guard.message()) + ")");
    switch (guard.onFail()) {
      case HALT -> script.refuse(literal(message));
      case WARN -> script.echo(message + "; run all the same").line("\\set athanor_holds true");
      case CONTINUE -> script.echo(message + "; skipped");
      case MARK_RAN -> script.echo(message + "; recorded without running it");
    }
    script.line("\\endif");
  }

  private void holds(String owner, Guard.Condition condition) {
    if (condition instanceof Guard.Query query) {
      query(owner, query);
    } else if (condition instanceof Guard.Constant constant) {
      script.line("\\set athanor_holds " + constant.value());
    } else if (condition instanceof Guard.And and) {
      all(owner, and.parts());
    } else if (condition instanceof Guard.Or or) {
      any(owner, or.parts());
    } else {
      any(owner, ((Guard.Not) condition).parts());
      script.line("\\if :athanor_holds\n\\set athanor_holds false");
      script.line("\\else\n\\set athanor_holds true\n\\endif");
    }
  }

  private void all(String owner, List<Guard.Condition> parts) {
    script.line("\\set athanor_holds true");
    for (Guard.Condition part : parts) {
      script.line("\\if :athanor_holds");
      holds(owner, part);
      script.line("\\endif");
    }
  }

  private void any(String owner, List<Guard.Condition> parts) {
    script.line("\\set athanor_holds false");
    for (Guard.Condition part : parts) {
      script.line("\\if :athanor_holds\n\\else");
      holds(owner, part);
      script.line("\\endif");
    }
  }

  /** One row, whose first column reads as expected; the server writes values as it sends them. */
  private void query(String owner, Guard.Query query) {
    String sql = session.names().in(query.sql());
    List<SqlStatement> statements = SqlStatement.read(sql);
    if (statements.size() != 1 || !IN_A_QUERY.contains(statements.get(0).firstWord())) {
      throw refused(owner, "asks by what is no query: " + Printable.line(sql));
    }
    script.line("BEGIN;");
    session.takeAskedPath();
    script.line("SELECT CASE WHEN pg_catalog.count(*) OPERATOR(pg_catalog.=) 1 THEN");
    script.line(
        "  coalesce(pg_catalog.min(pg_catalog.format('%s', answer)) FILTER (WHERE answer IS NOT NULL)"
            + " OPERATOR(pg_catalog.=) "
            + literal(query.expected())
            + ", false)");
    // With the count in it, the server cannot take it for a constant that is wrong anyway.
    script.line(
        "  ELSE ("
            + literal("athanor: " + query.description() + " gave not one row, but ")
            + " OPERATOR(pg_catalog.||) pg_catalog.count(*)::pg_catalog.text)::pg_catalog.bool END"
            + " AS athanor_holds FROM (");
    script.line(PsqlScript.escaped(statements.get(0).textIn(sql)));
    script.set(") AS asked (answer)");
    script.line("ROLLBACK;");
  }

  static AthanorException refused(String owner, String what) {
    return new AthanorException(
        Reason.PRECONDITION_FAILED,
        "The precondition of " + owner + " " + what + ".",
        "Run this changeset with a connection, and make scripts of what is before and behind it.");
  }
}
