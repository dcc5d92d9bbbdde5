package dev.athanor.schema.ddl;

import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.View;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Views and materialized views. */
final class ViewSql {
  private final Context context;
  private final CommentSql comments;

  ViewSql(Context context, CommentSql comments) {
    this.context = context;
    this.comments = comments;
  }

  void create(View view) {
    context.script().add("CREATE " + body(view));
    finish(null, view);
  }

  void alter(View before, View after) {
    boolean same =
        before.definition().equals(after.definition()) && before.columns().equals(after.columns());
    if (after.materialized()) {
      String alter = "ALTER MATERIALIZED VIEW " + context.names().of(after.id());
      Options.change(alter, before.options(), after.options()).forEach(context.script()::add);
    } else if (!same || !before.options().equals(after.options())) {
      context.script().add("CREATE OR REPLACE " + body(after));
    }
    finish(before, after);
  }

  void drop(View view) {
    context.script().add("DROP " + kind(view) + context.names().of(view.id()));
  }

  private String body(View view) {
    return kind(view)
        + context.names().of(view.id())
        + (view.options().isEmpty() ? "" : "\nWITH (" + Options.list(view.options()) + ")")
        + " AS\n"
        + view.definition();
  }

  private static String kind(View view) {
    return view.materialized() ? "MATERIALIZED VIEW " : "VIEW ";
  }

  private void finish(View before, View after) {
    SortedMap<String, String> none = new TreeMap<>();
    SortedMap<String, String> defaults = before == null ? none : before.columnDefaults();
    for (String column : changed(defaults, after.columnDefaults())) {
      String value = after.columnDefaults().get(column);
      context
          .script()
          .add(
              "ALTER VIEW "
                  + context.names().of(after.id())
                  + " ALTER COLUMN "
                  + Names.quote(column)
                  + (value == null ? " DROP DEFAULT" : " SET DEFAULT " + value));
    }
    comments.write(before, after);
    SortedMap<String, String> texts = before == null ? none : before.columnComments();
    for (String column : changed(texts, after.columnComments())) {
      comments.write(
          "COLUMN " + context.names().of(after.id()) + "." + Names.quote(column),
          after.columnComments().get(column));
    }
  }

  private static Set<String> changed(
      SortedMap<String, String> before, SortedMap<String, String> after) {
    Set<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    keys.removeIf(key -> before.containsKey(key) && before.get(key).equals(after.get(key)));
    return keys;
  }
}
