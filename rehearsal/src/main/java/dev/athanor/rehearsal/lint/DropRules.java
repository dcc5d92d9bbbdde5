package dev.athanor.rehearsal.lint;

import static dev.athanor.rehearsal.lint.Level.ERROR;
import static dev.athanor.rehearsal.lint.Level.WARNING;

import dev.athanor.rehearsal.lint.Scene.Change;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.CompositeType;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Domain;
import dev.athanor.schema.model.EnumType;
import dev.athanor.schema.model.Extension;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.RangeType;
import dev.athanor.schema.model.Routine;
import dev.athanor.schema.model.Schema;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Sequence;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.model.View;
import java.util.List;
import java.util.function.BiConsumer;

/** What is taken away from clients that still use it. */
final class DropRules {
  private static final String LATER =
      "Stop using it in one release, and drop it in the next, when no old version runs any more.";

  static final List<Rule> RULES =
      List.of(
          Rule.ofStatement(
              "drop-table",
              ERROR,
              Harm.DATA,
              "a table dropped with its rows",
              LATER,
              DropRules::tables),
          Rule.ofStatement(
              "drop-column",
              ERROR,
              Harm.DATA,
              "a column dropped with its values",
              LATER,
              DropRules::columns),
          gone("drop-view", "a view dropped", View.class),
          gone("drop-function", "a function or procedure dropped", Routine.class),
          types(),
          gone("drop-sequence", "a sequence dropped", Sequence.class),
          gone("drop-schema", "a schema dropped", Schema.class),
          gone("drop-extension", "an extension dropped", Extension.class),
          Rule.ofChangeset(
              "drop-constraint",
              WARNING,
              Harm.INTEGRITY,
              "a constraint dropped: nothing keeps rows from breaking it any more",
              "Replace it in the same changeset; or accept the rule and say who checks the rows now.",
              DropRules::constraints),
          Rule.ofStatement(
              "drop-cascades",
              ERROR,
              Harm.CLIENTS,
              "objects dropped because they depend on what is dropped",
              "Drop each of them by a statement of its own, and leave CASCADE out.",
              DropRules::cascades),
          Rule.ofStatement(
              "drop-default",
              WARNING,
              Harm.CLIENTS,
              "a default taken from a column that must have a value",
              "Keep the default until every version that still runs gives a value.",
              DropRules::defaults));

  private DropRules() {}

  private static <T extends SchemaObject> Rule gone(String id, String finds, Class<T> type) {
    BiConsumer<Act, Sink> judge =
        (act, found) -> {
          for (T object : act.lost(type)) {
            if (!isElsewhere(act, object)) {
              found.add(act.sceneOf(object.id()), object.id(), "dropped");
            }
          }
        };
    return Rule.ofChangeset(id, ERROR, Harm.CLIENTS, finds + " that clients may use", LATER, judge);
  }

  /** A serial column's own sequence goes with it; a function in another's place is a change. */
  private static boolean isElsewhere(Act act, SchemaObject object) {
    return object instanceof Sequence sequence && sequence.ownedBy() != null
        || object instanceof Routine routine && InterfaceRules.successor(act, routine).isPresent();
  }

  private static Rule types() {
    return Rule.ofChangeset(
        "drop-type",
        ERROR,
        Harm.CLIENTS,
        "a type dropped that clients may use",
        LATER,
        (act, found) -> {
          for (Class<? extends SchemaObject> type :
              List.of(EnumType.class, Domain.class, CompositeType.class, RangeType.class)) {
            act.lost(type).forEach(each -> found.add(act.sceneOf(each.id()), each.id(), "dropped"));
          }
        });
  }

  private static void tables(Scene scene, Sink found) {
    for (Table table : scene.removed(Table.class)) {
      boolean moved = scene.renames().containsKey(table.id());
      if (!moved && scene.existed(table.id())) {
        found.add(scene, table.id(), "dropped");
      }
    }
  }

  private static void columns(Scene scene, Sink found) {
    for (Column column : scene.removed(Column.class)) {
      if (scene.existed(column.table()) && !column.inherited()) {
        found.add(scene, column.id(), "dropped, " + column.type());
      }
    }
  }

  private static void constraints(Act act, Sink found) {
    for (Constraint constraint : act.lost(Constraint.class)) {
      Scene scene = act.sceneOf(constraint.id());
      ObjectId table = constraint.table();
      boolean replaced =
          act.gained(Constraint.class).stream()
              .anyMatch(now -> now.table().equals(table) && now.type() == constraint.type());
      boolean ofColumn =
          scene.removed(Column.class).stream().anyMatch(column -> column.table().equals(table));
      if (!replaced && !ofColumn && scene.existed(table) && !isProof(act, constraint)) {
        found.add(scene, constraint.id(), "dropped " + constraint.definition());
      }
    }
  }

  /** A check that a column is not null has done its work when the column itself says so. */
  private static boolean isProof(Act act, Constraint constraint) {
    return constraint.type() == Constraint.Type.CHECK
        && constraint.definition().contains("IS NOT NULL")
        && act.after().columns(constraint.table()).stream()
            .anyMatch(
                column -> column.notNull() && constraint.definition().contains(column.id().name()));
  }

  private static void cascades(Scene scene, Sink found) {
    scene.recording().notices().stream()
        .filter(notice -> notice.routine().equals("reportDependentObjects"))
        .forEach(notice -> found.add(scene, "", notice.message().replace('\n', ' ')));
  }

  private static void defaults(Scene scene, Sink found) {
    for (Change<Column> change : scene.changed(Column.class)) {
      Column now = change.after();
      boolean lost =
          change.before().plainDefault() != null && now.plainDefault() == null
              || change.before().identity() != null && now.identity() == null;
      boolean given = now.isGenerated() || now.identity() != null || now.plainDefault() != null;
      if (lost && !given && now.notNull() && scene.existed(now.table())) {
        found.add(scene, now.id(), "is NOT NULL and has no default any more");
      }
    }
  }
}
