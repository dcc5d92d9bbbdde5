package dev.athanor.rehearsal.lint;

import static dev.athanor.rehearsal.lint.Level.ERROR;
import static dev.athanor.rehearsal.lint.Level.NOTICE;
import static dev.athanor.rehearsal.lint.Level.WARNING;

import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.rehearsal.recording.ChangesetRecording;
import dev.athanor.rehearsal.recording.ChangesetRecording.Outcome;
import dev.athanor.rehearsal.recording.LockMode;
import dev.athanor.rehearsal.recording.Relation;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.model.ObjectId;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** A revision as a whole: whether it runs, whether it goes back, and whether it says what it is. */
final class RevisionRules {
  static final Rule IRREVERSIBLE =
      Rule.ofRevision(
          "irreversible",
          WARNING,
          Harm.WAY_BACK,
          "a changeset that nothing undoes",
          "Write its rollback; or accept this and say how one goes back.",
          RevisionRules::irreversible);

  static final List<Rule> RULES =
      List.of(
          Rule.ofRevision(
              "does-not-run",
              ERROR,
              Harm.ROLLOUT,
              "a revision of which a statement fails",
              "Mend the statement.",
              (episode, found) -> outcome(episode, found, Outcome.FAILED)),
          Rule.ofRevision(
              "rows-can-stop-it",
              NOTICE,
              Harm.ROLLOUT,
              "a statement that made-up rows stopped, so that yours may",
              "Look for rows that it refuses, and mend them in a changeset before it.",
              (episode, found) ->
                  episode.stopped().forEach(each -> found.addToChangeset(each.key(), each.why()))),
          Rule.ofRevision(
              "not-rehearsed",
              WARNING,
              Harm.ROLLOUT,
              "a revision that could not be tried, so that nothing is known of it",
              "Give lint a server on which it can run.",
              (episode, found) -> outcome(episode, found, Outcome.NOT_REHEARSED)),
          Rule.ofStatement(
              "not-judged",
              NOTICE,
              Harm.ROLLOUT,
              "a change of what lint does not compare: a publication, a foreign table, an event"
                  + " trigger, default privileges, an owner, …",
              "Review it by hand: nothing is known of what it does to those who use the database.",
              RevisionRules::notCompared),
          IRREVERSIBLE,
          Rule.ofRevision(
              "rollback-fails",
              ERROR,
              Harm.WAY_BACK,
              "a rollback of which a statement fails",
              "Mend the rollback.",
              RevisionRules::failsBack),
          Rule.ofRevision(
              "rollback-not-rehearsed",
              WARNING,
              Harm.WAY_BACK,
              "a rollback that could not be tried, so that nothing is known of it",
              "Give lint a server on which it can run, and what comes after it a rollback.",
              RevisionRules::untried),
          Rule.ofRevision(
              "rollback-does-not-restore",
              ERROR,
              Harm.WAY_BACK,
              "a rollback after which the schema is not what it was",
              "Undo everything that the changeset does.",
              RevisionRules::differs),
          Rule.ofRevision(
              "message-says-nothing",
              WARNING,
              Harm.LATER,
              "a message that does not say what the revision does",
              "Write it into the header: what changes, and for what.",
              RevisionRules::message),
          Rule.ofRevision(
              "changes-nothing",
              NOTICE,
              Harm.LATER,
              "a revision that changes neither the schema nor a row",
              "Leave it out, or say in it what it is for.",
              RevisionRules::idle));

  private RevisionRules() {}

  private static void outcome(Episode episode, Sink found, Outcome outcome) {
    for (ChangesetRecording each : episode.failures()) {
      if (each.outcome() == outcome && each.action() != PlanStep.Action.UNDO) {
        found.addToChangeset(each.key(), each.why());
      }
    }
  }

  /** Catalogs that no snapshot reads; what an extension writes there is the extension's. */
  private static final Set<String> NOT_COMPARED =
      Set.of(
          "pg_aggregate",
          "pg_am",
          "pg_amop",
          "pg_amproc",
          "pg_conversion",
          "pg_database",
          "pg_db_role_setting",
          "pg_default_acl",
          "pg_event_trigger",
          "pg_foreign_data_wrapper",
          "pg_foreign_server",
          "pg_foreign_table",
          "pg_language",
          "pg_largeobject",
          "pg_operator",
          "pg_opfamily",
          "pg_parameter_acl",
          "pg_publication",
          "pg_publication_namespace",
          "pg_publication_rel",
          "pg_seclabel",
          "pg_shseclabel",
          "pg_subscription",
          "pg_tablespace",
          "pg_transform",
          "pg_ts_config",
          "pg_ts_config_map",
          "pg_ts_dict",
          "pg_ts_parser",
          "pg_ts_template",
          "pg_user_mapping");

  private static void notCompared(Scene scene, Sink found) {
    List<String> catalogs = scene.recording().catalogs();
    List<String> others =
        catalogs.contains("pg_extension")
            ? List.of()
            : catalogs.stream().filter(NOT_COMPARED::contains).toList();
    // An owner, a foreign key's triggers: of what is compared, but not that of it. What refreshes a
    // view beside its readers makes a table of its own for a moment.
    boolean unseen =
        scene.recording().changes().isEmpty()
            && scene.changesCatalog()
            && scene.recording().rewrites().isEmpty()
            && scene.recording().locks().stream()
                .anyMatch(lock -> lock.relation().isTable() && lock.mode().blocksWrites());
    if (!others.isEmpty() || unseen) {
      String written = String.join(", ", others.isEmpty() ? catalogs : others);
      found.add(scene, "", "wrote " + written + (unseen ? ", and nothing that is compared" : ""));
    }
  }

  private static void irreversible(Episode episode, Sink found) {
    for (Changeset changeset : episode.revision().changesets()) {
      if (!changeset.reversible()) {
        found.addToChangeset(changeset.key(), "has no rollback");
      }
    }
  }

  private static void failsBack(Episode episode, Sink found) {
    for (ChangesetRecording each : episode.failures()) {
      boolean undo = each.action() == PlanStep.Action.UNDO;
      if (undo && each.outcome() == Outcome.FAILED) {
        found.addToChangeset(each.key(), each.why());
      }
    }
  }

  private static void untried(Episode episode, Sink found) {
    for (ChangesetRecording each : episode.failures()) {
      boolean undo = each.action() == PlanStep.Action.UNDO;
      if (undo && each.outcome() == Outcome.NOT_REHEARSED) {
        found.addToChangeset(each.key(), each.why());
      }
    }
    if (!episode.acts().isEmpty()) {
      episode.untried().ifPresent(why -> found.addToRevision("rollback", why));
    }
  }

  private static void differs(Episode episode, Sink found) {
    if (episode.restored().isEmpty()) {
      return;
    }
    State restored = episode.restored().get();
    // Only what this revision touched: what another one left over is its own finding.
    Set<ObjectId> ids = new TreeSet<>();
    episode.scenes().forEach(scene -> touched(scene.recording().changes(), ids));
    episode.undone().forEach(undo -> undo.statements().forEach(s -> touched(s.changes(), ids)));
    for (ObjectId id : ids) {
      if (!Objects.equals(episode.before().get(id), restored.get(id))) {
        found.addToRevision(id.path(), what(episode.before(), restored, id));
      }
    }
  }

  private static void touched(List<Difference> changes, Set<ObjectId> ids) {
    for (Difference change : changes) {
      ids.add(change.id());
      if (change.after() != null) {
        ids.add(change.after().id());
      }
    }
  }

  private static String what(State before, State restored, ObjectId id) {
    if (restored.get(id) == null) {
      return id + " is gone";
    }
    return before.get(id) == null ? id + " is left over" : id + " is not as it was";
  }

  private static void message(Episode episode, Sink found) {
    if (episode.saysNothing()) {
      found.addToRevision("message", "'" + episode.revision().revision().message() + "'");
    }
  }

  /**
   * Made-up rows are seldom those that an UPDATE looks for: its lock tells what it is. One on an
   * index does not: VACUUM takes it, too, and whether it is seen hangs on how long that works.
   */
  private static boolean mayWrite(Scene scene) {
    return scene.recording().accesses().stream().anyMatch(each -> each.written() > 0)
        || scene.recording().locks().stream()
            .filter(lock -> lock.relation().kind() != Relation.Kind.INDEX)
            .anyMatch(lock -> lock.mode() == LockMode.ROW_EXCLUSIVE);
  }

  private static void idle(Episode episode, Sink found) {
    boolean merge = episode.revision().revision().downRevisions().size() > 1;
    boolean live =
        episode.scenes().stream().anyMatch(scene -> scene.changesCatalog() || mayWrite(scene));
    if (!merge && !live && episode.failures().isEmpty() && !episode.scenes().isEmpty()) {
      found.addToRevision("", "neither the schema nor a row is otherwise");
    }
  }
}
