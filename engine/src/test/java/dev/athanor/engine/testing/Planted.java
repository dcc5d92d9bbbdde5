package dev.athanor.engine.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What an attacker plants who may create in schema {@code public} and no more: for each operator
 * and function of PostgreSQL's own, overloads that fit the types of the catalogs' columns better.
 * Each says so in a sequence when it runs, and in whose name.
 */
public final class Planted {
  /** Arguments that queries of catalogs and of histories have. */
  private static final String TYPES =
      "varchar,text,name,oid,regclass,int4,int8,int2,\\\"char\\\",timestamp";

  /** A sequence counts also what is rolled back. */
  private static final String TRAP =
      """
      CREATE SEQUENCE public.caught_count;
      CREATE TABLE public.caught (who text, what text);
      GRANT ALL ON public.caught, public.caught_count TO PUBLIC;
      CREATE FUNCTION public.caught(what text) RETURNS text LANGUAGE plpgsql
        SET search_path = pg_catalog AS $body$
        BEGIN
          PERFORM nextval('public.caught_count');
          INSERT INTO public.caught VALUES (current_user, what);
          RETURN what;
        EXCEPTION WHEN OTHERS THEN
          RAISE EXCEPTION 'planted %', what;
        END $body$;
      """;

  private static final String OPERATORS =
      """
      SET search_path = pg_catalog;
      DO $do$
      DECLARE op record; l text; r text; body text; f text;
      BEGIN
        FOR op IN SELECT DISTINCT oprname, oprresult::regtype::text AS result FROM pg_operator
            WHERE oprkind = 'b' AND oprname !~ '[?#@]' AND oprresult IN ('bool'::regtype,
              'text'::regtype, 'int4'::regtype, 'int8'::regtype) LOOP
          f := 'op ' || op.oprname || ' ' || op.result;
          FOREACH l IN ARRAY '{TYPES}'::text[] LOOP FOREACH r IN ARRAY '{TYPES}'::text[] LOOP
            body := format('SELECT CASE WHEN public.caught(%L) IS NULL THEN NULL ELSE %L::%s END',
              op.oprname || ' ' || l || ' ' || r,
              CASE op.result WHEN 'boolean' THEN 'true' WHEN 'text' THEN 'x' ELSE '0' END, op.result);
            BEGIN
              EXECUTE format('CREATE FUNCTION public.%I(%s, %s) RETURNS %s LANGUAGE sql AS %L',
                f, l, r, op.result, body);
              EXECUTE format('CREATE OPERATOR public.%s (LEFTARG = %s, RIGHTARG = %s,'
                ' FUNCTION = public.%I)', op.oprname, l, r, f);
            EXCEPTION WHEN OTHERS THEN NULL;
            END;
          END LOOP; END LOOP;
        END LOOP;
      END $do$;
      """
          .replace("TYPES", TYPES);

  /** By their own arguments, but with what is cast to those in a query; and all of one type. */
  private static final String FUNCTIONS =
      """
      SET search_path = pg_catalog;
      DO $do$
      DECLARE f record; arguments text; t text; variants text[];
      BEGIN
        FOR f IN SELECT DISTINCT proname, pronargs, oidvectortypes(proargtypes) AS arguments,
            prorettype::regtype::text AS result FROM pg_proc
            WHERE prokind = 'f' AND pronargs BETWEEN 1 AND 3 AND NOT proretset
            AND proname IN (SELECT proname FROM pg_proc WHERE provolatile <> 'i'
              AND proname !~ '^(pg_stat|txid|pg_replication|ri_|pg_logical|has_.*privilege)'
              UNION VALUES ('lower'::name), ('upper'), ('encode'), ('sha256'), ('convert_to'), ('chr'),
              ('format'), ('quote_ident'), ('host'), ('timezone'), ('regexp_replace'), ('array_length'),
              ('has_schema_privilege'), ('substring'), ('strpos'), ('array_position'), ('cardinality'))
            LOOP
          variants := ARRAY[replace(f.arguments, 'text', 'varchar'), replace(f.arguments, 'text', 'name'),
            replace(f.arguments, 'name', 'text'), replace(f.arguments, 'oid', 'regclass')];
          FOREACH t IN ARRAY '{TYPES}'::text[] LOOP
            variants := variants || array_to_string(array_fill(t, ARRAY[f.pronargs::int]), ', ');
          END LOOP;
          FOREACH arguments IN ARRAY variants LOOP
            BEGIN
              EXECUTE format('CREATE FUNCTION public.%I(%s) RETURNS %s LANGUAGE plpgsql AS %L',
                f.proname, arguments, f.result, format('BEGIN PERFORM public.caught(%L); RETURN NULL; END',
                f.proname || '(' || arguments || ')'));
            EXCEPTION WHEN OTHERS THEN NULL;
            END;
          END LOOP;
        END LOOP;
      END $do$;
      """
          .replace("TYPES", TYPES);

  private final String url;

  /**
   * @param url of the attacker, who may create in {@code public}
   */
  public Planted(String url) {
    this.url = url;
    TestPostgres.execute(url, TRAP);
    TestPostgres.execute(url, OPERATORS);
    TestPostgres.execute(url, FUNCTIONS);
  }

  /** How many operators and functions there are. */
  public int count() {
    return Integer.parseInt(
        ask(
            "SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND"
                + " proname <> 'caught'"));
  }

  /** Whoever ran one of them: user and overload, for what was not rolled back. */
  public String caught() {
    return ask(
        "SELECT CASE WHEN is_called THEN 'caught ' || last_value || coalesce((SELECT string_agg("
            + "DISTINCT who || ': ' || what, ', ') FROM public.caught), '') ELSE '' END"
            + " FROM public.caught_count");
  }

  private String ask(String sql) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("SET search_path = pg_catalog");
      try (ResultSet row = statement.executeQuery(sql)) {
        row.next();
        return row.getString(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
