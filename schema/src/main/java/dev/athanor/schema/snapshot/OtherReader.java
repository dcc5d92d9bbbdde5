package dev.athanor.schema.snapshot;

import dev.athanor.schema.model.Other;
import java.sql.SQLException;

/** Finds what is there and is not compared, so that nobody takes silence for sameness. */
final class OtherReader {
  private static final String OTHERS =
      """
      SELECT kind, catalog, other.oid, name, nspname FROM (
        SELECT 'aggregate' AS kind, 'pg_proc' AS catalog, oid, oid::regprocedure::text AS name,
          pronamespace AS namespace FROM pg_proc WHERE prokind = 'a'
        UNION ALL
        SELECT 'operator', 'pg_operator', oid, oid::regoperator::text, oprnamespace FROM pg_operator
        UNION ALL
        SELECT 'operator class', 'pg_opclass', oid, opcname, opcnamespace FROM pg_opclass
        UNION ALL
        SELECT 'foreign table', 'pg_class', oid, relname, relnamespace
          FROM pg_class WHERE relkind = 'f'
        UNION ALL
        SELECT 'text search configuration', 'pg_ts_config', oid, cfgname, cfgnamespace
          FROM pg_ts_config
        UNION ALL
        SELECT 'text search dictionary', 'pg_ts_dict', oid, dictname, dictnamespace FROM pg_ts_dict
        UNION ALL
        SELECT 'base type', 'pg_type', oid, typname, typnamespace
          FROM pg_type WHERE typtype = 'b' AND typelem = 0
      ) other
      JOIN pg_namespace n ON n.oid = namespace
      WHERE namespace = ANY (?)
      UNION ALL
      SELECT 'event trigger', 'pg_event_trigger', oid, evtname, '' FROM pg_event_trigger
      UNION ALL
      SELECT 'publication', 'pg_publication', oid, pubname, '' FROM pg_publication
      ORDER BY 1, 5, 4
      """;

  private OtherReader() {}

  static void read(Catalog catalog) throws SQLException {
    catalog.query(
        OTHERS,
        row -> {
          if (!catalog.isMember(row.getString("catalog"), row.getLong("oid"))) {
            catalog.notCompared.add(
                new Other(row.getString("kind"), row.getString("nspname"), row.getString("name")));
          }
        });
  }
}
