package dev.athanor.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.schema.ddl.DdlOptions;
import dev.athanor.schema.ddl.DdlStatement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pairs of schemas that once went wrong: there and back, by snapshot and by {@code pg_dump -s}. */
class FoundPairsTest {
  private static final String PARTITIONED =
      "CREATE TABLE pt (a integer, at date) PARTITION BY RANGE (at);"
          + "ALTER TABLE pt ADD PRIMARY KEY (a, at);";
  private static final String PARTITION =
      "CREATE TABLE pt_2023 PARTITION OF pt FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');";
  private static final String REFERENCE =
      "CREATE TABLE pt_ref (a integer, at date,"
          + " CONSTRAINT pt_ref_f FOREIGN KEY (a, at) REFERENCES pt);";

  private static PairServer server;
  private static PairRunner runner;

  @BeforeAll
  static void start() throws Exception {
    server = PairServer.start(PairServer.majors().last());
    runner = new PairRunner(server);
  }

  @AfterAll
  static void stop() throws Exception {
    runner.close();
    server.close();
  }

  private static void assertThereAndBack(String a, String b) throws Exception {
    assertThat(runner.failure(a, b, DdlOptions.DEFAULT)).isEmpty();
    assertThat(runner.failure(b, a, DdlOptions.DEFAULT)).isEmpty();
  }

  private static void assertFromEachToEach(List<String> schemas) throws Exception {
    for (int i = 0; i < schemas.size(); i++) {
      for (int j = 0; j < i; j++) {
        assertThat(runner.failure(schemas.get(i), schemas.get(j), DdlOptions.DEFAULT)).isEmpty();
      }
    }
  }

  @Test
  void aPartitionLeavesThoughAForeignKeyHoldsOnToItsParent() throws Exception {
    assertThereAndBack(PARTITIONED + REFERENCE, PARTITIONED + PARTITION + REFERENCE);
  }

  @Test
  void aPartitionLeavesThoughATableOfTheSameNameElsewhereRefersToItsParent() throws Exception {
    String elsewhere =
        "CREATE SCHEMA s2; CREATE TABLE s2.pt (a integer, at date,"
            + " CONSTRAINT pt_f FOREIGN KEY (a, at) REFERENCES public.pt);";
    assertThereAndBack(PARTITIONED + elsewhere, PARTITIONED + PARTITION + elsewhere);
  }

  @Test
  void aForeignKeyComesAndGoesBesideAPartition() throws Exception {
    assertThereAndBack("", PARTITIONED + PARTITION + REFERENCE);
    assertThereAndBack(PARTITIONED + REFERENCE, PARTITIONED + PARTITION);
  }

  @Test
  void aPartitionedPartitionIsMadeAnewWithItsParent() throws Exception {
    String rest = "CREATE TABLE pl_rest PARTITION OF pl DEFAULT PARTITION BY HASH (n);";
    assertThereAndBack(
        "CREATE TABLE pl (k text, n integer NOT NULL) PARTITION BY LIST (lower(k));" + rest,
        "CREATE TABLE pl (k text, n integer) PARTITION BY LIST (k);" + rest);
  }

  @Test
  void optionsOfAToastTableWaitForTheColumnThatMakesIt() throws Exception {
    assertThat(
            runner.failure(
                "CREATE TABLE t (c bigint)",
                "CREATE TABLE t (c bigint, d text);"
                    + "ALTER TABLE t SET (toast.autovacuum_enabled = false)",
                DdlOptions.DEFAULT))
        .isEmpty();
  }

  @Test
  void aCastIsThereBeforeAFunctionThatRestsOnIt() throws Exception {
    assertThereAndBack(
        "",
        "CREATE TYPE e AS ENUM ('f', 'g'); CREATE CAST (text AS e) WITH INOUT AS ASSIGNMENT;"
            + "CREATE FUNCTION f(IN a integer, OUT b integer, OUT c e) LANGUAGE sql AS 'SELECT 1, NULL'");
  }

  @Test
  void optionsOutliveAToastTableThatGoesWithOneColumnAndComesBackWithAnother() throws Exception {
    String options = "ALTER TABLE t SET (toast.autovacuum_enabled = true);";
    assertThereAndBack(
        "CREATE TABLE t (c integer[]);" + options,
        "CREATE TABLE t (c timestamptz, d text[]);" + options);
  }

  @Test
  void aTableTakesASequenceAlongNoFurtherThanItIsToGo() throws Exception {
    String table = "TABLE t (c integer);";
    String owned = "CREATE SEQUENCE q OWNED BY t.c;";
    assertThereAndBack("CREATE " + table + owned, "CREATE UNLOGGED " + table + owned);
    assertThereAndBack("CREATE " + table, "CREATE UNLOGGED " + table + owned);
    String serial = "TABLE t (c serial, d integer GENERATED ALWAYS AS IDENTITY);";
    assertThereAndBack("CREATE " + serial, "CREATE UNLOGGED " + serial);
  }

  @Test
  void aSequenceComesWithinBoundsThatItHasNotReachedYet() throws Exception {
    assertThereAndBack("CREATE SEQUENCE q MINVALUE -20", "CREATE SEQUENCE q");
    assertThereAndBack(
        "CREATE SEQUENCE q INCREMENT -1 MAXVALUE 5000", "CREATE SEQUENCE q INCREMENT -1");
    assertThereAndBack(
        "CREATE SEQUENCE q MAXVALUE 10", "CREATE SEQUENCE q MINVALUE 20 MAXVALUE 30");
    assertThereAndBack(
        "CREATE TABLE t (c bigint GENERATED ALWAYS AS IDENTITY)",
        "CREATE TABLE t (c integer GENERATED ALWAYS AS IDENTITY (MINVALUE 50))");
  }

  @Test
  void aPartitionThatLeavesIsNotHandedWhatItsParentGets() throws Exception {
    String parent = "CREATE TABLE p (a integer, at date) PARTITION BY RANGE (at);";
    assertThereAndBack(
        parent + "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2021-01-01') TO ('2022-01-01')",
        parent
            + "ALTER TABLE p ADD COLUMN c integer DEFAULT 0 NOT NULL; CREATE INDEX i ON p (a);"
            + "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2021-06-01') TO ('2022-01-01')");
  }

  @Test
  void aSchemaLosesItsCommentThoughATypeInItGoes() throws Exception {
    assertThereAndBack(
        "CREATE SCHEMA s2; COMMENT ON SCHEMA s2 IS 'x'; CREATE TYPE s2.e AS ENUM ('f');"
            + "CREATE TABLE s2.t (c s2.e)",
        "CREATE SCHEMA s2; CREATE TABLE s2.t (c char(3))");
  }

  @Test
  void aTableIsToldAgainOfAnIndexThatWasMadeAnew() throws Exception {
    String rest =
        "ALTER TABLE t ADD CONSTRAINT t_k PRIMARY KEY (c, d); CREATE INDEX t_i ON t (lower(d::text));"
            + "ALTER TABLE t REPLICA IDENTITY USING INDEX t_k; ALTER TABLE t CLUSTER ON t_i;"
            + "COMMENT ON INDEX t_k IS 'x'; ALTER INDEX t_i ALTER COLUMN 1 SET STATISTICS 500;";
    assertThereAndBack(
        "CREATE TABLE t (c uuid, d integer GENERATED ALWAYS AS IDENTITY);" + rest,
        "CREATE TABLE t (c uuid, d text GENERATED ALWAYS AS ('x') STORED);" + rest);
    assertThereAndBack(
        "CREATE TABLE t (c uuid, d varchar(20));" + rest,
        "CREATE TABLE t (c uuid, d text);" + rest);
  }

  @Test
  void whatIsSaidOfIndexesComesAndGoes() throws Exception {
    String table =
        "CREATE TABLE t (c integer CONSTRAINT t_k PRIMARY KEY, d text);"
            + "CREATE INDEX t_i ON t (lower(d));";
    assertThereAndBack(
        table + "ALTER TABLE t CLUSTER ON t_k; COMMENT ON INDEX t_k IS 'x'",
        table + "ALTER INDEX t_i ALTER COLUMN 1 SET STATISTICS 500");
    assertThereAndBack(
        table + "ALTER TABLE t CLUSTER ON t_k",
        table + "ALTER TABLE t CLUSTER ON t_i; ALTER INDEX t_i ALTER COLUMN 1 SET STATISTICS 0");
  }

  @Test
  void aColumnCeasesToBeGeneratedInPartitionsOfPartitions() throws Exception {
    String rest =
        "CREATE TABLE p_rest PARTITION OF p DEFAULT PARTITION BY LIST (a);"
            + "CREATE TABLE p_rest_1 PARTITION OF p_rest FOR VALUES IN (1, 2);";
    String parent = "CREATE TABLE p (a integer, at date, c text%s) PARTITION BY RANGE (at);";
    String plain = parent.formatted("") + rest;
    String generated = parent.formatted(" GENERATED ALWAYS AS ('x') STORED") + rest;
    assertThereAndBack(plain, generated);
    assertThat(runner.statements(generated, plain)).anyMatch(DdlStatement::isDestructive);
  }

  @Test
  void aColumnThatCeasesToBeGeneratedKeepsItsValuesElsewhere() throws Exception {
    String table = "CREATE TABLE t (a integer, c text%s)";
    assertThat(
            runner.statements(
                table.formatted(" GENERATED ALWAYS AS ('x') STORED"), table.formatted("")))
        .noneMatch(DdlStatement::isDestructive);
  }

  @Test
  void whatStandsOnAnInheritedColumnGoesBeforeTheColumnItComesFromChanges() throws Exception {
    String child = "CREATE TABLE child (own integer) INHERITS (t1);";
    assertThereAndBack(
        "CREATE TABLE t1 (c1 bigint GENERATED BY DEFAULT AS IDENTITY);"
            + child
            + "ALTER TABLE child ADD COLUMN c9 boolean GENERATED ALWAYS AS (c1 IS NULL) STORED;"
            + "CREATE VIEW v AS SELECT c1 FROM child",
        "CREATE TABLE t1 (c1 uuid DEFAULT gen_random_uuid());" + child);
  }

  @Test
  void aDomainGoesAfterTheOldHalfOfATypeThatHadIt() throws Exception {
    assertThereAndBack(
        "CREATE DOMAIN d AS integer; CREATE TYPE k AS (a integer, d d); CREATE TABLE t (c k)",
        "CREATE TYPE k AS (a integer, b text); CREATE TABLE t (c k)");
  }

  @Test
  void aMaterializedViewIsClusteredAgainWhenItsIndexIsBack() throws Exception {
    String view = "CREATE MATERIALIZED VIEW m AS SELECT c FROM t; CREATE INDEX m_i ON m (c);";
    assertThereAndBack(
        "CREATE TABLE t (c integer);" + view + "ALTER TABLE m CLUSTER ON m_i",
        "CREATE TABLE t (c text);" + view + "ALTER TABLE m CLUSTER ON m_i");
    assertThereAndBack(
        "CREATE TABLE t (c integer);" + view,
        "CREATE TABLE t (c integer);" + view + "ALTER TABLE m CLUSTER ON m_i");
  }

  @Test
  void notNullKeepsItsTerms() throws Exception {
    assumeTrue(server.major() >= 18);
    List<String> kinds =
        List.of(
            "CREATE TABLE t (c integer)",
            "CREATE TABLE t (c integer NOT NULL)",
            "CREATE TABLE t (c integer NOT NULL NO INHERIT)",
            "CREATE TABLE t (c integer); ALTER TABLE t ADD NOT NULL c NOT VALID");
    assertFromEachToEach(kinds);
  }

  @Test
  void childrenFollowTheTermsOfNotNull() throws Exception {
    assumeTrue(server.major() >= 18);
    String child = ";CREATE TABLE t2 () INHERITS (t)";
    List<String> kinds =
        List.of(
            "CREATE TABLE t (d integer)" + child,
            "CREATE TABLE t (c integer NOT NULL)" + child,
            "CREATE TABLE t (c integer NOT NULL NO INHERIT)" + child,
            "CREATE TABLE t (c integer)" + child + ";ALTER TABLE t ADD NOT NULL c NOT VALID",
            "");
    assertFromEachToEach(kinds);
  }

  @Test
  void aFunctionGoesBeforeWhatItsTextNames() throws Exception {
    String a =
        "CREATE TABLE t1 (c1 bigint NOT NULL, c2 text);"
            + "CREATE FUNCTION f7() RETURNS TABLE (a text, b integer) LANGUAGE sql AS"
            + " $$ SELECT c2::text, 1 FROM t1 $$";
    String b = "CREATE TABLE t1 (c1 bigint NOT NULL, c7 bytea)";
    assertThat(runner.failure(a, b, DdlOptions.DEFAULT.withSafe(true))).isEmpty();
    String other =
        b
            + ";CREATE FUNCTION f7() RETURNS TABLE (a text, b integer) LANGUAGE sql AS"
            + " $$ SELECT c7::text, 1 FROM t1 $$";
    assertThat(runner.failure(a, other, DdlOptions.DEFAULT.withSafe(true))).isEmpty();
  }

  @Test
  void oneValueOfASwappedTypeBecomesAList() throws Exception {
    assertThereAndBack(
        "CREATE TYPE e1 AS ENUM ('b', 'g'); CREATE TABLE t (c1 uuid, c4 e1[])",
        "CREATE TYPE e1 AS ENUM ('f'); CREATE TABLE t (c1 uuid, c4 e1)");
  }

  @Test
  void aPartitionThatCameBehindAForeignKeyGoesByItself() throws Exception {
    assertThat(
            runner.failure(
                "",
                PARTITIONED + "CREATE TABLE pt_rest PARTITION OF pt DEFAULT;" + REFERENCE,
                DdlOptions.DEFAULT.withSafe(true)))
        .isEmpty();
    assertThat(
            runner.failure(
                PARTITIONED + REFERENCE,
                PARTITIONED + PARTITION + REFERENCE,
                DdlOptions.DEFAULT.withSafe(true)))
        .isEmpty();
  }

  @Test
  void aToastTableThatStaysBehindTakesTheOptionsOfTheNextOne() throws Exception {
    String column =
        "CREATE TABLE t (c1 serial); ALTER TABLE t ADD COLUMN c2 text[] CONSTRAINT must_be NOT NULL;"
            + "ALTER TABLE t SET (toast.autovacuum_enabled = true)";
    assertThat(
            runner.failure("CREATE TABLE t (c1 serial)", column, DdlOptions.DEFAULT.withSafe(true)))
        .isEmpty();
  }

  @Test
  void bitsThatComeBackAreAsManyAsTheTypeHas() throws Exception {
    String table = "CREATE TABLE t (c1 serial)";
    String bits =
        ";ALTER TABLE t ADD COLUMN c4 bit(4) NOT NULL;"
            + "ALTER TABLE t ADD COLUMN c5 bit varying(3) NOT NULL;"
            + "ALTER TABLE t ADD CONSTRAINT t_k0 CHECK (c4 = 'b')";
    assertThat(runner.failure(table + bits, table, DdlOptions.DEFAULT.withSafe(true))).isEmpty();
  }

  /** A number with a check that says more of a text gets no text. */
  @Test
  void aColumnThatComesBackTakesAConstantOfItsOwnType() throws Exception {
    String table = "CREATE TABLE t (c1 serial, c2 varchar(3))";
    String checked =
        "CREATE DOMAIN d AS varchar(2);"
            + table
            + ";ALTER TABLE t ADD c3 integer NOT NULL, ADD c4 varchar(2) NOT NULL, ADD c5 d NOT NULL;"
            + "ALTER TABLE t ADD CHECK (c2 <> 'abc' AND c3 > 3 AND c4 IN ('abc', 'xy') AND c5 = 'zz')";
    assertThereAndBack(checked, table);
    assertThat(runner.failure(checked, table, DdlOptions.DEFAULT.withSafe(true))).isEmpty();
  }

  @Test
  void aReplicaIdentityOutlivesTheKeyThatItUsed() throws Exception {
    String identity = ";ALTER TABLE t REPLICA IDENTITY USING INDEX t_pk";
    assertThat(
            runner.failure(
                "CREATE TABLE t (a bigint NOT NULL, b integer NOT NULL);"
                    + "ALTER TABLE t ADD CONSTRAINT t_pk PRIMARY KEY (a)"
                    + identity,
                "CREATE TABLE t (a bigint NOT NULL, b integer NOT NULL);"
                    + "ALTER TABLE t ADD CONSTRAINT t_pk PRIMARY KEY (a, b)"
                    + identity,
                DdlOptions.DEFAULT.withSafe(true)))
        .isEmpty();
  }

  @Test
  void aPartitionIsMadeAnewThoughAForeignKeyHoldsOnToItsParent() throws Exception {
    assertThereAndBack(
        PARTITIONED + "CREATE TABLE pt_rest PARTITION OF pt DEFAULT;" + REFERENCE,
        PARTITIONED
            + "CREATE TABLE pt_rest PARTITION OF pt DEFAULT PARTITION BY LIST (a);"
            + REFERENCE);
  }

  @Test
  void aFunctionGoesBeforeTheCastThatItsBodyRestsOn() throws Exception {
    assertThereAndBack(
        "CREATE TYPE e1 AS ENUM ('a'); CREATE CAST (text AS e1) WITH INOUT AS ASSIGNMENT;"
            + "CREATE FUNCTION f8(IN a integer, OUT b integer, OUT c e1) LANGUAGE sql"
            + " AS 'SELECT 1, NULL'",
        ";");
  }

  @Test
  void aGeneratedColumnThatBecomesNotNullAgainIsNotFilled() throws Exception {
    String table =
        "CREATE TYPE e AS ENUM ('a', 'b');"
            + "CREATE TABLE t (a integer, c e GENERATED ALWAYS AS (NULL::e) STORED";
    assertThereAndBack(table + ", PRIMARY KEY (a, c))", table + ")");
    assertThereAndBack(
        "CREATE TABLE t (a integer, c integer GENERATED ALWAYS AS (a * 2) STORED NOT NULL)",
        "CREATE TABLE t (a integer, c integer GENERATED ALWAYS AS (a * 2) STORED)");
  }

  /** Neither a domain over it nor a type of its name that is swapped meanwhile tells its labels. */
  @Test
  void anEnumBecomesANumberByItsLabelsAndComesBack() throws Exception {
    assertThereAndBack(
        "CREATE TYPE e1 AS ENUM ('a', 'b%', 'c''d', 'e\\f'); CREATE DOMAIN d1 AS e1;"
            + "CREATE TABLE t1 (c1 uuid, c7 d1 NOT NULL)",
        "CREATE DOMAIN d2 AS numeric(10,2) NOT NULL; CREATE TABLE t1 (c1 uuid, c7 d2)");
    assertThereAndBack(
        "CREATE TYPE e1 AS ENUM ('c''d', 'e', 'f'); CREATE TYPE k1 AS (c e1);"
            + "CREATE TABLE t4 (c1 integer DEFAULT 2)",
        "CREATE TYPE e1 AS ENUM ('a'); CREATE TABLE t4 (c1 e1 DEFAULT 'a' NOT NULL)");
    assertThereAndBack(
        "CREATE TYPE e1 AS ENUM (); CREATE TABLE t (c integer)",
        "CREATE TYPE e1 AS ENUM (); CREATE TABLE t (c e1)");
  }

  @Test
  void aColumnOfTwoParentsChangesWithOneAndGoesWithTheOther() throws Exception {
    String child = ";CREATE TABLE child (own integer) INHERITS (t1, t5)";
    String two =
        "CREATE TABLE t1 (c1 bigint, c4 %1$s); CREATE TABLE t5 (c1 bigint, c4 %1$s)" + child;
    String one = "CREATE TABLE t1 (c1 bigint); CREATE TABLE t5 (c1 bigint, c4 smallint DEFAULT 0)";
    assertThereAndBack(two.formatted("numeric(10,2)"), one + child);
    assertThereAndBack(two.formatted("integer"), two.formatted("bigint"));
    assertThereAndBack(
        two.formatted("integer") + ";CREATE TABLE grandchild () INHERITS (child)",
        two.formatted("bigint") + ";CREATE TABLE grandchild () INHERITS (child)");
  }
}
