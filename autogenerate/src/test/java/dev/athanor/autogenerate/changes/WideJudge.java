package dev.athanor.autogenerate.changes;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.schema.convert.Conversion;
import dev.athanor.schema.convert.Conversions;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Index;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/** Runs a pair's revision on rows, up and back from wherever it stops, and looks at all of it. */
final class WideJudge {
  private final WidePair pair;
  private final WideAnswers answers;
  private final Bundle bundle;
  private final String text;
  private final LiveDatabase live;
  private final List<String> stopsBack = new ArrayList<>();
  private SchemaSnapshot before;
  private SchemaSnapshot after;

  /**
   * @param text the revision's, for whoever reads of a fault
   * @param live an empty database
   */
  WideJudge(WidePair pair, WideAnswers answers, Bundle bundle, String text, LiveDatabase live) {
    this.pair = pair;
    this.answers = answers;
    this.bundle = bundle;
    this.text = text;
    this.live = live;
  }

  /**
   * @return whether it ran to its end with all rows
   */
  boolean judge() throws SQLException {
    int last = bundle.revisions().size() - 1;
    for (int i = 0; i < last; i++) {
      live.upgrade(bundle, i);
    }
    if (!pair.rowsInRevision()) {
      live.execute(List.of(pair.rows()));
    }
    before = live.schema();
    boolean whole = upAndBack(bundle.revisions().get(last));
    if (!whole) {
      empty();
      require(upAndBack(bundle.revisions().get(last)), "It stops without rows, too");
    }
    return whole;
  }

  private void empty() throws SQLException {
    Names names = new Names("public");
    String tables =
        String.join(
            ", ", live.schema().all(Table.class).stream().map(t -> names.of(t.id())).toList());
    live.execute(List.of("TRUNCATE " + tables + " CASCADE"));
  }

  private boolean upAndBack(CompiledRevision revision) throws SQLException {
    String dump = live.dump();
    Map<ObjectId, List<String>> values = live.values(before);
    List<Map<ObjectId, SchemaObject>> between = new ArrayList<>();
    SQLException stop = null;
    for (Changeset changeset : revision.changesets()) {
      between.add(live.objects());
      try {
        live.run(changeset, bundle.sql(changeset.key()).up());
      } catch (SQLException e) {
        require(isOfRows(e), "The way up: " + e.getMessage());
        stop = e;
        if (!changeset.transactional()) {
          // An index that rows stopped is there, and is INVALID.
          live.run(changeset, bundle.sql(changeset.key()).down());
        }
        break;
      }
    }
    boolean whole = stop == null;
    if (whole) {
      after = live.schema();
      requireValues(values, live.values(after), false);
      requireNumbers(pair.after(), before, true);
    }
    boolean back = back(revision, between, whole ? between.size() : between.size() - 1);
    String now = live.dump();
    List<String> gone = new ArrayList<>(dump.lines().toList());
    List<String> come = new ArrayList<>(now.lines().toList());
    come.removeAll(dump.lines().toList());
    gone.removeAll(now.lines().toList());
    require(
        gone.isEmpty() && come.isEmpty(),
        "Not equal: pg_dump after the way back\n  " + gone + "\n  is " + come);
    if (whole && back) {
      requireValues(values, live.values(before), true);
      requireNumbers(pair.before(), after, false);
    }
    return whole && back;
  }

  /** What rows stopped on the way back. */
  List<String> stopsBack() {
    return stopsBack;
  }

  /** Each changeset back to what was there before it; without rows from where they stop it. */
  private boolean back(
      CompiledRevision revision, List<Map<ObjectId, SchemaObject>> between, int done)
      throws SQLException {
    int stops = stopsBack.size();
    for (int i = done - 1; i >= 0; i--) {
      Changeset changeset = revision.changesets().get(i);
      List<String> down = bundle.sql(changeset.key()).down();
      try {
        live.run(changeset, down);
      } catch (SQLException e) {
        require(isOfRows(e), "The way back from " + changeset.key().id() + ": " + e.getMessage());
        stopsBack.add(e.getMessage());
        empty();
        live.run(changeset, down);
      }
      requireEqual(
          between.get(i), live.objects(), "the way back from " + changeset.key().id(), i > 0);
    }
    return stopsBack.size() == stops;
  }

  /**
   * What keeps its type, or gets one that holds the same, has the values that it had; where a
   * generator stands is no value.
   */
  private void requireValues(
      Map<ObjectId, List<String>> old, Map<ObjectId, List<String>> now, boolean wentBack) {
    for (Column column : before.all(Column.class)) {
      if (after.get(answers.now(column.id())) instanceof Column other
          && old.containsKey(column.id())
          && !column.id().within().equals("counters")) {
        ObjectId id = wentBack ? column.id() : other.id();
        boolean same = column.type().equals(other.type());
        boolean filled = !column.notNull() && other.notNull();
        // A partition's column has no check of its own that says what its values mean.
        boolean led = column.inherited();
        Conversion conversion = Conversions.between(before, after).of(column, other);
        boolean kept = conversion.kind().compareTo(Conversion.Kind.CHECKED) <= 0;
        if (!filled && (same || wentBack && kept && !led)) {
          requireEqual(old.get(column.id()), now.get(id), "the values of " + column.id());
        }
        if (!same && conversion.kind() == Conversion.Kind.LOSSY) {
          require(text.contains("-- dataLoss: "), "A loss in " + column.id() + " is not marked");
        }
      }
    }
  }

  /** The next key is none of those that are there. */
  private void requireNumbers(List<WideEntity> entities, SchemaSnapshot from, boolean up)
      throws SQLException {
    for (WideEntity entity : entities) {
      boolean number = entity.id().type().matches("Integer|Long");
      if (up && number && entity.id().generator() == WideId.Generator.TABLE) {
        requireRow(entity);
        continue;
      }
      boolean identity = entity.id().generator() == WideId.Generator.IDENTITY;
      String sequence = entity.id().sequence(entity.table());
      ObjectId made = ObjectId.of(Kind.SEQUENCE, "public", sequence);
      if (!number || !identity && sequence.isEmpty()) {
        continue;
      }
      WideEntity other = same(entity, up ? pair.before() : pair.after());
      if (other == null
          || other.id().generator() == entity.id().generator()
          || answers.isRenamed(made, up)
          || from.get(made) != null && !other.id().leavesItsMark()) {
        continue;
      }
      String next =
          identity
              ? "pg_get_serial_sequence('" + entity.table() + "', 'id')"
              : "'" + sequence + "'";
      long highest = live.number("SELECT coalesce(max(id), 0) FROM " + entity.table());
      long first =
          live.number("SELECT nextval(" + next + ")") - (identity ? 0 : entity.id().given() - 1);
      require(
          first > highest || highest == 0,
          "The next key of %s is %d, and it has %d".formatted(entity.table(), first, highest));
    }
  }

  /** A row gives the last key of its next block; where there is none the keys start at 1. */
  private void requireRow(WideEntity entity) throws SQLException {
    WideEntity other = same(entity, pair.before());
    boolean changed =
        other != null
            && (other.id().generator() != entity.id().generator()
                || !other.table().equals(entity.table()));
    if (changed) {
      long highest = live.number("SELECT coalesce(max(id), 0) FROM " + entity.table());
      String row = " FROM counters WHERE sequence_name = '" + entity.table() + "'";
      long last = live.number("SELECT coalesce(max(next_val), 0)" + row);
      require(
          last - entity.id().step() >= highest || highest == 0,
          "The next keys of %s end at %d, and it has %d".formatted(entity.table(), last, highest));
    }
  }

  private static WideEntity same(WideEntity entity, List<WideEntity> others) {
    return others.stream()
        .filter(other -> other.name().equals(entity.name()))
        .findFirst()
        .orElse(null);
  }

  /** The provider's own schema, made in an empty database. */
  void requireProvided(LiveDatabase empty, List<String> ddl) throws SQLException {
    empty.execute(ddl);
    Map<ObjectId, SchemaObject> wanted = empty.objects();
    Map<ObjectId, SchemaObject> is = new TreeMap<>(after.objects());
    is.keySet().removeIf(id -> id.kind() == Kind.VIEW);
    requireEqual(asked(wanted), asked(is), "the provider's schema");
  }

  /**
   * What JPA asks for: that a column counts by itself and nothing of what it counts with, and
   * columns that are unique by a name of the server's own.
   */
  private static Map<Object, SchemaObject> asked(Map<ObjectId, SchemaObject> made) {
    Map<Object, SchemaObject> asked = new TreeMap<>();
    made.forEach(
        (id, object) -> {
          if (object instanceof Column c && c.identity() != null) {
            asked.put(id, Column.of(c.id(), c.type(), c.notNull(), "identity"));
          } else if (object instanceof Constraint key && key.type() == Constraint.Type.UNIQUE) {
            ObjectId unnamed = ObjectId.column(id.schema(), id.within(), key.definition());
            asked.put(unnamed, Column.of(unnamed, "unique", true, null));
          } else if (!(object instanceof Index index && index.unique())) {
            asked.put(id, object);
          }
        });
    return asked;
  }

  private void requireEqual(Object wanted, Object is, String what) {
    requireEqual(wanted, is, what, false);
  }

  private void requireEqual(Object wanted, Object is, String what, boolean betweenChangesets) {
    if (wanted instanceof Map<?, ?> a && is instanceof Map<?, ?> b) {
      TreeSet<Object> keys = new TreeSet<>(a.keySet());
      keys.addAll(b.keySet());
      keys.removeIf(key -> Objects.equals(a.get(key), b.get(key)));
      if (betweenChangesets) {
        // A constraint that was made of an index takes it along.
        keys.removeIf(
            key -> a.get(key) instanceof Index index && index.unique() && !b.containsKey(key));
      }
      StringBuilder differences = new StringBuilder();
      keys.forEach(
          key ->
              differences.append("\n  ").append(a.get(key)).append("\n  is ").append(b.get(key)));
      require(keys.isEmpty(), "Not equal: " + what + differences);
      return;
    }
    require(Objects.equals(wanted, is), "Not equal: " + what + "\n  " + wanted + "\n  is " + is);
  }

  private void require(boolean is, String message) {
    if (!is) {
      throw new AssertionError(message + "\n--- revision\n" + text);
    }
  }

  private static boolean isOfRows(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    boolean conversion = e.getMessage().contains(" TYPE ") && e.getMessage().contains(" USING ");
    return state.startsWith("22")
        || state.startsWith("23")
        || conversion && state.matches("42704|42601|XX000");
  }
}
