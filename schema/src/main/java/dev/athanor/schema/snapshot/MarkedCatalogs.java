package dev.athanor.schema.snapshot;

import dev.athanor.schema.snapshot.Marks.Part;
import java.util.ArrayList;
import java.util.List;

/**
 * The catalog rows that {@link Marks} follows.
 *
 * <p>A row is known by its key and by the transaction that wrote it. What was written from a given
 * transaction on is listed. Of all rows, the number and the sum of their transactions are told: by
 * these it shows when something is gone, or was taken back, or is of an older transaction that has
 * ended only now.
 */
final class MarkedCatalogs {
  /** Which part of a relation a row is. */
  enum Role {
    /** The relation itself. */
    ITSELF,
    /** A column of it, whatever it is. */
    ITS_COLUMN,
    TABLE,
    COLUMNS,
    KEYS,
    PROGRAMS,
    STATISTICS,
    SEQUENCE;

    /** A table's part. */
    Part part() {
      return this == ITS_COLUMN ? Part.COLUMNS : this == ITSELF ? Part.TABLE : Part.valueOf(name());
    }
  }

  /**
   * Rows that belong to relations.
   *
   * @param relation an expression: which
   * @param key an expression that tells the rows apart
   * @param more an expression of what else there is to know, without commas
   * @param row the alias of the row that marks
   * @param from where they are, and which
   */
  private record Source(
      Role role, String relation, String key, String more, String row, String from) {

    String sql(int number) {
      return "SELECT %1$d AS source, count(*) AS rows,".formatted(number)
          + " count(*) * age('3'::xid) - coalesce(sum(age(%s.xmin)), 0) AS mark,".formatted(row)
          + " string_agg(concat_ws(' ', %s, %s::oid, %s, %s), ',')"
              .formatted(key, relation, written(), more)
          + " FILTER (WHERE age(%1$s.xmin) <= (SELECT age(($1)[1]::text::xid))) AS listed FROM %2$s"
              .formatted(row, from);
    }

    String keys(int number) {
      return "SELECT %d, count(*), 0::bigint, string_agg((%s)::text, ',') FROM %s"
          .formatted(number, key, from);
    }

    /** A number that grows from one transaction to the next. */
    private String written() {
      return "(age('3'::xid)::bigint - age(" + row + ".xmin))";
    }
  }

  private static Source of(Role role, String relation, String key, String catalog) {
    return new Source(
        role, "x." + relation, key, "''", "x", catalog + " x WHERE x." + relation + " >= 16384");
  }

  private static Source described(Role role, String which) {
    return new Source(
        role,
        "x.objoid",
        "x.objoid || '.' || x.objsubid",
        "''",
        "x",
        "pg_description x WHERE x.objoid >= 16384 AND x.classoid = 'pg_class'::regclass"
            + " AND x.objsubid "
            + which);
  }

  /** What a sequence has to do with a column: its column's part, and its own. */
  private static Source numbering(Role role, String relation, String row) {
    return new Source(
        role,
        "d." + relation,
        "d.objid || '.' || d.refobjid || '.' || d.refobjsubid || d.deptype::text",
        "''",
        row,
        "pg_sequence q JOIN pg_depend d ON d.classid = 'pg_class'::regclass"
            + " AND d.objid = q.seqrelid AND d.refclassid = 'pg_class'::regclass"
            + " AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')");
  }

  /** Of all, relations are the first: the others are theirs. */
  private static final List<Source> OF_RELATIONS =
      List.of(
          // What a table sets for its TOAST table stands there; that one's index goes with it.
          new Source(
              Role.ITSELF,
              "x.oid",
              "x.oid",
              "x.relkind, x.relpersistence, x.reltoastrelid, coalesce((SELECT i.indrelid"
                  + " FROM pg_index i WHERE i.indexrelid = x.oid), 0::oid)",
              "x",
              "pg_class x WHERE x.oid >= 16384"),
          new Source(
              Role.ITS_COLUMN,
              "x.attrelid",
              "x.attrelid || '.' || x.attnum",
              "''",
              "x",
              "pg_attribute x WHERE x.attrelid >= 16384 AND x.attnum > 0"),
          of(Role.COLUMNS, "adrelid", "x.oid", "pg_attrdef"),
          of(Role.KEYS, "conrelid", "x.oid", "pg_constraint"),
          of(Role.KEYS, "indrelid", "x.indexrelid", "pg_index"),
          new Source(
              Role.PROGRAMS,
              "x.tgrelid",
              "x.oid",
              "''",
              "x",
              "pg_trigger x WHERE x.tgrelid >= 16384 AND NOT x.tgisinternal"),
          of(Role.PROGRAMS, "polrelid", "x.oid", "pg_policy"),
          of(Role.PROGRAMS, "ev_class", "x.oid", "pg_rewrite"),
          of(Role.STATISTICS, "stxrelid", "x.oid", "pg_statistic_ext"),
          of(Role.TABLE, "inhrelid", "x.inhrelid || '.' || x.inhseqno", "pg_inherits"),
          of(Role.SEQUENCE, "seqrelid", "x.seqrelid", "pg_sequence"),
          // An identity's sequence is a part of its column.
          numbering(Role.COLUMNS, "refobjid", "q"),
          numbering(Role.SEQUENCE, "objid", "d"),
          described(Role.ITS_COLUMN, "> 0"),
          described(Role.ITSELF, "= 0"));

  static final int RELATIONS = 0;
  static final int ALL = OF_RELATIONS.size();

  private static String general(String catalog) {
    return generalOf(catalog + " x WHERE x.oid >= 16384");
  }

  private static String generalOf(String from) {
    return "count(*), coalesce(sum(hashtext(x.xmin::text || x.ctid::text)), 0), NULL FROM " + from;
  }

  /** What belongs to no relation: seldom much, and whatever changes of it, all is read. */
  private static final List<String> OF_NONE =
      List.of(
          // A domain's.
          generalOf("pg_constraint x WHERE x.oid >= 16384 AND x.conrelid = 0"),
          generalOf(
              "pg_depend x WHERE x.refclassid = 'pg_extension'::regclass AND x.deptype = 'e'"
                  + " AND x.objid >= 16384"),
          generalOf(
              "pg_description x WHERE x.objoid >= 16384 AND x.classoid <> 'pg_class'::regclass"),
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
          generalOf("pg_range x WHERE x.rngtypid >= 16384"),
          // Every table and view has a type of its own, and that an array.
          generalOf(
              "pg_type x WHERE x.oid >= 16384 AND x.typcategory <> 'A' AND (x.typrelid = 0"
                  + " OR x.typrelid IN (SELECT c.oid FROM pg_class c WHERE c.relkind = 'c'))"),
          "count(*), coalesce(sum(hashtext(oid::text || ' ' || rolname)), 0), NULL FROM pg_roles");

  private static final String QUERY = query();

  private MarkedCatalogs() {}

  private static String query() {
    List<String> all = new ArrayList<>();
    for (int number = 0; number < ALL; number++) {
      all.add(OF_RELATIONS.get(number).sql(number));
    }
    for (int number = 0; number < OF_NONE.size(); number++) {
      all.add("SELECT " + (ALL + number) + ", " + OF_NONE.get(number));
    }
    return String.join("\nUNION ALL ", all);
  }

  /**
   * A query of one parameter: an array of the transaction since which rows are listed; 0 for all.
   * Its columns: the catalog's number, how many rows it has, their mark, and the listed ones, with
   * commas between them: key, relation, transaction, and of a relation its kind, persistence, TOAST
   * table and, of an index, the table.
   */
  static String marks() {
    return QUERY;
  }

  /** The same of one catalog alone. */
  static String marks(int number) {
    return OF_RELATIONS.get(number).sql(number);
  }

  /** A query without parameters: the keys of all rows in place of the listed rows, and no mark. */
  static String keys(int number) {
    return OF_RELATIONS.get(number).keys(number);
  }

  static Role role(int number) {
    return OF_RELATIONS.get(number).role();
  }
}
