package dev.athanor.schema.snapshot;

import java.sql.SQLException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
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

  private static final Part[] PARTS = Part.values();

  /** A part of a relation; no relation at all is 0. */
  private record Place(long relation, Part part) {}

  private static String mark(String row) {
    return "hashtext(%1$s.xmin::text || %1$s.ctid::text)".formatted(row);
  }

  /** The part that the relation itself is. */
  private static final int ITSELF = -1;

  /** Columns; of an index or a sequence, the part that it is itself. */
  private static final int ITS_COLUMNS = -2;

  private static String general(String catalog) {
    return of("0", Part.TABLE.ordinal(), catalog, "x.oid >= 16384");
  }

  private static String of(String relation, Part part, String catalog) {
    return of("x." + relation, part.ordinal(), catalog, "x." + relation + " >= 16384");
  }

  private static String of(String relation, int part, String catalog, String condition) {
    return "SELECT %s::oid, %d, %s FROM %s x WHERE %s"
        .formatted(relation, part, mark("x"), catalog, condition);
  }

  /** What a sequence has to do with a column: its column's part, and its own. */
  private static String numbering(String relation, Part part, String marked) {
    return "SELECT d."
        + relation
        + ", "
        + part.ordinal()
        + ", "
        + mark(marked)
        + " FROM pg_sequence q JOIN pg_depend d ON d.classid = 'pg_class'::regclass"
        + " AND d.objid = q.seqrelid AND d.refclassid = 'pg_class'::regclass"
        + " AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')";
  }

  private static final String RELATIONS =
      """
      WITH rel AS MATERIALIZED (
        SELECT c.oid, coalesce(i.indrelid, c.oid) AS root, coalesce(t.relkind, c.relkind) AS kind,
          CASE WHEN i.indrelid IS NOT NULL THEN %d WHEN c.relkind = 'S' THEN %d ELSE %d END AS part,
          %s AS mark
        FROM pg_class c
        LEFT JOIN pg_index i ON i.indexrelid = c.oid
        LEFT JOIN pg_class t ON t.oid = i.indrelid
        WHERE c.oid >= 16384 AND c.relkind <> 't' AND c.relpersistence <> 't'
          AND c.relnamespace <> 'pg_toast'::regnamespace
      ), marks (relation, part, mark) AS (
        SELECT oid, %d, mark FROM rel
      """
          .formatted(
              Part.KEYS.ordinal(),
              Part.SEQUENCE.ordinal(),
              Part.TABLE.ordinal(),
              mark("c"),
              ITSELF);

  /** Each catalog is read once, and joined to relations once: most have few rows of users'. */
  private static final String QUERY =
      String.join(
              "\nUNION ALL ",
              RELATIONS,
              of("x.attrelid", ITS_COLUMNS, "pg_attribute", "x.attrelid >= 16384 AND x.attnum > 0"),
              // What a table sets for its TOAST table stands there; that one's index goes with it.
              "SELECT c.oid, 0, "
                  + mark("t")
                  + " FROM pg_class c JOIN pg_class t ON t.oid = c.reltoastrelid",
              "SELECT c.oid, 0, "
                  + mark("t")
                  + " FROM pg_class c JOIN pg_index i ON i.indrelid = c.reltoastrelid"
                  + " JOIN pg_class t ON t.oid = i.indexrelid WHERE c.oid >= 16384",
              of("adrelid", Part.COLUMNS, "pg_attrdef"),
              of("conrelid", Part.KEYS, "pg_constraint"),
              // A domain's.
              of("0", 0, "pg_constraint", "x.oid >= 16384 AND x.conrelid = 0"),
              of("indrelid", Part.KEYS, "pg_index"),
              of("tgrelid", Part.PROGRAMS, "pg_trigger") + " AND NOT x.tgisinternal",
              of("polrelid", Part.PROGRAMS, "pg_policy"),
              of("ev_class", Part.PROGRAMS, "pg_rewrite"),
              of("stxrelid", Part.STATISTICS, "pg_statistic_ext"),
              of("inhrelid", Part.TABLE, "pg_inherits"),
              of("seqrelid", Part.SEQUENCE, "pg_sequence"),
              of(
                  "0",
                  0,
                  "pg_depend",
                  "x.refclassid = 'pg_extension'::regclass AND x.deptype = 'e'"
                      + " AND x.objid >= 16384"),
              // An identity's sequence is a part of its column.
              numbering("refobjid", Part.COLUMNS, "q"),
              numbering("objid", Part.SEQUENCE, "d"),
              "SELECT CASE WHEN x.classoid = 'pg_class'::regclass THEN x.objoid ELSE 0::oid END,"
                  + " CASE WHEN x.objsubid > 0 THEN %d ELSE %d END, ".formatted(ITS_COLUMNS, ITSELF)
                  + mark("x")
                  + " FROM pg_description x WHERE x.objoid >= 16384",
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
              of("0", 0, "pg_range", "x.rngtypid >= 16384"),
              // Every table and view has a type of its own, and that an array.
              "SELECT 0::oid, 0, "
                  + mark("t")
                  + " FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid"
                  + " WHERE t.oid >= 16384 AND t.typcategory <> 'A'"
                  + " AND coalesce(c.relkind = 'c', true)",
              "SELECT 0::oid, 0, hashtext(oid::text || ' ' || rolname) FROM pg_roles)")
          + """
           SELECT coalesce(r.root, 0::oid), CASE m.part WHEN %1$d THEN coalesce(r.part, 0)
             WHEN %2$d THEN coalesce(nullif(r.part, 0), 1) ELSE m.part END AS part,
             sum(m.mark), count(*), coalesce(max(r.kind), ' ')
           FROM marks m LEFT JOIN rel r ON r.oid = m.relation
           WHERE m.relation = 0 OR r.oid IS NOT NULL
           GROUP BY 1, 2
          """
              .formatted(ITSELF, ITS_COLUMNS);

  private final Map<Place, String> marks = new HashMap<>();
  private final Map<Long, String> kinds = new HashMap<>();

  private Marks() {}

  /** Those of now. */
  static Marks read(PreparedReads.Message message) throws SQLException {
    Marks marks = new Marks();
    message.add(
        QUERY,
        List.of(),
        row -> {
          Place place = new Place(row.getLong(1), PARTS[row.getInt(2)]);
          marks.marks.put(place, row.getString(3) + ' ' + row.getString(4));
          marks.kinds.put(place.relation(), row.getString(5));
        });
    message.read();
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
