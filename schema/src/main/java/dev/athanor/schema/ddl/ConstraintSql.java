package dev.athanor.schema.ddl;

import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Index;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Table;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Constraints and indexes on tables that exist. */
final class ConstraintSql {
  /** Not WITHOUT OVERLAPS, which has no index statement of its own. */
  private static final Pattern UNIQUE =
      Pattern.compile(
          "(?!.* WITHOUT OVERLAPS\\))(PRIMARY KEY|UNIQUE)( NULLS NOT DISTINCT)? (\\(.*?\\))"
              + "( INCLUDE \\(.*?\\))?( .*)?");

  private static final Pattern AFTER_OPTIONS =
      Pattern.compile(" WHERE \\(| DEFERRABLE| INITIALLY DEFERRED");
  private static final Pattern INDEX_NAME = Pattern.compile("^(CREATE (?:UNIQUE )?INDEX )");

  private final Context context;
  private final CommentSql comments;

  ConstraintSql(Context context, CommentSql comments) {
    this.context = context;
    this.comments = comments;
  }

  /** The definition with the storage parameters of its index in their place. */
  static String body(Constraint constraint) {
    String definition = constraint.definition();
    if (constraint.options().isEmpty()) {
      return definition;
    }
    Matcher matcher = AFTER_OPTIONS.matcher(definition);
    int at = matcher.find() ? matcher.start() : definition.length();
    return definition.substring(0, at)
        + " WITH ("
        + constraint.options()
        + ")"
        + definition.substring(at);
  }

  void create(Constraint constraint) {
    boolean safe =
        isSafe()
            && constraint.valid()
            && constraint.isEnforced()
            && isPlainExisting(constraint.table());
    String alter = "ALTER TABLE " + table(constraint.id());
    String name = Names.quote(constraint.id().name());
    String add = alter + " ADD CONSTRAINT " + name + " " + body(constraint);
    Matcher unique = UNIQUE.matcher(constraint.definition());
    boolean byIndex = safe && constraint.isIndexed() && unique.matches();
    if (byIndex) {
      addByIndex(constraint, unique);
    } else if (safe && !constraint.isIndexed()) {
      context.script().add(add + " NOT VALID");
      context.script().nextGroup();
      context.script().add(alter + " VALIDATE CONSTRAINT " + name);
      context.script().nextGroup();
    } else {
      context.script().add(constraint.valid() ? add : add + " NOT VALID");
    }
    comment(null, constraint);
    if (byIndex) {
      // The index cannot come back when the constraint goes: the two are undone by themselves.
      context.script().nextGroup();
    }
  }

  private boolean isSafe() {
    return context.options().safe() && !context.script().isHeld();
  }

  /** What is said of it and of the index behind it. */
  void comment(Constraint before, Constraint after) {
    comments.write(before, after);
    String old = before == null ? null : before.indexComment();
    if (!Objects.equals(old, after.indexComment())) {
      String index = context.names().of(after.id().as(Kind.INDEX));
      comments.write("INDEX " + index, after.indexComment());
    }
  }

  private void addByIndex(Constraint constraint, Matcher unique) {
    String name = Names.quote(constraint.id().name());
    context
        .script()
        .addAlone(
            "CREATE UNIQUE INDEX CONCURRENTLY "
                + name
                + " ON "
                + table(constraint.id())
                + " "
                + unique.group(3)
                + text(unique.group(4))
                + text(unique.group(2))
                + (constraint.options().isEmpty() ? "" : " WITH (" + constraint.options() + ")"));
    context
        .script()
        .add(
            "ALTER TABLE "
                + table(constraint.id())
                + " ADD CONSTRAINT "
                + name
                + " "
                + unique.group(1)
                + " USING INDEX "
                + name
                + text(unique.group(5)));
  }

  private static String text(String group) {
    return group == null ? "" : group;
  }

  void alter(Constraint before, Constraint after) {
    if (!before.valid() && after.valid()) {
      String alter = "ALTER TABLE " + table(after.id());
      context.script().add(alter + " VALIDATE CONSTRAINT " + Names.quote(after.id().name()));
    }
    comment(before, after);
  }

  void drop(Constraint constraint) {
    context
        .script()
        .add(
            "ALTER TABLE "
                + table(constraint.id())
                + " DROP CONSTRAINT "
                + Names.quote(constraint.id().name()));
  }

  void create(Index index) {
    ObjectId table = ObjectId.table(index.id().schema(), index.id().within());
    if (isSafe() && isPlainExisting(table)) {
      context
          .script()
          .addAlone(INDEX_NAME.matcher(index.definition()).replaceFirst("$1CONCURRENTLY "));
    } else {
      context.script().add(index.definition());
    }
    statistics(new TreeMap<>(), index);
    comments.write(null, index);
  }

  void alter(Index before, Index after) {
    statistics(before.statistics(), after);
    comments.write(before, after);
  }

  private void statistics(SortedMap<String, String> before, Index index) {
    Set<String> columns = new TreeSet<>(before.keySet());
    columns.addAll(index.statistics().keySet());
    for (String column : columns) {
      String target = index.statistics().getOrDefault(column, "-1");
      if (!target.equals(before.get(column))) {
        String alter = "ALTER INDEX " + context.names().of(index.id());
        context.script().add(alter + " ALTER COLUMN " + column + " SET STATISTICS " + target);
      }
    }
  }

  void drop(Index index) {
    String name = context.names().of(index.id());
    ObjectId table = ObjectId.table(index.id().schema(), index.id().within());
    if (isSafe() && !index.partitioned() && isPlainExisting(table)) {
      context.script().addAlone("DROP INDEX CONCURRENTLY " + name);
    } else {
      context.script().add("DROP INDEX " + name);
    }
  }

  /** Whether rows may be there; what is concurrent does not work on partitioned tables. */
  private boolean isPlainExisting(ObjectId table) {
    return context.isExisting(table)
        && context.before().objects.get(table) instanceof Table before
        && !before.isPartitioned();
  }

  private String table(ObjectId id) {
    return context.names().tableOf(id);
  }
}
