package dev.athanor.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.RiskKind;
import dev.athanor.engine.model.StepDigest;
import dev.athanor.engine.model.StepFindings;
import dev.athanor.engine.model.StepFindings.Found;
import dev.athanor.engine.model.StepFindings.Level;
import dev.athanor.engine.testing.TestBundle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
    return PlanBuilder.check(steps, new RiskScanner(MigrationPlan.Direction.UP, bundle.findings()));
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
        "DROP TABLE a | drop-table",
        "drop schema s cascade | drop-table",
        "ALTER TABLE a DROP COLUMN b | drop-column",
        "ALTER TABLE a DROP b | drop-column",
        "ALTER TABLE a ALTER COLUMN b DROP NOT NULL | ",
        "ALTER TABLE a DROP CONSTRAINT c | ",
        "ALTER TABLE a ALTER b DROP DEFAULT, DROP COLUMN IF EXISTS c | drop-column",
        "TRUNCATE a | truncate",
        "DELETE FROM a WHERE b | whole-table-delete",
        "WITH gone AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM gone | whole-table-delete",
        "DO $$ BEGIN DELETE FROM a; END $$ | whole-table-delete",
        "DO $$ BEGIN PERFORM 1; END $$ | ",
        "DROP INDEX i | drop-index-blocks",
        "DROP INDEX CONCURRENTLY i | ",
        "DROP SCHEMA s | drop-schema",
        "DROP TYPE t | drop-type",
        "DROP FUNCTION f(int) | drop-function",
        "DROP EXTENSION e | drop-extension",
        "DROP MATERIALIZED VIEW v | drop-view",
        "DROP VIEW v CASCADE | drop-cascades",
        "DROP TRIGGER t ON a | ",
        "DROP OWNED BY r | drop-table",
        "DO $$ BEGIN EXECUTE 'TRUNCATE a'; END $$ | truncate",
        "ALTER TABLE a DETACH PARTITION b | detach-blocks",
        "ALTER TABLE a DETACH PARTITION b CONCURRENTLY | ",
        "ALTER TABLE a ATTACH PARTITION b FOR VALUES IN (1) | attach-scans",
        "ALTER TABLE a ADD CONSTRAINT c UNIQUE (b) | unique-constraint-blocks",
        "ALTER TABLE a ADD PRIMARY KEY (b) | primary-key-blocks",
        "ALTER TABLE a ADD CONSTRAINT c EXCLUDE USING gist (b WITH &&) | exclusion-constraint-blocks",
        "ALTER TABLE a SET UNLOGGED | logged-change-rewrites",
        "ALTER TABLE a SET TABLESPACE t | table-rewrite",
        "ALTER VIEW v SET SCHEMA s | move-schema",
        "DROP VIEW v | drop-view",
        "DROP TYPE t CASCADE | drop-column",
        "DROP SEQUENCE s | drop-sequence",
        "DROP FOREIGN TABLE f | drop-table",
        "CREATE TABLE a (b int REFERENCES c ON DELETE CASCADE) | ",
        "CREATE INDEX i ON a (b) | index-blocks-writes",
        "CREATE INDEX CONCURRENTLY i ON a (b) | ",
        "ALTER TABLE a ALTER COLUMN b TYPE bigint | type-change-rewrites",
        "ALTER TABLE a ALTER COLUMN b SET NOT NULL | not-null-scans",
        "ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0) | check-scans",
        "ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0) NOT VALID | ",
        "ALTER TABLE a VALIDATE CONSTRAINT c | ",
        "ALTER TABLE a ADD CONSTRAINT c FOREIGN KEY (b) REFERENCES d | foreign-key-scans",
        "ALTER TABLE a ADD PRIMARY KEY USING INDEX i | ",
        "ALTER TABLE a ADD COLUMN b int NOT NULL DEFAULT 0 | ",
        "ALTER TABLE a ADD COLUMN b timestamptz DEFAULT now() | ",
        "ALTER TABLE a ADD COLUMN b uuid DEFAULT gen_random_uuid() | volatile-default-rewrites",
        "ALTER TABLE a ADD COLUMN b int GENERATED ALWAYS AS (c * 2) STORED | stored-generated-rewrites",
        "ALTER TABLE a RENAME COLUMN b TO c | rename-column",
        "alter table if exists only s.a rename b to c | rename-column",
        "ALTER TABLE a RENAME TO b | rename-table",
        "ALTER TABLE a SET SCHEMA s | move-schema",
        "ALTER FOREIGN TABLE a RENAME b TO c | rename-column",
        "ALTER VIEW v RENAME TO w | rename-table",
        "ALTER MATERIALIZED VIEW s.v RENAME COLUMN b TO c | rename-column",
        "ALTER SEQUENCE a_seq RENAME TO b_seq | rename-object",
        "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue' | enum-value-renamed",
        "ALTER FUNCTION f(int, numeric(4, 2)) RENAME TO g | rename-object",
        "ALTER SCHEMA s RENAME TO t | rename-object",
        "ALTER TABLE a RENAME CONSTRAINT b TO c | ",
        "ALTER DOMAIN d RENAME CONSTRAINT b TO c | ",
        "ALTER INDEX a RENAME TO b | ",
        "ALTER TRIGGER t ON a RENAME TO b | ",
        "ALTER TABLE a ALTER rename SET DEFAULT 1 | ",
        "ALTER TABLE a ADD COLUMN b int NOT NULL | required-column",
        "ALTER TABLE a ADD b numeric(4, 2) NOT NULL | required-column",
        "ALTER TABLE a ADD COLUMN c int, ADD COLUMN IF NOT EXISTS b int NOT NULL | required-column",
        "ALTER TABLE a ADD COLUMN b int NOT NULL DEFAULT NULL | required-column",
        "ALTER TABLE a ADD COLUMN b int NOT NULL, ALTER c SET DEFAULT 1 | required-column",
        "ALTER TABLE a ADD COLUMN \"default\" int NOT NULL | required-column",
        "ALTER TABLE a ADD COLUMN b int | ",
        "ALTER TABLE a ADD COLUMN b text DEFAULT 'NOT NULL' | ",
        "ALTER TABLE a ADD COLUMN b bigserial NOT NULL | numbered-column-rewrites",
        "ALTER TABLE a ADD COLUMN b int NOT NULL GENERATED ALWAYS AS IDENTITY | numbered-column-rewrites",
        "VACUUM FULL a | table-rewrite",
        "REFRESH MATERIALIZED VIEW v | refresh-blocks",
        "LOCK TABLE a | lock-table",
        "SELECT 'DROP TABLE a' | ",
        "COMMENT ON TABLE a IS 'DROP TABLE b' | ",
      })
  void namesTheRuleThatItReadsLike(String sql, String id) {
    List<Risk> risks = scan(new TestBundle().revision("r1", sql, "SELECT 1").build());
    if (id == null) {
      assertThat(risks).isEmpty();
    } else {
      TextRule rule = TextRule.valueOf(id.toUpperCase(Locale.ROOT).replace('-', '_'));
      assertThat(risks).containsExactly(Risk.read(rule, "r1", sql));
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
    assertThat(of(RiskKind.BREAKS_APPLICATION, staged))
        .extracting(Risk::detail)
        .containsExactly("ALTER TABLE a ADD CONSTRAINT c CHECK (b IS NOT NULL) NOT VALID");

    TestBundle defaulted =
        new TestBundle()
            .revision("r1", "ALTER TABLE a ADD COLUMN b int")
            .and("r1-2", "ALTER TABLE a ALTER b SET DEFAULT 0")
            .and("r1-3", "ALTER TABLE a ALTER COLUMN b SET NOT NULL");
    assertThat(of(RiskKind.BREAKS_APPLICATION, defaulted)).isEmpty();
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
    return of(RiskKind.LONG_LOCK, builder);
  }

  private static List<Risk> of(RiskKind kind, TestBundle builder) {
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
        .containsExactly(RiskKind.DATA_LOSS, RiskKind.IRREVERSIBLE, RiskKind.NON_TRANSACTIONAL);
  }

  private static final Found DROPPED =
      found("drop-column", RiskKind.DATA_LOSS, "public.a.b", "public.a", "dropped, text");
  private static final Found WAITS =
      found("table-rewrite", RiskKind.LONG_LOCK, "public.b", "public.b", "written anew");

  private static Found found(
      String rule, RiskKind kind, String subject, String table, String fact) {
    return new Found(rule, Level.ERROR, kind, subject, table, fact, Optional.empty());
  }

  private static Found accepted(Found found, String reason) {
    return new Found(
        found.rule(),
        found.level(),
        found.kind(),
        found.subject(),
        found.table(),
        found.fact(),
        Optional.of(reason));
  }

  /** Of the changeset with that id, going up. */
  private static StepFindings of(Bundle bundle, String id, List<String> made, Found... found) {
    return bundle.revisions().stream()
        .flatMap(revision -> revision.changesets().stream())
        .filter(each -> each.key().id().equals(id))
        .map(each -> StepDigest.of(each, false, bundle.sql(each).up()))
        .map(
            digest ->
                new StepFindings(StepFindings.key(digest), 17, made, Map.of(), List.of(found)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatWasRecordedGoesBeforeWhatTheSqlReadsLike() {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "SELECT prune()", "SELECT 1")
            .revision("r2", "DROP TABLE never_there", "SELECT 1")
            .revision("r3", "DROP TABLE c", "SELECT 1")
            .build();
    List<Risk> risks =
        scan(
            bundle.withFindings(
                List.of(of(bundle, "r1", List.of(), DROPPED), of(bundle, "r2", List.of()))));
    assertThat(risks)
        .extracting(Risk::revision, Risk::detail, Risk::note)
        .containsExactly(
            tuple("r1", "public.a.b: dropped, text", "drop-column, PostgreSQL 17"),
            tuple("r3", "DROP TABLE c", "drop-table, not recorded"));
  }

  @Test
  void aStepThatWasEditedLosesItsFindings() {
    TestBundle before = new TestBundle().revision("r1", "SELECT prune()", "SELECT 1");
    StepFindings found = of(before.build(), "r1", List.of(), DROPPED);
    assertThat(scan(before.build().withFindings(List.of(found)))).hasSize(1);
    TestBundle edited = new TestBundle().revision("r1", "SELECT prune(2)", "SELECT 1");
    assertThat(scan(edited.build().withFindings(List.of(found)))).isEmpty();
  }

  @Test
  void whatWasRecordedOfATableThatThePlanMadeKeepsNobodyWaiting() {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "SELECT make()", "SELECT 1")
            .revision("r2", "SELECT rename()", "SELECT 1")
            .revision("r3", "SELECT cluster()", "SELECT 1")
            .revision("r4", "CREATE INDEX i ON b (c)", "SELECT 1")
            .build();
    StepFindings third = of(bundle, "r3", List.of(), WAITS, DROPPED);
    StepFindings second = of(bundle, "r2", List.of());
    StepFindings renames =
        new StepFindings(second.step(), 17, List.of(), Map.of("public.a", "public.b"), List.of());
    assertThat(
            scan(
                bundle.withFindings(
                    List.of(of(bundle, "r1", List.of("public.a")), renames, third))))
        .extracting(Risk::rule)
        .containsExactly("drop-column");
    assertThat(scan(bundle.withFindings(List.of(third))))
        .extracting(Risk::rule)
        .containsExactly("drop-column", "table-rewrite", "index-blocks-writes");
  }

  /** One step was rehearsed and the one before it was not: they name a table otherwise. */
  @Test
  void whatWasRecordedOfATableThatThePlansTextMakesKeepsNobodyWaiting() {
    for (String made :
        List.of(
            "CREATE TABLE b (c int)",
            "CREATE TABLE public.b (c int)",
            "CREATE TABLE a (c int); ALTER TABLE a RENAME TO b")) {
      Bundle bundle =
          new TestBundle()
              .revision("r1", made, "SELECT 1")
              .revision("r2", "SELECT cluster()", "SELECT 1")
              .build();
      assertThat(scan(bundle.withFindings(List.of(of(bundle, "r2", List.of(), WAITS)))))
          .as(made)
          .isEmpty();
    }
    Bundle elsewhere =
        new TestBundle()
            .revision("r1", "CREATE TABLE other.b (c int)", "SELECT 1")
            .revision("r2", "SELECT cluster()", "SELECT 1")
            .build();
    assertThat(scan(elsewhere.withFindings(List.of(of(elsewhere, "r2", List.of(), WAITS)))))
        .hasSize(1);
  }

  @Test
  void whatIsAcceptedComesLastAndSaysWhy() {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "SELECT prune()")
            .revision("r2", "CREATE INDEX i ON b (c)", "SELECT 1")
            .build();
    Found irreversible = found(Risk.IRREVERSIBLE, RiskKind.IRREVERSIBLE, "", "", "has no rollback");
    List<Risk> risks =
        scan(
            bundle.withFindings(
                List.of(
                    of(
                        bundle,
                        "r1",
                        List.of(),
                        accepted(DROPPED, "nobody reads it"),
                        accepted(irreversible, "there is a backup")))));
    assertThat(risks)
        .extracting(Risk::kind, Risk::note)
        .containsExactly(
            tuple(RiskKind.LONG_LOCK, "index-blocks-writes, not recorded"),
            tuple(RiskKind.DATA_LOSS, "drop-column, PostgreSQL 17; accepted: nobody reads it"),
            tuple(RiskKind.IRREVERSIBLE, "irreversible; accepted: there is a backup"));
  }
}
