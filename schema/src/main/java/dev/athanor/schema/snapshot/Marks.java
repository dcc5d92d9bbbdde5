package dev.athanor.schema.snapshot;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells two moments of a catalog apart without reading what it says: each row of it is marked by
 * the transaction that wrote it and by its place, and the marks of what belongs to one relation are
 * summed up, part by part.
 *
 * <p>What belongs to no relation (types, functions, schemas, extensions, roles, …) has one mark
 * together.
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

  /** A part of a relation; no relation at all is 0. */
  private record Place(long relation, Part part) {}

  private static String mark(String row) {
    return "hashtext(%1$s.xmin::text || %1$s.ctid::text)".formatted(row);
  }

  private static String general(String catalog) {
    return "SELECT 0::oid, 'TABLE', " + mark("x") + " FROM " + catalog + " x WHERE x.oid >= 16384";
  }

  private static String ofTable(String catalog, String table, Part part) {
    return "SELECT r.root, '%s', %s FROM %s x JOIN rel r ON r.oid = x.%s"
        .formatted(part, mark("x"), catalog, table);
  }

  private static final String QUERY =
      String.join(
          "\nUNION ALL ",
          "WITH rel AS MATERIALIZED (SELECT c.oid, c.relkind, coalesce(i.indrelid, c.oid) AS root,"
              + " CASE WHEN i.indrelid IS NOT NULL THEN 'KEYS' WHEN c.relkind = 'S' THEN 'SEQUENCE'"
              + " ELSE 'TABLE' END AS part, "
              + mark("c")
              + " AS mark FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid"
              + " WHERE c.oid >= 16384 AND c.relkind <> 't' AND c.relpersistence <> 't'"
              + " AND c.relnamespace <> 'pg_toast'::regnamespace),"
              + " marks (root, part, mark) AS (SELECT root, part, mark FROM rel",
          "SELECT r.root, CASE r.part WHEN 'TABLE' THEN 'COLUMNS' ELSE r.part END, "
              + mark("a")
              + " FROM pg_attribute a JOIN rel r ON r.oid = a.attrelid"
              + " WHERE a.attrelid >= 16384 AND a.attnum > 0",
          // What it sets for its TOAST table stands there.
          "SELECT c.oid, 'TABLE', "
              + mark("t")
              + " FROM pg_class c JOIN rel r ON r.oid = c.oid"
              + " JOIN pg_class t ON t.oid = c.reltoastrelid",
          ofTable("pg_attrdef", "adrelid", Part.COLUMNS),
          ofTable("pg_constraint", "conrelid", Part.KEYS),
          // A domain's.
          "SELECT 0::oid, 'TABLE', "
              + mark("k")
              + " FROM pg_constraint k WHERE k.oid >= 16384 AND k.conrelid = 0",
          ofTable("pg_index", "indrelid", Part.KEYS),
          ofTable("pg_trigger", "tgrelid", Part.PROGRAMS) + " WHERE NOT x.tgisinternal",
          ofTable("pg_policy", "polrelid", Part.PROGRAMS),
          ofTable("pg_rewrite", "ev_class", Part.PROGRAMS),
          ofTable("pg_statistic_ext", "stxrelid", Part.STATISTICS),
          ofTable("pg_inherits", "inhrelid", Part.TABLE),
          ofTable("pg_sequence", "seqrelid", Part.SEQUENCE),
          "SELECT 0::oid, 'TABLE', "
              + mark("e")
              + " FROM pg_depend e WHERE e.refclassid = 'pg_extension'::regclass"
              + " AND e.deptype = 'e' AND e.objid >= 16384",
          // An identity's sequence is a part of its column.
          "SELECT d.refobjid, 'COLUMNS', "
              + mark("q")
              + " FROM pg_sequence q JOIN pg_depend d ON d.classid = 'pg_class'::regclass"
              + " AND d.objid = q.seqrelid AND d.refclassid = 'pg_class'::regclass"
              + " AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')",
          "SELECT d.objid, 'SEQUENCE', "
              + mark("d")
              + " FROM pg_sequence q JOIN pg_depend d ON d.classid = 'pg_class'::regclass"
              + " AND d.objid = q.seqrelid AND d.refclassid = 'pg_class'::regclass"
              + " AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')",
          "SELECT coalesce(r.root, 0), CASE WHEN d.objsubid > 0 AND r.part = 'TABLE' THEN 'COLUMNS'"
              + " ELSE coalesce(r.part, 'TABLE') END, "
              + mark("d")
              + " FROM pg_description d LEFT JOIN rel r ON d.classoid = 'pg_class'::regclass"
              + " AND r.oid = d.objoid WHERE d.objoid >= 16384",
          general("pg_namespace"),
          general("pg_extension"),
          general("pg_proc"),
          general("pg_collation"),
          general("pg_cast"),
          general("pg_operator"),
          general("pg_opclass"),
          general("pg_ts_config"),
          general("pg_ts_dict"),
          general("pg_enum"),
          "SELECT 0::oid, 'TABLE', " + mark("g") + " FROM pg_range g WHERE rngtypid >= 16384",
          // Every table and view has a type of its own, and that an array.
          "SELECT 0::oid, 'TABLE', "
              + mark("t")
              + " FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid WHERE t.oid >= 16384"
              + " AND t.typcategory <> 'A' AND coalesce(c.relkind = 'c', true)",
          "SELECT 0::oid, 'TABLE', hashtext(oid::text || ' ' || rolname) FROM pg_roles)"
              + " SELECT m.root, m.part, sum(m.mark), count(*), coalesce(max(r.relkind), ' ')"
              + " FROM marks m LEFT JOIN rel r ON r.oid = m.root GROUP BY m.root, m.part");

  private final Map<Place, String> marks = new HashMap<>();
  private final Map<Long, String> kinds = new HashMap<>();

  private Marks() {}

  /** Those of now, by a search path of PostgreSQL's own. */
  static Marks read(Connection connection) throws SQLException {
    Marks marks = new Marks();
    try (PreparedStatement statement = connection.prepareStatement(QUERY);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        Place place = new Place(row.getLong(1), Part.valueOf(row.getString(2)));
        marks.marks.put(place, row.getString(3) + ' ' + row.getString(4));
        marks.kinds.put(place.relation(), row.getString(5));
      }
    }
    return marks;
  }

  /** Whether what belongs to no relation is as it was. */
  boolean isGeneralAsIn(Marks earlier) {
    Place general = new Place(0, Part.TABLE);
    return Objects.equals(marks.get(general), earlier.marks.get(general));
  }

  /** Relations of which a part is otherwise, came or went since, each with these parts. */
  Map<Long, Set<Part>> since(Marks earlier) {
    Map<Long, Set<Part>> changed = new HashMap<>();
    marks.forEach(
        (place, mark) -> {
          if (!mark.equals(earlier.marks.get(place))) {
            add(changed, place);
          }
        });
    earlier.marks.keySet().stream()
        .filter(place -> !marks.containsKey(place))
        .forEach(place -> add(changed, place));
    return changed;
  }

  private static void add(Map<Long, Set<Part>> changed, Place place) {
    changed
        .computeIfAbsent(place.relation(), relation -> EnumSet.noneOf(Part.class))
        .add(place.part());
  }

  /** A relation's {@code relkind}; a blank for what is none (any more). */
  String kind(long relation) {
    return kinds.getOrDefault(relation, " ");
  }

  /** All of them. */
  Set<Long> relations() {
    return new TreeSet<>(kinds.keySet());
  }
}
