package dev.athanor.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.testing.TestBundle;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RiskScannerTest {
  private static List<Risk> scan(Bundle bundle) {
    List<PlanStep> steps =
        bundle.revisions().stream()
            .flatMap(
                revision ->
                    revision.changesets().stream()
                        .map(each -> step(bundle, revision.revision().id(), each)))
            .toList();
    return PlanBuilder.check(steps, new RiskScanner(MigrationPlan.Direction.UP));
  }

  private static PlanStep step(Bundle bundle, String revision, Changeset changeset) {
    return new PlanStep(
        revision,
        changeset,
        PlanStep.Action.APPLY,
        bundle.sql(changeset.key()).up(),
        bundle.sql(changeset.key()).down());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DROP TABLE a | DATA_LOSS",
        "drop schema s cascade | DATA_LOSS",
        "ALTER TABLE a DROP COLUMN b | DATA_LOSS",
        "ALTER TABLE a DROP b | DATA_LOSS",
        "ALTER TABLE a ALTER COLUMN b DROP NOT NULL | ",
        "ALTER TABLE a DROP CONSTRAINT c | ",
        "ALTER TABLE a ALTER b DROP DEFAULT, DROP COLUMN IF EXISTS c | DATA_LOSS",
        "TRUNCATE a | DATA_LOSS",
        "DELETE FROM a WHERE b | DATA_LOSS",
        "WITH gone AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM gone | DATA_LOSS",
        "DO $$ BEGIN DELETE FROM a; END $$ | DATA_LOSS",
        "DO $$ BEGIN PERFORM 1; END $$ | ",
        "DROP INDEX i | ",
        "DROP VIEW v | ",
        "DROP TYPE t CASCADE | DATA_LOSS",
        "DROP SEQUENCE s | DATA_LOSS",
        "DROP FOREIGN TABLE f | DATA_LOSS",
        "CREATE TABLE a (b int REFERENCES c ON DELETE CASCADE) | ",
        "CREATE INDEX i ON a (b) | LONG_LOCK",
        "CREATE INDEX CONCURRENTLY i ON a (b) | ",
        "ALTER TABLE a ALTER COLUMN b TYPE bigint | LONG_LOCK",
        "ALTER TABLE a ALTER COLUMN b SET NOT NULL | LONG_LOCK",
        "ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0) | LONG_LOCK",
        "ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0) NOT VALID | ",
        "ALTER TABLE a VALIDATE CONSTRAINT c | ",
        "ALTER TABLE a ADD CONSTRAINT c FOREIGN KEY (b) REFERENCES d | LONG_LOCK",
        "ALTER TABLE a ADD PRIMARY KEY USING INDEX i | ",
        "ALTER TABLE a ADD COLUMN b int NOT NULL DEFAULT 0 | ",
        "ALTER TABLE a ADD COLUMN b timestamptz DEFAULT now() | ",
        "ALTER TABLE a ADD COLUMN b uuid DEFAULT gen_random_uuid() | LONG_LOCK",
        "ALTER TABLE a ADD COLUMN b int GENERATED ALWAYS AS (c * 2) STORED | LONG_LOCK",
        "ALTER TABLE a RENAME COLUMN b TO c | BREAKS_APPLICATION",
        "alter table if exists only s.a rename b to c | BREAKS_APPLICATION",
        "ALTER TABLE a RENAME TO b | BREAKS_APPLICATION",
        "ALTER TABLE a SET SCHEMA s | BREAKS_APPLICATION",
        "ALTER FOREIGN TABLE a RENAME b TO c | BREAKS_APPLICATION",
        "ALTER VIEW v RENAME TO w | BREAKS_APPLICATION",
        "ALTER MATERIALIZED VIEW s.v RENAME COLUMN b TO c | BREAKS_APPLICATION",
        "ALTER SEQUENCE a_seq RENAME TO b_seq | BREAKS_APPLICATION",
        "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue' | BREAKS_APPLICATION",
        "ALTER FUNCTION f(int, numeric(4, 2)) RENAME TO g | BREAKS_APPLICATION",
        "ALTER SCHEMA s RENAME TO t | BREAKS_APPLICATION",
        "ALTER TABLE a RENAME CONSTRAINT b TO c | ",
        "ALTER DOMAIN d RENAME CONSTRAINT b TO c | ",
        "ALTER INDEX a RENAME TO b | ",
        "ALTER TRIGGER t ON a RENAME TO b | ",
        "ALTER TABLE a ALTER rename SET DEFAULT 1 | ",
        "ALTER TABLE a ADD COLUMN b int NOT NULL | BREAKS_APPLICATION",
        "ALTER TABLE a ADD b numeric(4, 2) NOT NULL | BREAKS_APPLICATION",
        "ALTER TABLE a ADD COLUMN c int, ADD COLUMN IF NOT EXISTS b int NOT NULL | BREAKS_APPLICATION",
        "ALTER TABLE a ADD COLUMN b int NOT NULL DEFAULT NULL | BREAKS_APPLICATION",
        "ALTER TABLE a ADD COLUMN b int NOT NULL, ALTER c SET DEFAULT 1 | BREAKS_APPLICATION",
        "ALTER TABLE a ADD COLUMN \"default\" int NOT NULL | BREAKS_APPLICATION",
        "ALTER TABLE a ADD COLUMN b int | ",
        "ALTER TABLE a ADD COLUMN b text DEFAULT 'NOT NULL' | ",
        "ALTER TABLE a ADD COLUMN b bigserial NOT NULL | LONG_LOCK",
        "ALTER TABLE a ADD COLUMN b int NOT NULL GENERATED ALWAYS AS IDENTITY | LONG_LOCK",
        "VACUUM FULL a | LONG_LOCK",
        "REFRESH MATERIALIZED VIEW v | LONG_LOCK",
        "LOCK TABLE a | LONG_LOCK",
        "SELECT 'DROP TABLE a' | ",
        "COMMENT ON TABLE a IS 'DROP TABLE b' | ",
      })
  void namesTheRisk(String sql, Risk.Kind kind) {
    List<Risk> risks = scan(new TestBundle().revision("r1", sql, "SELECT 1").build());
    if (kind == null) {
      assertThat(risks).isEmpty();
    } else {
      assertThat(risks).containsExactly(new Risk(kind, "r1", sql));
    }
  }

  @Test
  void aTableThatThePlanMadeIsEmpty() {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE TABLE public.a (b int)", "DROP TABLE a")
            .revision("r2", "CREATE INDEX i ON public.a (b)", "DROP INDEX i")
            .revision("r3", "ALTER TABLE public.a ALTER b SET NOT NULL", "SELECT 1")
            .build();
    assertThat(scan(bundle)).isEmpty();
  }

  @Test
  void whatAValidatedCheckProvesIsNotScannedAgain() {
    TestBundle staged =
        new TestBundle()
            .revision("r1", "ALTER TABLE a ADD CONSTRAINT c CHECK (\"B\" IS NOT NULL) NOT VALID")
            .and("r1-2", "ALTER TABLE a VALIDATE CONSTRAINT c")
            .and("r1-3", "ALTER TABLE a ALTER COLUMN \"B\" SET NOT NULL");
    assertThat(longLocks(staged)).isEmpty();

    assertThat(longLocks(staged.revision("r2", "ALTER TABLE a ALTER b SET NOT NULL"))).hasSize(1);
    TestBundle notValidated =
        new TestBundle()
            .revision("r1", "ALTER TABLE a ADD CONSTRAINT c CHECK (b IS NOT NULL) NOT VALID")
            .revision("r2", "ALTER TABLE a ALTER COLUMN b SET NOT NULL");
    assertThat(longLocks(notValidated)).hasSize(1);
    TestBundle other =
        new TestBundle()
            .revision("r1", "ALTER TABLE a ADD CONSTRAINT c CHECK (b IS NOT NULL OR d) NOT VALID")
            .and("r1-2", "ALTER TABLE a VALIDATE CONSTRAINT c")
            .and("r1-3", "ALTER TABLE a ALTER COLUMN b SET NOT NULL");
    assertThat(longLocks(other)).hasSize(1);
  }

  @Test
  void aColumnThatBecomesNotNullInStepsFailsTheApplicationOnce() {
    TestBundle staged =
        new TestBundle()
            .revision("r1", "ALTER TABLE a ADD COLUMN b int")
            .and("r1-2", "ALTER TABLE a ADD CONSTRAINT c CHECK (b IS NOT NULL) NOT VALID")
            .and("r1-3", "ALTER TABLE a VALIDATE CONSTRAINT c")
            .and("r1-4", "ALTER TABLE a ALTER COLUMN b SET NOT NULL");
    assertThat(of(Risk.Kind.BREAKS_APPLICATION, staged))
        .extracting(Risk::detail)
        .containsExactly("ALTER TABLE a ADD CONSTRAINT c CHECK (b IS NOT NULL) NOT VALID");

    TestBundle defaulted =
        new TestBundle()
            .revision("r1", "ALTER TABLE a ADD COLUMN b int")
            .and("r1-2", "ALTER TABLE a ALTER b SET DEFAULT 0")
            .and("r1-3", "ALTER TABLE a ALTER COLUMN b SET NOT NULL");
    assertThat(of(Risk.Kind.BREAKS_APPLICATION, defaulted)).isEmpty();
  }

  @Test
  void nobodyUsesATableThatThePlanMadeUnderWhicheverName() {
    TestBundle bundle =
        new TestBundle()
            .revision("r1", "CREATE TABLE s.a (b int)", "DROP TABLE s.a")
            .revision("r2", "ALTER TABLE s.a RENAME TO c", "SELECT 1")
            .revision("r3", "ALTER TABLE s.c RENAME b TO d", "SELECT 1")
            .revision("r4", "ALTER TABLE s.c ADD COLUMN e int NOT NULL", "SELECT 1");
    assertThat(scan(bundle.build())).isEmpty();
  }

  private static List<Risk> longLocks(TestBundle builder) {
    return of(Risk.Kind.LONG_LOCK, builder);
  }

  private static List<Risk> of(Risk.Kind kind, TestBundle builder) {
    return scan(builder.build()).stream().filter(risk -> risk.kind() == kind).toList();
  }

  @Test
  void theWorstComesFirst() {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE INDEX CONCURRENTLY i ON a (b)")
            .with(TestBundle.Edit::outsideTransaction)
            .revision("r2", "DROP TABLE b", "SELECT 1")
            .build();
    assertThat(scan(bundle))
        .extracting(Risk::kind)
        .containsExactly(Risk.Kind.DATA_LOSS, Risk.Kind.IRREVERSIBLE, Risk.Kind.NON_TRANSACTIONAL);
  }
}
