package dev.athanor.engine.apply;

import static dev.athanor.engine.sql.SqlText.literal;

import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.history.HistoryWriter;
import dev.athanor.engine.history.ScriptHistory;
import dev.athanor.engine.history.Unfinished;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.Guard;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.engine.sql.PsqlScript;
import dev.athanor.engine.sql.SqlStatement;
import java.util.List;
import java.util.Optional;

/** The steps of a plan in a script: what {@link StepRunner} does with each. */
final class ScriptSteps {
  private final PsqlScript script;
  private final ScriptSession session;
  private final ScriptHistory history;
  private final HistoryWriter writer;
  private final StepRecords records;
  private final RevisionGraph graph;
  private String said = "";

  ScriptSteps(
      PsqlScript script,
      ScriptSession session,
      ScriptHistory history,
      HistoryWriter writer,
      StepRecords records,
      RevisionGraph graph) {
    this.script = script;
    this.session = session;
    this.history = history;
    this.writer = writer;
    this.records = records;
    this.graph = graph;
  }

  void write(PlanStep step) {
    say(step);
    script.line("").comment(step.revision() + "  " + step.changeset().key());
    if (step.isLive()) {
      throw new AthanorException(
          Reason.LIVE_CHANGESET,
          step.changeset().key()
              + " is no SQL for a script: "
              + step.changeset().live().get().reason(),
          "Run it without a script.");
    }
    if (!FlightWriter.isGuarded(step)) {
      runMaybe(step);
      return;
    }
    Guard guard = step.changeset().guard().orElseThrow();
    if (step.mayFail()) {
      throw ScriptGuard.refused(
          step.changeset().key().toString(), "belongs to a changeset that may fail");
    }
    if (mayBePassedOver(guard) && copiesRows(step)) {
      throw ScriptGuard.refused(
          step.changeset().key().toString(), "belongs to a changeset that copies rows");
    }
    new ScriptGuard(script, session).ask(step.changeset().key().toString(), guard);
    script.line("\\if :athanor_holds");
    runMaybe(step);
    script.line("\\else");
    if (guard.onFail() == Guard.Action.MARK_RAN) {
      transaction(step, List.of(), records.markRan(step));
    } else {
      script.set("SELECT :athanor_skipped + 1 AS athanor_skipped");
    }
    script.line("\\endif");
  }

  private void say(PlanStep step) {
    if (said.equals(step.revision())) {
      return;
    }
    said = step.revision();
    String parents = String.join(", ", graph.parents(step.revision()));
    String message = graph.get(step.revision()).orElseThrow().message();
    script.echo(
        (step.action() == PlanStep.Action.UNDO
                ? "Running downgrade " + step.revision() + " -> " + parents
                : "Running upgrade " + parents + " -> " + step.revision())
            + ", "
            + message);
  }

  private void runMaybe(PlanStep step) {
    if (!step.mayFail()) {
      run(step);
      return;
    }
    requireMayFail(step);
    // Counted as skipped until its transaction takes that back.
    script.set("SELECT :athanor_skipped + 1 AS athanor_skipped");
    script.line("\\set ON_ERROR_STOP off");
    run(step);
    script.line("\\set ON_ERROR_STOP on");
  }

  /** In what it passes over, psql takes rows for statements, and a quote in them hides the end. */
  private static boolean mayBePassedOver(Guard guard) {
    return guard.onFail() == Guard.Action.MARK_RAN || guard.onFail() == Guard.Action.CONTINUE;
  }

  private static boolean copiesRows(PlanStep step) {
    return step.sql().stream()
        .flatMap(SqlStatement::stream)
        .anyMatch(statement -> statement.data().isPresent());
  }

  /** After an error psql would take rows for statements, and half a step for none. */
  private static void requireMayFail(PlanStep step) {
    Changeset changeset = step.changeset();
    boolean rows = copiesRows(step);
    if (rows || !changeset.transactional()) {
      throw new AthanorException(
          Reason.UNSAFE_CHANGELOG,
          changeset.key()
              + " may fail (failOnError=false) and "
              + (rows ? "copies rows" : "runs outside a transaction")
              + ": a script cannot go on behind it as a run does.",
          "Run this changeset with a connection, and make scripts of what is before and behind it.");
    }
  }

  private void run(PlanStep step) {
    if (step.changeset().transactional()) {
      transaction(step, step.sql(), records.of(step, 0));
    } else {
      outside(step);
    }
  }

  private void transaction(PlanStep step, List<String> sql, String record) {
    session.begin(history.changelogLock());
    if (!sql.isEmpty()) {
      session.takeAskedPath();
      sql.forEach(script::verbatim);
      session.reset();
    }
    script.run(List.of(record));
    if (step.mayFail()) {
      script.set("SELECT :athanor_skipped - 1 AS athanor_skipped");
    }
    script.line("COMMIT;");
  }

  /** Recorded before each statement, so that a run with a connection finds where it was cut off. */
  private void outside(PlanStep step) {
    boolean undo = step.action() == PlanStep.Action.UNDO;
    int index = 0;
    for (String text : step.sql()) {
      for (SqlStatement statement : SqlStatement.in(text)) {
        outside(
            new Unfinished(step.changeset().key(), undo, index++, List.of()),
            new IndexBuild(statement),
            statement.scriptIn(text));
      }
    }
    transaction(step, List.of(), records.of(step, 0) + ";" + writer.end(step.changeset().key()));
  }

  private void outside(Unfinished mark, IndexBuild build, String sql) {
    build.table().ifPresent(this::findTable);
    session.begin(history.changelogLock());
    script.run(
        List.of(
            build
                .indexes(":athanor_table")
                .map(where -> writer.begin(mark, "ARRAY(SELECT i.indexrelid::text " + where + ")"))
                .orElseGet(() -> writer.begin(mark))));
    script.line("COMMIT;");
    if (build.isConcurrent()) {
      script.line("SET lock_timeout = 0;");
    }
    session.takeAskedPath();
    script.verbatim(sql);
    session.forget();
    invalid(build).ifPresent(script::refuse);
  }

  private void findTable(String name) {
    script.line("BEGIN;");
    session.takeAskedPath();
    script.set(
        "SELECT coalesce(pg_catalog.to_regclass("
            + literal(name)
            + ")::pg_catalog.oid, 0) AS athanor_table");
    script.line("ROLLBACK;");
  }

  /** {@code IF NOT EXISTS} passes over an index that another build left INVALID. */
  private static Optional<String> invalid(IndexBuild build) {
    return build.builds() && build.name().isPresent()
        ? build
            .indexes(":athanor_table")
            .map(
                where ->
                    "(SELECT 'index ' || min(c.relname) || ' exists, but is INVALID: drop it' "
                        + where
                        + " AND NOT i.indisvalid AND c.relname = "
                        + literal(build.name().get())
                        + ")")
        : Optional.empty();
  }
}
