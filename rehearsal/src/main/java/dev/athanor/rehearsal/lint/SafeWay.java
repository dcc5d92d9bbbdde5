package dev.athanor.rehearsal.lint;

import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Index;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What leads to the same schema as a statement does, and keeps nobody out for long.
 *
 * @param stages each a changeset of its own
 */
public record SafeWay(List<Stage> stages) {
  private static final Names NAMES = new Names("public");

  /** An identifier's most bytes. */
  private static final int LONGEST = 63;

  /** How a stage is undone. */
  public sealed interface Undo {
    /** By what the statement's own changeset has for it. */
    record Own() implements Undo {}

    /** By nothing: what undoes another stage takes it along. */
    record Nothing() implements Undo {}

    record Sql(String sql) implements Undo {
      public Sql {
        Objects.requireNonNull(sql, "sql");
      }
    }
  }

  private static final Undo OWN = new Undo.Own();
  private static final Undo NOTHING = new Undo.Nothing();

  /**
   * One changeset.
   *
   * @param outside whether it runs in no transaction
   * @param sql its statements, without a semicolon
   */
  public record Stage(boolean outside, List<String> sql, Undo undo) {
    public Stage {
      sql = List.copyOf(sql);
      Objects.requireNonNull(undo, "undo");
    }
  }

  public SafeWay {
    stages = List.copyOf(stages);
  }

  private static Stage stage(Undo undo, String... sql) {
    return new Stage(false, List.of(sql), undo);
  }

  private static SafeWay outside(String sql) {
    return new SafeWay(List.of(new Stage(true, List.of(sql), OWN)));
  }

  static SafeWay built(Index index) {
    return outside(index.definition().replaceFirst(" INDEX ", " INDEX CONCURRENTLY "));
  }

  static SafeWay rebuilt(String schema, String index) {
    return outside("REINDEX INDEX CONCURRENTLY " + NAMES.qualified(schema, index));
  }

  static SafeWay dropped(ObjectId index) {
    return outside("DROP INDEX CONCURRENTLY " + NAMES.qualified(index.schema(), index.name()));
  }

  static SafeWay refreshed(ObjectId view) {
    return new SafeWay(
        List.of(
            stage(
                OWN,
                "REFRESH MATERIALIZED VIEW CONCURRENTLY "
                    + NAMES.qualified(view.schema(), view.name()))));
  }

  /** A constraint that is added first and validated then: a check, or a foreign key. */
  static SafeWay validated(Constraint constraint) {
    String alter = "ALTER TABLE " + NAMES.tableOf(constraint.id()) + " ";
    String name = Names.quote(constraint.id().name());
    return new SafeWay(
        List.of(
            stage(
                OWN,
                alter + "ADD CONSTRAINT " + name + " " + constraint.definition() + " NOT VALID"),
            stage(NOTHING, alter + "VALIDATE CONSTRAINT " + name)));
  }

  /** A column's NOT NULL, for which the server takes a valid check for a proof. */
  static SafeWay notNull(Column column) {
    return new SafeWay(proof(column, OWN));
  }

  private static List<Stage> proof(Column column, Undo undo) {
    String alter = "ALTER TABLE " + NAMES.tableOf(column.id()) + " ";
    String name = Names.quote(column.id().name());
    String check = Names.quote(proofName(column));
    return List.of(
        stage(
            new Undo.Sql(alter + "DROP CONSTRAINT IF EXISTS " + check),
            alter + "ADD CONSTRAINT " + check + " CHECK (" + name + " IS NOT NULL) NOT VALID"),
        stage(NOTHING, alter + "VALIDATE CONSTRAINT " + check),
        // In one statement the constraint is dropped first, and proves nothing any more.
        stage(
            undo,
            alter + "ALTER COLUMN " + name + " SET NOT NULL",
            alter + "DROP CONSTRAINT " + check));
  }

  /** Not the one that PostgreSQL 18 gives to the NOT NULL itself. */
  private static String proofName(Column column) {
    String name = column.id().within() + "_" + column.id().name();
    String suffix = "_proof";
    while ((name + suffix).getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      name = name.substring(0, name.offsetByCodePoints(name.length(), -1));
    }
    return name + suffix;
  }

  /**
   * A key whose index is built first.
   *
   * @param nullable its columns that it makes NOT NULL
   * @param columns what stands in its parentheses, with them
   * @param kind what stands before them
   */
  static SafeWay byIndex(
      Constraint constraint, List<Column> nullable, String kind, String columns) {
    String table = NAMES.tableOf(constraint.id());
    String name = Names.quote(constraint.id().name());
    List<Stage> stages = new ArrayList<>();
    for (Column column : nullable) {
      String nullAgain =
          "ALTER TABLE "
              + table
              + " ALTER COLUMN "
              + Names.quote(column.id().name())
              + " DROP NOT NULL";
      stages.addAll(proof(column, new Undo.Sql(nullAgain)));
    }
    stages.add(
        new Stage(
            true,
            List.of("CREATE UNIQUE INDEX CONCURRENTLY " + name + " ON " + table + " " + columns),
            new Undo.Sql(
                "DROP INDEX CONCURRENTLY IF EXISTS "
                    + NAMES.qualified(constraint.id().schema(), constraint.id().name()))));
    stages.add(
        stage(
            OWN,
            "ALTER TABLE "
                + table
                + " ADD CONSTRAINT "
                + name
                + " "
                + kind
                + " USING INDEX "
                + name));
    return new SafeWay(stages);
  }

  /** As a report shows it. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (Stage stage : stages) {
      if (stages.size() > 1) {
        text.append(
            stage.outside() ? "-- a changeset with runInTransaction:false\n" : "-- a changeset\n");
      }
      stage.sql().forEach(each -> text.append(each).append(";\n"));
    }
    return text.toString().stripTrailing();
  }
}
