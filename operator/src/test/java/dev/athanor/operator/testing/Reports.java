package dev.athanor.operator.testing;

import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.report.JobReports;
import dev.athanor.crds.v1alpha1.SchemasStatus;
import dev.athanor.crds.v1alpha1.StatementRehearsal;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Termination messages as the runner writes them. */
public final class Reports {
  public static final String HASH = "sha256:" + "a".repeat(64);
  public static final String OTHER_HASH = "sha256:" + "b".repeat(64);
  public static final String BEFORE = "1975ea83b712";
  public static final String HEAD = "ae1027a6acf0";

  private static final String OBSERVED = "2026-11-22T10:00:00Z";
  private static final JobReport.Backup BACKUP =
      new JobReport.Backup(
          "tweeteval/20261122T100000Z",
          "sha256:" + "c".repeat(64),
          4096L,
          OBSERVED,
          false,
          null,
          null);

  /** Of every plan that has something to run. */
  public static final String RISK = "IRREVERSIBLE 27c6a30d7c24 versions/2.sql::2::test";

  private static final StatementRehearsal STATEMENT =
      new StatementRehearsal(
          HEAD,
          "ALTER TABLE people ALTER id TYPE bigint",
          "ACCESS EXCLUSIVE",
          "public.people",
          "reads and writes",
          320L,
          8192L,
          9000L,
          310L,
          null);

  private Reports() {}

  /** A plan that finds this many changesets to run. */
  public static String planned(int pending, String hash) {
    return text(success("plan", BEFORE, plan(pending == 0 ? "None" : "Up", pending, hash), null));
  }

  /** The same where nothing is recorded. */
  public static String plannedAtBase(int pending) {
    JobReport plan = success("plan", BEFORE, plan("Up", pending, HASH), null);
    return text(
        new JobReport(
            plan.version(),
            plan.step(),
            plan.outcome(),
            null,
            false,
            plan.message(),
            plan.observedAt(),
            plan.bundleDigest(),
            new JobReport.History(List.of(), "sha256:" + "e".repeat(64), "17.4"),
            plan.plan(),
            null,
            null,
            null,
            null,
            null));
  }

  /**
   * Of a Job that took a database over.
   *
   * @param tool null where there was nothing to take over
   * @param revision null then, too
   */
  public static String adopted(String tool, String revision) {
    return text(
        new JobReport(
            JobReport.VERSION,
            "adopt",
            JobReport.SUCCEEDED,
            null,
            false,
            "Taken over",
            null,
            Manifests.DIGEST,
            null,
            null,
            null,
            null,
            null,
            null,
            new JobReport.Adopted(
                tool,
                tool == null ? "it is empty" : "4 versions",
                revision == null ? List.of() : List.of(revision),
                tool == null ? 0 : 4)));
  }

  /** The same, where a reviewer need know nothing of it. */
  public static String withoutRisks(int pending) {
    return text(
        success(
            "plan",
            BEFORE,
            new JobReport.Plan("Up", List.of(HEAD), pending, 0, HASH, List.of()),
            null));
  }

  /** A plan that finds nothing but what always runs. */
  public static String repeating(int pending) {
    return text(
        success(
            "plan",
            HEAD,
            new JobReport.Plan("Up", List.of(HEAD), pending, pending, HASH, List.of()),
            null));
  }

  /** A run that left some changesets out, and has some that always run. */
  public static String left(int pending, int repeating) {
    return text(
        success(
            "apply",
            HEAD,
            new JobReport.Plan("Up", List.of(HEAD), pending, repeating, HASH, List.of()),
            null));
  }

  public static String upToDate() {
    return text(success("plan", HEAD, plan("None", 0, HASH), null));
  }

  public static String backedUp() {
    return text(success("backup", BEFORE, null, BACKUP));
  }

  /** The same as {@link #backedUp}, with what became of the store. */
  public static String backedUp(JobReport.Store store) {
    JobReport.StoredBackup taken = store.backups().get(0);
    JobReport plain =
        success(
            "backup",
            BEFORE,
            null,
            new JobReport.Backup(
                taken.name(), taken.digest(), taken.bytes(), taken.takenAt(), false, null, null));
    return text(
        new JobReport(
            plain.version(),
            plain.step(),
            plain.outcome(),
            null,
            false,
            plain.message(),
            plain.observedAt(),
            plain.bundleDigest(),
            plain.history(),
            null,
            plain.backup(),
            store,
            null,
            null,
            null));
  }

  /**
   * Of several schemas.
   *
   * @param reason why the run failed; null where it did not
   */
  public static String ofSchemas(String step, String reason, SchemasStatus schemas) {
    int pending = schemas.total() - schemas.ready();
    return text(
        new JobReport(
            JobReport.VERSION,
            step,
            reason == null ? JobReport.SUCCEEDED : JobReport.FAILED,
            reason,
            false,
            "done",
            OBSERVED,
            Manifests.DIGEST,
            new JobReport.History(
                pending == 0
                    ? List.of(HEAD)
                    : List.of(HEAD + " in " + schemas.ready(), BEFORE + " in " + pending),
                null,
                "17.4",
                schemas),
            plan(pending == 0 ? "None" : "Up", pending, HASH),
            null,
            null,
            null,
            null,
            null));
  }

  public static String applied() {
    return text(success("apply", HEAD, plan("Up", 0, HASH), null));
  }

  /** Of a plan that passed, where one statement of four is felt. */
  public static String rehearsed() {
    return text(
        rehearsal(JobReport.SUCCEEDED, null, "The plan passed on backup b.", "Passed", STATEMENT));
  }

  /** Of a plan that a duplicate stopped. */
  public static String rehearsalFailed() {
    return text(
        rehearsal(
            JobReport.FAILED,
            "RehearsalFailed",
            "The plan failed, on backup b: a duplicate.",
            "Failed",
            STATEMENT.withTexts(STATEMENT.statement(), "Key (mail) is duplicated")));
  }

  private static JobReport rehearsal(
      String outcome, String reason, String message, String shown, StatementRehearsal statement) {
    return new JobReport(
        JobReport.VERSION,
        "rehearse",
        outcome,
        reason,
        false,
        message,
        OBSERVED,
        Manifests.DIGEST,
        new JobReport.History(List.of(BEFORE), "sha256:" + "d".repeat(64), "17.4"),
        plan("Up", 3, HASH),
        null,
        null,
        null,
        new JobReport.Rehearsal(shown, "b", 1200, 340, List.of(statement), 3),
        null);
  }

  public static String failed(String step, String reason, boolean retryable, String message) {
    return text(
        new JobReport(
            JobReport.VERSION,
            step,
            JobReport.FAILED,
            reason,
            retryable,
            message,
            OBSERVED,
            Manifests.DIGEST,
            null,
            null,
            null,
            null,
            null,
            null,
            null));
  }

  /** Of a Job that restored, or was refused because of what would be lost. */
  public static String restore(String reason, String message, JobReport.Restore restore) {
    return text(
        new JobReport(
            JobReport.VERSION,
            "restore",
            reason == null ? JobReport.SUCCEEDED : JobReport.FAILED,
            reason,
            false,
            message,
            null,
            null,
            null,
            null,
            null,
            null,
            restore,
            null,
            null));
  }

  /**
   * Of a Job that went back.
   *
   * @param direction of what was undone; null for a restore, or where nothing was
   * @param keptAs what the database is called that was there before; null where none was restored
   */
  public static String wentBack(String direction, String keptAs) {
    return text(
        new JobReport(
            JobReport.VERSION,
            "go-back",
            JobReport.SUCCEEDED,
            null,
            false,
            "went back",
            OBSERVED,
            Manifests.DIGEST,
            new JobReport.History(List.of(BEFORE), "sha256:" + "d".repeat(64), "17.4"),
            direction == null ? null : plan(direction, 2, HASH),
            null,
            null,
            keptAs == null
                ? null
                : new JobReport.Restore(
                    "b", OBSERVED, List.of(BEFORE), "0123456789ab", 3L, keptAs, OBSERVED, 120L),
            null,
            null));
  }

  /** Of a Job that dropped what a restore had kept. */
  public static String dropped() {
    return text(
        new JobReport(
            JobReport.VERSION,
            "drop-kept",
            JobReport.SUCCEEDED,
            null,
            false,
            "done",
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null));
  }

  static JobReport ofStore(String step, JobReport.Store store) {
    return new JobReport(
        JobReport.VERSION,
        step,
        JobReport.SUCCEEDED,
        null,
        false,
        "done",
        null,
        null,
        null,
        null,
        null,
        store,
        null,
        null,
        null);
  }

  private static JobReport success(
      String step, String current, JobReport.Plan plan, JobReport.Backup backup) {
    return new JobReport(
        JobReport.VERSION,
        step,
        JobReport.SUCCEEDED,
        null,
        false,
        "done",
        OBSERVED,
        Manifests.DIGEST,
        new JobReport.History(List.of(current), "sha256:" + "d".repeat(64), "17.4"),
        plan,
        backup,
        null,
        null,
        null,
        null);
  }

  private static JobReport.Plan plan(String direction, int pending, String hash) {
    List<String> risks = pending == 0 ? List.of() : List.of(RISK);
    return new JobReport.Plan(direction, List.of(HEAD), pending, 0, hash, risks);
  }

  private static String text(JobReport report) {
    return new String(JobReports.write(report), StandardCharsets.UTF_8);
  }
}
