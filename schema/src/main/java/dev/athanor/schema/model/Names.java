package dev.athanor.schema.model;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes identifiers the way {@code quote_ident} does: quoted only where necessary.
 *
 * @param defaultSchema the schema whose objects are written without it
 */
public record Names(String defaultSchema) {
  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");

  /** Every keyword of PostgreSQL 13–18 that {@code quote_ident} quotes. */
  private static final Set<String> KEYWORDS =
      Set.of(
          ("all analyse analyze and any array as asc asymmetric authorization between bigint binary"
                  + " bit boolean both case cast char character check coalesce collate collation"
                  + " column concurrently constraint create cross current_catalog current_date"
                  + " current_role current_schema current_time current_timestamp current_user dec"
                  + " decimal default deferrable desc distinct do else end except exists extract"
                  + " false fetch float for foreign freeze from full grant greatest group grouping"
                  + " having ilike in initially inner inout int integer intersect interval into is"
                  + " isnull join json json_array json_arrayagg json_exists json_object"
                  + " json_objectagg json_query json_scalar json_serialize json_table json_value"
                  + " lateral leading least left like limit localtime localtimestamp merge_action"
                  + " national natural nchar none normalize not notnull null nullif numeric offset"
                  + " on only or order out outer overlaps overlay placing position precision"
                  + " primary real references returning right row select session_user setof similar"
                  + " smallint some substring symmetric system_user table tablesample then time"
                  + " timestamp to trailing treat trim true union unique user using values varchar"
                  + " variadic verbose when where window with xmlattributes xmlconcat xmlelement"
                  + " xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize"
                  + " xmltable")
              .split(" "));

  /** One identifier, quoted if it has to be. */
  public static String quote(String name) {
    return PLAIN.matcher(name).matches() && !KEYWORDS.contains(name)
        ? name
        : '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A string literal. */
  public static String literal(String text) {
    String quoted = "'" + text.replace("'", "''") + "'";
    return text.indexOf('\\') < 0 ? quoted : "E" + quoted.replace("\\", "\\\\");
  }

  /** {@code name} with its schema, unless that is the default one. */
  public String qualified(String schema, String name) {
    return schema.isEmpty() || schema.equals(defaultSchema)
        ? quote(name)
        : quote(schema) + "." + quote(name);
  }

  /** A table, view, type, sequence, index or routine (without arguments) by its name. */
  public String of(ObjectId id) {
    return qualified(id.schema(), id.name());
  }

  /** The table that {@code id} belongs to. */
  public String tableOf(ObjectId id) {
    return qualified(id.schema(), id.within());
  }
}
