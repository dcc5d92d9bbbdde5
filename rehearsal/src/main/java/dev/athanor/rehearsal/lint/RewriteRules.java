package dev.athanor.rehearsal.lint;

import static dev.athanor.rehearsal.lint.Level.ERROR;
import static dev.athanor.rehearsal.lint.Level.WARNING;

import dev.athanor.rehearsal.lint.Scene.Change;
import dev.athanor.rehearsal.recording.Relation;
import dev.athanor.rehearsal.recording.StatementRecording.Rewrite;
import dev.athanor.schema.convert.Types;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Index;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Table;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;

/** Tables, materialized views and indexes that are written anew while others want them. */
final class RewriteRules {

  /** What a table is written anew for. */
  private enum Cause {
    TYPE,
    STORED,
    NUMBERED,
    DOMAIN,
    DEFAULT,
    LOGGED,
    OTHER
  }

  static final List<Rule> RULES =
      List.of(
          rewrite(
              "type-change-rewrites",
              "a column's new type that writes an existing table anew",
              "Add a column of the new type, fill it in batches, keep both equal with a trigger, and"
                  + " drop the old one in a later release.",
              Cause.TYPE),
          rewrite(
              "volatile-default-rewrites",
              "a new column whose default differs from row to row, written into every row",
              "Add the column without the default, set the default in a second statement, and fill"
                  + " the old rows in batches.",
              Cause.DEFAULT),
          rewrite(
              "stored-generated-rewrites",
              "a stored generated column, computed for every row of an existing table",
              "Add a plain column that a trigger or the application fills; or, from PostgreSQL 18"
                  + " on, a virtual one.",
              Cause.STORED),
          rewrite(
              "numbered-column-rewrites",
              "an identity or serial column, numbered for every row of an existing table",
              "Add a plain bigint column, fill it in batches, and make it an identity column when no"
                  + " row is left.",
              Cause.NUMBERED),
          rewrite(
              "domain-column-rewrites",
              "a new column whose domain has constraints, checked for every row",
              "Add the column with the domain's base type and a CHECK that is NOT VALID, and"
                  + " validate that in a changeset of its own.",
              Cause.DOMAIN),
          rewrite(
              "logged-change-rewrites",
              "a table that becomes logged or unlogged, written anew",
              "Make a new table, copy in batches, and rename both in one short transaction.",
              Cause.LOGGED),
          rewrite(
              "table-rewrite",
              "a table written anew: CLUSTER, VACUUM FULL, another tablespace or access method",
              "Do it in a maintenance window, or with a tool that copies in the background.",
              Cause.OTHER),
          Rule.ofStatement(
              "type-change-rebuilds-index",
              WARNING,
              Harm.READERS,
              "a column's new type that leaves the table but builds its indexes again",
              "Create the index for the new type concurrently first, or drop it before and create it"
                  + " concurrently after.",
              RewriteRules::rebuilt),
          Rule.ofStatement(
              "refresh-blocks",
              ERROR,
              Harm.READERS,
              "a materialized view refreshed while nobody may read it",
              "Give it a unique index and write REFRESH MATERIALIZED VIEW CONCURRENTLY.",
              RewriteRules::refreshed));

  private RewriteRules() {}

  private static Rule rewrite(String id, String finds, String nextStep, Cause cause) {
    BiConsumer<Scene, Sink> judge =
        (scene, found) -> {
          for (Rewrite rewrite : scene.rewrites(Relation.Kind.TABLE)) {
            ObjectId table = scene.table(rewrite.relation());
            if (causes(scene, table).contains(cause)) {
              report(scene, found, scene.before().root(table), rewrite);
            }
          }
        };
    return Rule.ofStatement(id, ERROR, Harm.READERS, finds, nextStep, judge);
  }

  private static void report(Scene scene, Sink found, ObjectId table, Rewrite rewrite) {
    String lock = scene.lock(table).map(mode -> " under " + mode.sql()).orElse("");
    boolean whole = rewrite.relation().path().equals(table.path());
    String written = whole ? "written anew" : "wrote " + rewrite.relation().path() + " anew";
    found.add(scene, table, written + lock + what(scene, table));
  }

  private static String what(Scene scene, ObjectId table) {
    for (Change<Column> change : scene.changed(Column.class)) {
      if (change.before().table().equals(table) && isRetyped(change)) {
        return String.format(
            ": %s from %s to %s",
            change.before().id().name(), change.before().type(), change.after().type());
      }
    }
    for (Column column : scene.added(Column.class)) {
      if (column.table().equals(table)) {
        return ": added " + column.id().name() + " " + column.type();
      }
    }
    return "";
  }

  private static boolean isRetyped(Change<Column> change) {
    return !Types.isFree(change.before().type(), change.after().type());
  }

  private static Set<Cause> causes(Scene scene, ObjectId table) {
    Set<Cause> causes = EnumSet.noneOf(Cause.class);
    for (Change<Column> change : scene.changed(Column.class)) {
      if (change.before().table().equals(table)) {
        changed(change, causes);
      }
    }
    for (Change<Table> change : scene.changed(Table.class)) {
      if (change.before().id().equals(table)
          && change.before().unlogged() != change.after().unlogged()) {
        causes.add(Cause.LOGGED);
      }
    }
    boolean known = !causes.isEmpty();
    for (Column column : scene.added(Column.class)) {
      if (column.table().equals(table)) {
        added(scene, column, known, causes);
      }
    }
    if (causes.isEmpty()) {
      causes.add(Cause.OTHER);
    }
    return causes;
  }

  private static void changed(Change<Column> change, Set<Cause> causes) {
    Column now = change.after();
    boolean recomputed =
        !Objects.equals(change.before().defaultExpression(), now.defaultExpression())
            || !change.before().isGenerated();
    if (now.generated() == Column.Generated.STORED && recomputed) {
      causes.add(Cause.STORED);
    } else if (isRetyped(change)) {
      causes.add(Cause.TYPE);
    }
  }

  private static void added(Scene scene, Column column, boolean known, Set<Cause> causes) {
    String expression = column.plainDefault();
    if (column.generated() == Column.Generated.STORED) {
      causes.add(Cause.STORED);
    } else if (column.identity() != null || Volatility.numbers(expression)) {
      causes.add(Cause.NUMBERED);
    } else if (TypeRules.isConstrained(scene.after(), column.type())) {
      causes.add(Cause.DOMAIN);
    } else if (expression != null && (!known || Volatility.isVolatile(expression, scene.after()))) {
      causes.add(Cause.DEFAULT);
    }
  }

  private static void rebuilt(Scene scene, Sink found) {
    for (Rewrite rewrite : scene.rewrites(Relation.Kind.INDEX)) {
      ObjectId table = scene.table(rewrite.relation());
      boolean columns =
          scene.changed(Column.class).stream()
              .anyMatch(change -> change.before().table().equals(table));
      if (columns && !scene.rewrites(table)) {
        found.add(
            scene,
            table.child(dev.athanor.schema.model.Kind.INDEX, rewrite.relation().name()),
            "built " + rewrite.relation().path() + " again under ACCESS EXCLUSIVE");
      }
    }
  }

  private static void refreshed(Scene scene, Sink found) {
    for (Rewrite rewrite : scene.rewrites(Relation.Kind.MATERIALIZED_VIEW)) {
      ObjectId view = scene.table(rewrite.relation());
      if (scene.blocksReads(view)) {
        found.add(
            scene,
            view,
            "written anew under ACCESS EXCLUSIVE",
            hasKey(scene, view) ? SafeWay.refreshed(view) : null);
      }
    }
  }

  /** Whether rows can be told apart, which a concurrent refresh needs. */
  private static boolean hasKey(Scene scene, ObjectId view) {
    return scene.before().all(Index.class).stream()
        .filter(index -> index.unique() && !index.computed())
        .anyMatch(
            index ->
                index.id().schema().equals(view.schema())
                    && index.id().within().equals(view.name()));
  }
}
