package dev.athanor.schema.snapshot;

import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Index;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Sequence;
import dev.athanor.schema.model.Statistics;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Constraints, indexes, sequences and extended statistics. */
final class RelationReader {
  private static final String SEQUENCES =
      """
      SELECT c.oid, n.nspname, c.relname, c.relpersistence = 'u' AS unlogged, d.description,
        format_type(q.seqtypid, NULL) AS seqtype,
        q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache, q.seqcycle,
        tn.nspname AS owner_schema, t.relname AS owner_table, a.attname AS owner_column
      FROM pg_sequence q
      JOIN pg_class c ON c.oid = q.seqrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_depend o ON o.classid = 'pg_class'::regclass AND o.objid = c.oid
        AND o.refclassid = 'pg_class'::regclass AND o.refobjsubid > 0 AND o.deptype IN ('a', 'i')
      LEFT JOIN pg_class t ON t.oid = o.refobjid
      LEFT JOIN pg_namespace tn ON tn.oid = t.relnamespace
      LEFT JOIN pg_attribute a ON a.attrelid = o.refobjid AND a.attnum = o.refobjsubid
      LEFT JOIN pg_description d
        ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
      WHERE o.deptype IS DISTINCT FROM 'i' AND c.relpersistence <> 't'
        AND c.relnamespace = ANY (?) AND {q.seqrelid}
      ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
      """;

  private static final String CONSTRAINTS =
      """
      SELECT k.oid, k.conindid, n.nspname, c.relname, k.conname, k.contype,
        pg_get_constraintdef(k.oid, true) AS definition, k.convalidated,
        fn.nspname AS foreign_schema, f.relname AS foreign_table,
        array_to_string(ic.reloptions, ', ') AS options,
        obj_description(ic.oid, 'pg_class') AS index_comment, d.description
      FROM pg_constraint k
      JOIN pg_class c ON c.oid = k.conrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_class f ON f.oid = k.confrelid
      LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
      LEFT JOIN pg_class ic ON ic.oid = k.conindid AND k.contype IN ('p', 'u', 'x')
      LEFT JOIN pg_description d
        ON d.objoid = k.oid AND d.classoid = 'pg_constraint'::regclass AND d.objsubid = 0
      WHERE k.contype IN ('p', 'u', 'x', 'c', 'f') AND k.conparentid = 0
        AND (k.conislocal OR k.coninhcount = 0)
        AND c.relpersistence <> 't' AND c.relkind <> 'f' AND c.relnamespace = ANY (?)
        AND {k.conrelid}
      ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", k.conname COLLATE "C"
      """;

  private static final String INDEXES =
      """
      SELECT i.indexrelid, n.nspname, t.relname AS table_name, c.relname,
        pg_get_indexdef(i.indexrelid, 0, true) AS definition, i.indisunique,
        i.indexprs IS NOT NULL OR i.indpred IS NOT NULL AS computed,
        c.relkind = 'I' AS partitioned, i.indisvalid, d.description,
        s.numbers AS statistics_numbers, s.targets AS statistics_targets
      FROM pg_index i
      JOIN pg_class c ON c.oid = i.indexrelid
      JOIN pg_class t ON t.oid = i.indrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN LATERAL (
        SELECT array_agg(attnum::text ORDER BY attnum) AS numbers,
          array_agg(attstattarget::text ORDER BY attnum) AS targets
        FROM pg_attribute WHERE attrelid = c.oid AND attstattarget >= 0
      ) s ON true
      LEFT JOIN pg_description d
        ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
      WHERE t.relkind IN ('r', 'p', 'm') AND NOT c.relispartition AND c.relpersistence <> 't'
        AND NOT EXISTS (SELECT FROM pg_constraint k
          WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
        AND c.relnamespace = ANY (?) AND {i.indrelid}
      ORDER BY n.nspname COLLATE "C", t.relname COLLATE "C", c.relname COLLATE "C"
      """;

  private static final String CLONES =
      """
      SELECT n.nspname, t.relname, c.relname AS name, 'INDEX' AS kind,
        pn.nspname AS parent_schema, pt.relname AS parent_table, p.relname AS parent
      FROM pg_inherits h
      JOIN pg_class c ON c.oid = h.inhrelid AND c.relkind IN ('i', 'I')
      JOIN pg_class p ON p.oid = h.inhparent
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_namespace pn ON pn.oid = p.relnamespace
      JOIN pg_index i ON i.indexrelid = c.oid
      JOIN pg_index pi ON pi.indexrelid = p.oid
      JOIN pg_class t ON t.oid = i.indrelid
      JOIN pg_class pt ON pt.oid = pi.indrelid
      WHERE NOT EXISTS (SELECT FROM pg_constraint k
        WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x')) AND c.relnamespace = ANY (?)
      UNION ALL
      SELECT n.nspname, t.relname, k.conname, 'CONSTRAINT', pn.nspname, p.relname, pk.conname
      FROM pg_constraint k
      JOIN pg_class t ON t.oid = k.conrelid AND t.relispartition
      JOIN pg_namespace n ON n.oid = t.relnamespace
      JOIN pg_inherits h ON h.inhrelid = t.oid
      JOIN pg_class p ON p.oid = h.inhparent
      JOIN pg_namespace pn ON pn.oid = p.relnamespace
      JOIN pg_constraint pk ON pk.conrelid = p.oid AND (pk.oid = k.conparentid
        OR k.contype = 'c' AND pk.contype = 'c' AND NOT k.conislocal AND pk.conname = k.conname)
      WHERE k.contype IN ('p', 'u', 'x', 'c', 'f')
      """;

  private static final String STATISTICS =
      """
      SELECT s.oid, n.nspname, t.relname, s.stxname, coalesce(s.stxstattarget, -1) AS target,
        pg_get_statisticsobjdef(s.oid) AS definition, d.description
      FROM pg_statistic_ext s
      JOIN pg_class t ON t.oid = s.stxrelid
      JOIN pg_namespace n ON n.oid = s.stxnamespace
      LEFT JOIN pg_description d
        ON d.objoid = s.oid AND d.classoid = 'pg_statistic_ext'::regclass AND d.objsubid = 0
      WHERE s.stxnamespace = ANY (?) AND {s.stxrelid}
      ORDER BY n.nspname COLLATE "C", s.stxname COLLATE "C"
      """;

  private final Catalog catalog;

  RelationReader(Catalog catalog) {
    this.catalog = catalog;
  }

  void read() throws SQLException {
    sequences();
    keys();
    statistics();
    // To plan what is asked of partitions takes a third of all that a small schema without any
    // takes.
    catalog.query("SELECT FROM pg_inherits LIMIT 1", any -> catalog.query(CLONES, this::clone));
  }

  void sequences() throws SQLException {
    catalog.query(SEQUENCES, this::sequence);
  }

  /** Constraints and indexes. */
  void keys() throws SQLException {
    catalog.query(CONSTRAINTS, this::constraint);
    catalog.query(INDEXES, this::index);
  }

  void statistics() throws SQLException {
    catalog.query(STATISTICS, this::statistics);
  }

  private void sequence(ResultSet row) throws SQLException {
    String column = row.getString("owner_column");
    catalog.add(
        "pg_class",
        row.getLong("oid"),
        new Sequence(
            ObjectId.of(Kind.SEQUENCE, row.getString("nspname"), row.getString("relname")),
            ColumnReader.sequence(row),
            row.getBoolean("unlogged"),
            column == null
                ? null
                : ObjectId.column(
                    row.getString("owner_schema"), row.getString("owner_table"), column),
            row.getString("description")));
  }

  private void constraint(ResultSet row) throws SQLException {
    String definition = Deparsed.tidy(row.getString("definition"));
    String foreign = row.getString("foreign_table");
    Constraint constraint =
        new Constraint(
            new ObjectId(
                Kind.CONSTRAINT,
                row.getString("nspname"),
                row.getString("relname"),
                row.getString("conname")),
            type(row.getString("contype")),
            definition.endsWith(" NOT VALID")
                ? definition.substring(0, definition.length() - " NOT VALID".length())
                : definition,
            // What is not enforced is never valid in the catalog, and there is nothing to validate.
            row.getBoolean("convalidated") || definition.endsWith(Constraint.NOT_ENFORCED),
            foreign == null ? null : ObjectId.table(row.getString("foreign_schema"), foreign),
            row.getString("options") == null ? "" : row.getString("options"),
            row.getString("index_comment"),
            row.getString("description"));
    if (!catalog.isMember("pg_class", row.getLong("oid"))
        && catalog.add("pg_constraint", row.getLong("oid"), constraint)
        && constraint.isIndexed()) {
      catalog.address("pg_class", row.getLong("conindid"), 0, constraint.id());
    }
  }

  private static Constraint.Type type(String letter) {
    return switch (letter) {
      case "p" -> Constraint.Type.PRIMARY_KEY;
      case "u" -> Constraint.Type.UNIQUE;
      case "x" -> Constraint.Type.EXCLUSION;
      case "c" -> Constraint.Type.CHECK;
      default -> Constraint.Type.FOREIGN_KEY;
    };
  }

  private void index(ResultSet row) throws SQLException {
    catalog.add(
        "pg_class",
        row.getLong("indexrelid"),
        new Index(
            new ObjectId(
                Kind.INDEX,
                row.getString("nspname"),
                row.getString("table_name"),
                row.getString("relname")),
            // ONLY would leave the index of a partitioned table invalid, without its children.
            Deparsed.tidy(row.getString("definition").replaceFirst(" ON ONLY ", " ON ")),
            row.getBoolean("indisunique"),
            row.getBoolean("computed"),
            row.getBoolean("partitioned"),
            Catalog.pairs(row, "statistics_numbers", "statistics_targets"),
            row.getBoolean("indisvalid"),
            row.getString("description")));
  }

  private void clone(ResultSet row) throws SQLException {
    Kind kind = Kind.valueOf(row.getString("kind"));
    catalog.clones.put(
        new ObjectId(
            kind, row.getString("nspname"), row.getString("relname"), row.getString("name")),
        new ObjectId(
            kind,
            row.getString("parent_schema"),
            row.getString("parent_table"),
            row.getString("parent")));
  }

  private void statistics(ResultSet row) throws SQLException {
    ObjectId id =
        new ObjectId(
            Kind.STATISTICS,
            row.getString("nspname"),
            row.getString("relname"),
            row.getString("stxname"));
    catalog.add(
        "pg_statistic_ext",
        row.getLong("oid"),
        new Statistics(
            id,
            Commas.sorted(
                Unqualified.name(row.getString("definition"), "CREATE STATISTICS ", id, catalog),
                " ON ",
                " FROM "),
            row.getInt("target"),
            row.getString("description")));
  }
}
