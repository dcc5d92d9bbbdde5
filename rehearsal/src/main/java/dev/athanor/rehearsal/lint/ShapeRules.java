package dev.athanor.rehearsal.lint;

import static dev.athanor.rehearsal.lint.Level.ERROR;
import static dev.athanor.rehearsal.lint.Level.NOTICE;
import static dev.athanor.rehearsal.lint.Level.WARNING;

import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Table;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Tables, indexes and names that will be regretted. */
final class ShapeRules {
  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");

  /** Of PostgreSQL's keywords, those that are no name of anything without quotes. */
  static final Set<String> RESERVED =
      Set.of(
          ("all analyse analyze and any array as asc asymmetric both case cast check collate column"
                  + " constraint create current_catalog current_date current_role current_time"
                  + " current_timestamp current_user default deferrable desc distinct do else end"
                  + " except false fetch for foreign from grant group having in initially intersect"
                  + " into lateral leading limit localtime localtimestamp not null offset on only or"
                  + " order placing primary references returning select session_user some symmetric"
                  + " system_user table then to trailing true union unique user using variadic when"
                  + " where window with")
              .split(" "));

  private static final String IDENTIFIER_CUT = "42622";
  private static final Set<String> EXISTS = Set.of("42P07", "42701", "42710", "42P06", "42723");

  static final List<Rule> RULES =
      List.of(
          Rule.ofStatement(
              "identifier-cut",
              ERROR,
              Harm.LATER,
              "a name of more than 63 bytes, which the server cut",
              "Choose a shorter name: two that are cut alike are one.",
              ShapeRules::cut),
          Rule.ofStatement(
              "quoted-identifier",
              NOTICE,
              Harm.LATER,
              "a name that must be quoted wherever it is used",
              "Use lower case, digits and underscores.",
              ShapeRules::quoted),
          Rule.ofStatement(
              "unlogged-table",
              WARNING,
              Harm.DATA,
              "an unlogged table: empty after a crash, and not on a standby",
              "Make it a plain table unless its rows can be made again.",
              ShapeRules::unlogged),
          Rule.ofStatement(
              "table-inheritance",
              WARNING,
              Harm.LATER,
              "a table that inherits from another: keys and foreign keys do not reach its rows",
              "Use a partitioned table, or a foreign key.",
              ShapeRules::inherited),
          Rule.ofStatement(
              "rewrite-rule",
              WARNING,
              Harm.LATER,
              "a rewrite rule: it changes statements, not rows, and surprises those who send them",
              "Use a trigger, or a view that can be updated.",
              ShapeRules::rule),
          Rule.ofRevision(
              "constraint-not-validated",
              NOTICE,
              Harm.LATER,
              "a constraint that is left NOT VALID: old rows may break it, and no plan uses it",
              "VALIDATE CONSTRAINT in a changeset, or a revision, of its own.",
              ShapeRules::unvalidated),
          Rule.ofStatement(
              "constraint-not-enforced",
              WARNING,
              Harm.LATER,
              "a constraint that is declared and not enforced",
              "Make it NOT VALID and validate it later; or say why it is there.",
              ShapeRules::unenforced),
          Rule.ofStatement(
              "already-there",
              WARNING,
              Harm.ROLLOUT,
              "IF NOT EXISTS that found something of that name, whatever it is",
              "Leave IF NOT EXISTS out: the history knows what was applied.",
              ShapeRules::alreadyThere));

  private ShapeRules() {}

  private static void cut(Scene scene, Sink found) {
    scene.recording().notices().stream()
        .filter(notice -> notice.sqlState().equals(IDENTIFIER_CUT))
        .forEach(notice -> found.add(scene, RowRules.quoted(notice.message()), notice.message()));
  }

  /** An extension that the administrator has made is to be asked for so. */
  private static void alreadyThere(Scene scene, Sink found) {
    scene.recording().notices().stream()
        .filter(notice -> EXISTS.contains(notice.sqlState()))
        .filter(notice -> !notice.routine().equals("CreateExtension"))
        .forEach(notice -> found.add(scene, RowRules.quoted(notice.message()), notice.message()));
  }

  private static void quoted(Scene scene, Sink found) {
    for (SchemaObject object : made(scene)) {
      String name = object.id().name();
      boolean named =
          switch (object.id().kind()) {
            case TABLE, COLUMN, VIEW, ROUTINE, SCHEMA, SEQUENCE, ENUM, DOMAIN, COMPOSITE, RANGE ->
                true;
            default -> false;
          };
      if (named && (!PLAIN.matcher(name).matches() || RESERVED.contains(name))) {
        found.add(scene, object.id(), "is written \"" + name.replace("\"", "\"\"") + '"');
      }
    }
  }

  private static List<SchemaObject> made(Scene scene) {
    return scene.recording().changes().stream()
        .filter(change -> change.before() == null && change.after() != null)
        .map(change -> change.after())
        .filter(object -> !scene.renames().containsValue(tableOf(object)))
        .toList();
  }

  private static ObjectId tableOf(SchemaObject object) {
    return object.id().within().isEmpty() ? null : Scene.tableOf(object.id());
  }

  private static void unlogged(Scene scene, Sink found) {
    for (Table table : scene.added(Table.class)) {
      if (table.unlogged()) {
        found.add(scene, table.id(), "is unlogged");
      }
    }
    for (Scene.Change<Table> change : scene.changed(Table.class)) {
      if (!change.before().unlogged() && change.after().unlogged()) {
        found.add(scene, change.after().id(), "becomes unlogged");
      }
    }
  }

  private static void inherited(Scene scene, Sink found) {
    scene.added(Table.class).forEach(table -> inherited(scene, found, table, List.of()));
    scene
        .changed(Table.class)
        .forEach(change -> inherited(scene, found, change.after(), change.before().parents()));
  }

  private static void inherited(Scene scene, Sink found, Table table, List<ObjectId> before) {
    if (!table.isPartition()) {
      table.parents().stream()
          .filter(parent -> !before.contains(parent))
          .findFirst()
          .ifPresent(parent -> found.add(scene, table.id(), "inherits from " + parent.path()));
    }
  }

  private static void rule(Scene scene, Sink found) {
    for (var rule : scene.added(dev.athanor.schema.model.Rule.class)) {
      found.add(scene, rule.id(), "rewrites statements on " + Scene.tableOf(rule.id()).path());
    }
  }

  private static void unvalidated(Episode episode, Sink found) {
    for (Constraint constraint : episode.touched(Constraint.class)) {
      if (!constraint.valid()) {
        episode
            .sceneOf(constraint)
            .ifPresent(
                scene ->
                    found.add(scene, constraint.id(), "is NOT VALID when the revision has ended"));
      }
    }
    for (Column column : episode.touched(Column.class)) {
      if (column.notNull() && !column.isProvenNotNull()) {
        episode
            .sceneOf(column)
            .ifPresent(
                scene ->
                    found.add(
                        scene,
                        column.id(),
                        "its NOT NULL is NOT VALID when the revision has ended"));
      }
    }
  }

  private static void unenforced(Scene scene, Sink found) {
    for (Constraint constraint : scene.added(Constraint.class)) {
      if (!constraint.isEnforced()) {
        found.add(scene, constraint.id(), "is NOT ENFORCED");
      }
    }
    for (Scene.Change<Constraint> change : scene.changed(Constraint.class)) {
      if (change.before().isEnforced() && !change.after().isEnforced()) {
        found.add(scene, change.after().id(), "is NOT ENFORCED any more");
      }
    }
  }
}
