package dev.athanor.rehearsal.lint;

import static dev.athanor.rehearsal.lint.Level.ERROR;
import static dev.athanor.rehearsal.lint.Level.WARNING;

import dev.athanor.rehearsal.recording.StatementRecording.TableAccess;
import dev.athanor.schema.model.ObjectId;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rows that are changed or lost. */
final class RowRules {
  static final List<Rule> RULES =
      List.of(
          Rule.ofStatement(
              "whole-table-update",
              WARNING,
              Harm.WRITERS,
              "every row of an existing table updated by one statement",
              "Update in batches by key, each in a transaction of its own, outside of the schema's"
                  + " migration.",
              RowRules::updated),
          Rule.ofStatement(
              "whole-table-delete",
              ERROR,
              Harm.DATA,
              "every row of an existing table deleted",
              "Delete by a condition, in batches; or keep the rows until the release after next.",
              RowRules::deleted),
          Rule.ofStatement(
              "truncate",
              ERROR,
              Harm.DATA,
              "an existing table emptied by TRUNCATE, under ACCESS EXCLUSIVE",
              "Delete in batches what may go.",
              RowRules::truncated),
          Rule.ofStatement(
              "truncate-cascades",
              ERROR,
              Harm.DATA,
              "tables emptied because they refer to one that is truncated",
              "Name every table that is meant, and leave CASCADE out.",
              RowRules::cascaded));

  private static final Pattern QUOTED =
      Pattern.compile("[\"\u00ab\u201e\u201c](.*)[\"\u00bb\u201c\u201d]");

  private RowRules() {}

  /**
   * Whether a statement worked on rows for a time that grows with a table. Some rows found by a
   * condition are no such work: in a table as small as a rehearsal's, the server reads all of it.
   */
  static boolean isWork(Scene scene) {
    boolean writes = scene.accesses().anyMatch(each -> each.written() > 0);
    boolean catalog = !scene.recording().changes().isEmpty();
    if (!catalog && writes) {
      return scene.accesses().anyMatch(TableAccess::all);
    }
    return catalog && scene.isSlow()
        || scene.recording().rewrites().size() > scene.emptied().size() && scene.isSlow();
  }

  private static void updated(Scene scene, Sink found) {
    scene
        .accesses()
        .filter(each -> each.all() && each.updated() > each.deleted())
        .forEach(
            each ->
                found.add(
                    scene,
                    scene.table(each.relation()),
                    "updated all " + each.updated() + " rows"));
  }

  private static void deleted(Scene scene, Sink found) {
    scene
        .accesses()
        .filter(each -> each.all() && each.deleted() >= each.updated())
        .forEach(
            each ->
                found.add(
                    scene,
                    scene.table(each.relation()),
                    "deleted all " + each.deleted() + " rows"));
  }

  private static void truncated(Scene scene, Sink found) {
    for (ObjectId table : scene.emptied()) {
      found.add(scene, table, "emptied");
    }
  }

  private static void cascaded(Scene scene, Sink found) {
    scene.recording().notices().stream()
        .filter(notice -> notice.routine().startsWith("ExecuteTruncate"))
        .forEach(notice -> found.add(scene, quoted(notice.message()), notice.message()));
  }

  /** The name that the server put into quotes, of whatever language. */
  static String quoted(String message) {
    Matcher name = QUOTED.matcher(message);
    return name.find() ? name.group(1) : "";
  }
}
