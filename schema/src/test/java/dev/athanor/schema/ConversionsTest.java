package dev.athanor.schema;

import static dev.athanor.schema.SnapshotBuilder.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.testing.TestPostgres;
import dev.athanor.schema.convert.Conversion;
import dev.athanor.schema.convert.Conversions;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.EnumType;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table of conversions beside the server: each pair of the types that Hibernate maps, each with
 * rows at its edges, there and back.
 */
class ConversionsTest {
  /** What one row did on its way there and back. */
  private enum Outcome {
    SAME,
    OTHER,
    STOPPED
  }

  private static final Map<String, List<String>> ROWS = new LinkedHashMap<>();

  static {
    ROWS.put("smallint", List.of("0", "7", "-32768", "32767"));
    ROWS.put("integer", List.of("0", "1", "-2147483648", "2147483647", "16777217"));
    ROWS.put("bigint", List.of("0", "42", "9223372036854775807", "9007199254740993"));
    ROWS.put("numeric(10,2)", List.of("0", "1.25", "-99999999.99", "1.00"));
    ROWS.put("numeric(19,4)", List.of("0", "1.2345", "999999999999999.9999"));
    ROWS.put("numeric(4,0)", List.of("0", "9999"));
    ROWS.put("numeric(21,0)", List.of("0", "5000000000", "999999999999999999999"));
    ROWS.put("numeric", List.of("0", "1.23456789", "1e30", "'NaN'"));
    ROWS.put("real", List.of("0", "1.5", "3.4e38", "0.1"));
    ROWS.put("double precision", List.of("0", "1.5", "1e300", "0.1", "123456789.123456789"));
    ROWS.put("boolean", List.of("true", "false"));
    ROWS.put("text", List.of("''", "'007'", "'x'", "'Yes'", "repeat('long', 30)", "'sad'"));
    ROWS.put("character varying(6)", List.of("''", "'1.50'", "'true'", "'naïve'", "'sad'"));
    ROWS.put("character varying(255)", List.of("''", "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'"));
    ROWS.put("character(1)", List.of("'Y'", "'1'"));
    ROWS.put("uuid", List.of("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"));
    ROWS.put("bytea", List.of("''", "'\\x6869'", "'\\xff00'", "decode(repeat('ab', 16), 'hex')"));
    ROWS.put("oid", List.of("lo_from_bytea(0, '\\x6869')", "lo_from_bytea(0, '\\xff00')", "1"));
    ROWS.put("date", List.of("'2024-02-29'", "'0044-03-15 BC'", "'infinity'"));
    ROWS.put(
        "timestamp without time zone",
        List.of("'2024-03-31 02:30:00.123456'", "'2024-02-29'", "'infinity'"));
    ROWS.put("timestamp(0) without time zone", List.of("'2024-03-31 02:30:00'"));
    ROWS.put("timestamp with time zone", List.of("'2024-10-27 01:30:00.123456+00'"));
    ROWS.put("timestamp(3) with time zone", List.of("'2024-10-27 01:30:00.123+00'"));
    ROWS.put("time without time zone", List.of("'23:59:59.999999'", "'00:00'"));
    ROWS.put("time(0) without time zone", List.of("'12:34:56'"));
    ROWS.put("time with time zone", List.of("'12:34:56+05'"));
    ROWS.put("interval", List.of("'1 mon 2 days 03:04:05.678901'", "'0'"));
    ROWS.put("interval second(3)", List.of("'5.123'", "'90061.5'"));
    ROWS.put("json", List.of("'{\"b\": 1,  \"a\": 2, \"a\": 3}'", "'null'"));
    ROWS.put("jsonb", List.of("'{\"b\": 1, \"a\": [2]}'"));
    ROWS.put("inet", List.of("'10.0.0.1'", "'10.0.0.0/8'"));
    ROWS.put("mood", List.of("'happy'", "'sad'"));
    ROWS.put("temper", List.of("'sad'", "'calm'"));
    ROWS.put("integer[]", List.of("'{1,2}'", "'{}'"));
    ROWS.put("bigint[]", List.of("'{1,9223372036854775807}'"));
    ROWS.put("text[]", List.of("'{a,\"b c\"}'"));
    ROWS.put("character varying(2)[]", List.of("'{a,bc}'"));
  }

  private static final SchemaSnapshot TYPES =
      new SnapshotBuilder()
          .add(new EnumType(id(Kind.ENUM, "mood"), List.of("happy", "sad"), null))
          .add(new EnumType(id(Kind.ENUM, "temper"), List.of("sad", "calm"), null))
          .build();

  private static Connection connection;

  @BeforeAll
  static void connect() throws SQLException {
    connection = DriverManager.getConnection(TestPostgres.newDatabase());
    RoundTrip.run(connection, "CREATE TYPE mood AS ENUM ('happy', 'sad')");
    RoundTrip.run(connection, "CREATE TYPE temper AS ENUM ('sad', 'calm')");
    RoundTrip.run(connection, "SET TimeZone = 'Europe/Berlin'");
    connection.setAutoCommit(false);
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
  }

  static Stream<String> types() {
    return ROWS.keySet().stream();
  }

  /** No better and no worse than the table says. */
  @ParameterizedTest
  @MethodSource("types")
  void theServerDoesWhatTheTableSays(String from) throws SQLException {
    for (String to : ROWS.keySet()) {
      if (to.equals(from)) {
        continue;
      }
      Conversion there = conversion(from, to);
      String what = from + " → " + to + " " + there;
      if (there.needsWord()) {
        assertThat(run(from, to, null)).describedAs(what).isEqualTo(Outcome.SAME);
        continue;
      }
      Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
      for (String row : ROWS.get(from)) {
        outcomes.add(run(from, to, row));
      }
      switch (there.kind()) {
        case EXACT -> assertThat(outcomes).describedAs(what).containsExactly(Outcome.SAME);
        case CHECKED -> assertThat(outcomes).describedAs(what).doesNotContain(Outcome.OTHER);
        default -> assertThat(outcomes).describedAs(what).isNotEmpty();
      }
    }
  }

  /** What is called lossy is so: a value is at hand that comes back as another. */
  @Test
  void whatIsLossyHasAWitness() throws SQLException {
    for (String[] pair :
        new String[][] {
          {"text", "integer"},
          {"character varying(255)", "uuid"},
          {"numeric(19,4)", "numeric(10,2)"},
          {"double precision", "integer"},
          {"double precision", "numeric"},
          {"bigint", "double precision"},
          {"timestamp without time zone", "date"},
          {"timestamp without time zone", "timestamp(0) without time zone"},
          {"json", "jsonb"},
          {"integer", "boolean"},
          {"text", "boolean"}
        }) {
      assertThat(conversion(pair[0], pair[1]).kind()).isEqualTo(Conversion.Kind.LOSSY);
      Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
      for (String row : ROWS.get(pair[0])) {
        outcomes.add(run(pair[0], pair[1], row));
      }
      assertThat(outcomes).describedAs(pair[0] + " → " + pair[1]).contains(Outcome.OTHER);
    }
  }

  @Test
  void whatOnlyTheApplicationKnowsIsAsked() {
    for (String[] pair :
        new String[][] {
          {"timestamp without time zone", "timestamp with time zone"},
          {"timestamp with time zone", "timestamp without time zone"},
          {"numeric(21,0)", "interval second(3)"},
          {"interval", "bigint"},
          {"smallint", "mood"},
          {"text[]", "text"},
          {"integer", "integer[]"}
        }) {
      assertThat(conversion(pair[0], pair[1]).kind())
          .describedAs(String.join(" → ", pair))
          .isEqualTo(Conversion.Kind.MEANING);
    }
    assertThat(conversion("bytea", "date").kind()).isEqualTo(Conversion.Kind.IMPOSSIBLE);
  }

  /** An ordinal that becomes the name of an enum's value, which the check gives away. */
  @Test
  void aNumberIsNoName() {
    SnapshotBuilder after =
        new SnapshotBuilder()
            .table("t")
            .column("t.v", "character varying(255)")
            .constraint(
                "t.t_v_check",
                Constraint.Type.CHECK,
                "CHECK (((v)::text = ANY (ARRAY['ADMIN'::text, 'USER'::text])))");
    SchemaSnapshot before = new SnapshotBuilder().table("t").column("t.v", "smallint").build();
    Column number = (Column) before.get(id(Kind.COLUMN, "t.v"));
    Column name = (Column) after.build().get(id(Kind.COLUMN, "t.v"));

    Conversion up = Conversions.between(before, after.build()).of(number, name);
    Conversion down = Conversions.between(after.build(), before).of(name, number);

    assertThat(up.kind()).isEqualTo(Conversion.Kind.MEANING);
    assertThat(up.remark()).contains("'ADMIN'", "'USER'");
    assertThat(down.kind()).isEqualTo(Conversion.Kind.MEANING);
    assertThat(conversion("smallint", "text").kind()).isEqualTo(Conversion.Kind.EXACT);
  }

  /** Only a list of values names them: other checks have texts in them, too. */
  @Test
  void aCheckThatListsNothingHasNoNames() {
    for (String other :
        List.of(
            "(v)::text <> 'x'::text",
            "(kind)::text <> 'Dog'::text OR v IS NOT NULL",
            "(kind)::text = ANY (ARRAY['Cat'::text, 'v'::text])",
            "v = 'a'::text OR v > 'b'::text",
            "v IN ('a', 'b') OR n > 0",
            "starts_with(v, 'a'::text)")) {
      assertThat(labels("(" + other + ")")).describedAs(other).isEmpty();
    }
    for (String list :
        List.of(
            "v IN ('A', 'B]')",
            "((v)::text = ANY ((ARRAY['A'::character varying, 'B]'::character varying])::text[]))",
            "v = ANY (ARRAY['A'::text, 'B]'::text])",
            "v::text = ANY (ARRAY['A'::character varying, 'B]'::character varying]::text[])",
            "v::text = ANY (ARRAY['A'::character varying::text, 'B]'::character varying::text])",
            "v::text = ANY (ARRAY['A'::character varying(5), 'B]'::character varying(5)]::text[])")) {
      assertThat(labels(list)).describedAs(list).containsExactly("'A'", "'B]'");
    }
    assertThat(labels("v::text = 'A'::text")).containsExactly("'A'");
  }

  private static List<String> labels(String check) {
    SchemaSnapshot snapshot =
        new SnapshotBuilder()
            .table("t")
            .column("t.v", "character varying(255)")
            .constraint("t.c", Constraint.Type.CHECK, "CHECK (" + check + ")")
            .build();
    return Conversions.labels((Column) snapshot.get(id(Kind.COLUMN, "t.v")), snapshot);
  }

  private static Conversion conversion(String from, String to) {
    return Conversions.between(TYPES, TYPES).of(column(from), column(to));
  }

  private static Column column(String type) {
    return Column.of(id(Kind.COLUMN, "t.v"), type, false, null);
  }

  /**
   * @param row null for none
   */
  private static Outcome run(String from, String to, String row) throws SQLException {
    String look = from.equals("oid") ? "encode(lo_get(v), 'hex')" : "v::text";
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TEMP TABLE t (v " + from + ")");
      if (row != null) {
        statement.execute("INSERT INTO t VALUES (" + row + ")");
      }
      String before = row != null && row.equals("1") ? "1" : text(statement, look);
      try {
        statement.execute(alter(from, to));
        statement.execute(alter(to, from));
      } catch (SQLException e) {
        if (row == null) {
          throw new AssertionError(alter(from, to) + "\n" + alter(to, from), e);
        }
        return Outcome.STOPPED;
      }
      return before.equals(text(statement, look)) ? Outcome.SAME : Outcome.OTHER;
    } finally {
      connection.rollback();
    }
  }

  private static String alter(String from, String to) {
    String using = Conversions.between(TYPES, TYPES).using(column(from), column(to));
    return "ALTER TABLE t ALTER v TYPE " + to + (using == null ? "" : " USING " + using);
  }

  private static String text(Statement statement, String look) throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT " + look + " FROM t")) {
      return rows.next() ? rows.getString(1) : "";
    }
  }
}
