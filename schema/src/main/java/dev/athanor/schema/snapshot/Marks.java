package dev.athanor.schema.snapshot;

import dev.athanor.schema.snapshot.MarkedCatalogs.Role;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Follows a catalog without reading what it says: which rows there are, and which transaction wrote
 * each. What belongs to no relation (types, functions, schemas, extensions, roles, …) has one mark
 * together.
 *
 * <p>A reading that throws leaves it of no use.
 */
final class Marks {
  /** What a relation is made of. */
  enum Part {
    /** The table itself, what it inherits from, its comment. */
    TABLE,
    COLUMNS,
    /** Constraints and indexes, which stand for each other. */
    KEYS,
    /** Triggers, rules, policies. */
    PROGRAMS,
    STATISTICS,
    SEQUENCE
  }

  /**
   * From which transaction on rows are listed the next time. Those of this session's own may still
   * be written again. What another one writes under an older number shows in the sums.
   */
  private static final String UNSEEN =
      "SELECT coalesce(pg_current_xact_id_if_assigned(), pg_snapshot_xmax(pg_current_snapshot()))"
          + "::text::bigint % 4294967296";

  /** A row of a relation's. */
  private record Row(long relation, long written) {}

  /**
   * A relation of whatever kind.
   *
   * @param kind its {@code relkind}
   * @param toast its TOAST table, or 0
   * @param table an index's table, or 0
   */
  private record Known(char kind, boolean temporary, long toast, long table) {
    boolean isIndex() {
      return kind == 'i' || kind == 'I';
    }
  }

  /** One catalog's row of a reading. */
  private record Told(int source, long rows, long mark, String listed) {}

  private static final class Followed {
    final Map<String, Row> rows = new HashMap<>();
    long mark;

    boolean is(Told told) {
      return rows.size() == told.rows() && mark == told.mark();
    }

    Row put(String key, Row row) {
      Row old = rows.put(key, row);
      mark += row.written() - (old == null ? 0 : old.written());
      return old;
    }

    Row remove(String key) {
      Row old = rows.remove(key);
      mark -= old.written();
      return old;
    }
  }

  private final List<Followed> followed = new ArrayList<>();
  private final Map<Integer, String> general = new HashMap<>();
  private final Map<Long, Known> relations = new HashMap<>();
  private final Map<Long, Long> toastOf = new HashMap<>();

  /** Those that the last reading found gone. */
  private final Map<Long, Known> gone = new HashMap<>();

  private final Map<Long, Set<Part>> changed = new HashMap<>();
  private boolean generalChanged;
  private String since = "0";

  Marks() {
    for (int number = 0; number < MarkedCatalogs.ALL; number++) {
      followed.add(new Followed());
    }
  }

  /** Reads what is otherwise since the last reading; the first time, everything. */
  void read(PreparedReads prepared, Connection connection) throws SQLException {
    changed.clear();
    gone.clear();
    generalChanged = false;
    String[] unseen = new String[1];
    List<Told> all = new ArrayList<>();
    PreparedReads.Message message = prepared.message(connection, false);
    message.add(UNSEEN, List.of(), row -> unseen[0] = row.getString(1));
    add(message, MarkedCatalogs.marks(), since, all);
    message.read();
    all.forEach(this::take);
    List<Told> suspects =
        all.stream()
            .filter(told -> told.source() < MarkedCatalogs.ALL)
            .filter(told -> !followed.get(told.source()).is(told))
            .toList();
    if (!suspects.isEmpty()) {
      findGone(suspects, prepared, connection);
    }
    since = unseen[0];
  }

  private static void add(
      PreparedReads.Message message, String sql, String since, List<Told> found) {
    message.add(sql, List.of("{" + since + "}"), row -> found.add(told(row)));
  }

  private static Told told(ResultSet row) throws SQLException {
    return new Told(row.getInt(1), row.getLong(2), row.getLong(3), row.getString(4));
  }

  private void take(Told told) {
    if (told.source() >= MarkedCatalogs.ALL) {
      String mark = told.rows() + " " + told.mark();
      generalChanged |= !mark.equals(general.put(told.source(), mark));
    } else {
      list(told).forEach((key, row) -> put(told.source(), key, row));
    }
  }

  /** The listed rows; of relations, what is known of each goes into {@link #relations}. */
  private Map<String, Row> list(Told told) {
    Map<String, Row> rows = new HashMap<>();
    if (told.listed() != null) {
      for (String each : told.listed().split(",")) {
        String[] fields = each.split(" ");
        Row row = new Row(Long.parseLong(fields[1]), Long.parseLong(fields[2]));
        rows.put(fields[0], row);
        if (told.source() == MarkedCatalogs.RELATIONS) {
          know(row.relation(), fields);
        }
      }
    }
    return rows;
  }

  private void know(long oid, String[] fields) {
    Known known =
        new Known(
            fields[3].charAt(0),
            fields[4].equals("t"),
            Long.parseLong(fields[5]),
            Long.parseLong(fields[6]));
    relations.put(oid, known);
    if (known.toast() != 0) {
      toastOf.put(known.toast(), oid);
    }
  }

  private void put(int source, String key, Row row) {
    Row old = followed.get(source).put(key, row);
    touch(source, row);
    if (old != null && old.relation() != row.relation()) {
      touch(source, old);
    }
  }

  /**
   * Finds rows that are gone: by their keys, and columns, of which there are most, by their
   * relations. Where that does not explain the marks, all rows are listed.
   */
  private void findGone(List<Told> suspects, PreparedReads prepared, Connection connection)
      throws SQLException {
    List<Told> keys = new ArrayList<>();
    PreparedReads.Message message = prepared.message(connection, false);
    for (Told told : suspects) {
      if (MarkedCatalogs.role(told.source()) != Role.ITS_COLUMN) {
        message.add(MarkedCatalogs.keys(told.source()), List.of(), row -> keys.add(told(row)));
      }
    }
    message.read();
    keys.forEach(this::keepOnly);
    for (Told told : suspects) {
      Followed rows = followed.get(told.source());
      if (MarkedCatalogs.role(told.source()) == Role.ITS_COLUMN) {
        lose(told.source(), key -> gone.containsKey(rows.rows.get(key).relation()));
      }
      if (!rows.is(told)) {
        List<Told> whole = new ArrayList<>();
        PreparedReads.Message again = prepared.message(connection, false);
        add(again, MarkedCatalogs.marks(told.source()), "0", whole);
        again.read();
        whole.forEach(this::compare);
      }
    }
  }

  private void keepOnly(Told keys) {
    Set<String> now =
        keys.listed() == null ? Set.of() : Set.copyOf(List.of(keys.listed().split(",")));
    lose(keys.source(), key -> !now.contains(key));
  }

  private void lose(int source, Predicate<String> which) {
    Set.copyOf(followed.get(source).rows.keySet()).stream()
        .filter(which)
        .forEach(key -> lose(source, key));
  }

  private void compare(Told told) {
    Followed rows = followed.get(told.source());
    Map<String, Row> now = list(told);
    lose(told.source(), key -> !now.containsKey(key));
    now.forEach(
        (key, row) -> {
          if (!row.equals(rows.rows.get(key))) {
            put(told.source(), key, row);
          }
        });
  }

  private void lose(int source, String key) {
    Row row = followed.get(source).remove(key);
    touch(source, row);
    if (source == MarkedCatalogs.RELATIONS) {
      gone.put(row.relation(), relations.remove(row.relation()));
    }
  }

  private Known known(long oid) {
    return relations.getOrDefault(oid, gone.get(oid));
  }

  private void touch(int source, Row row) {
    Known relation = known(row.relation());
    if (relation == null || relation.temporary()) {
      return;
    }
    boolean itself = source == MarkedCatalogs.RELATIONS;
    Role role = MarkedCatalogs.role(source);
    boolean generic = role == Role.ITSELF || role == Role.ITS_COLUMN;
    if (relation.kind() == 't') {
      touchToast(itself, row.relation());
    } else if (!relation.isIndex()) {
      boolean sequence = relation.kind() == 'S' && generic;
      touch(row.relation(), sequence ? Part.SEQUENCE : role.part());
    } else {
      Known table = known(relation.table());
      if (table == null || table.kind() == 't') {
        touchToast(itself, relation.table());
      } else if (!table.temporary()) {
        touch(relation.table(), generic ? Part.KEYS : role.part());
      }
    }
  }

  private void touchToast(boolean itself, long toast) {
    Long owner = toastOf.get(toast);
    if (itself && owner != null && known(owner) != null && !known(owner).temporary()) {
      touch(owner, Part.TABLE);
    }
  }

  private void touch(long relation, Part part) {
    changed.computeIfAbsent(relation, each -> EnumSet.noneOf(Part.class)).add(part);
  }

  /** Whether something that belongs to no relation was otherwise in the last reading. */
  boolean isGeneralChanged() {
    return generalChanged;
  }

  /** Relations of which the last reading found a part otherwise, come or gone. */
  Map<Long, Set<Part>> changed() {
    return changed;
  }

  /** Whether a relation is there. */
  boolean has(long relation) {
    return relations.containsKey(relation);
  }

  /** All of them, but for indexes and what is temporary. */
  Set<Long> relations() {
    Set<Long> all = new TreeSet<>();
    relations.forEach(
        (oid, each) -> {
          if (!each.temporary() && !each.isIndex() && each.kind() != 't') {
            all.add(oid);
          }
        });
    return all;
  }
}
