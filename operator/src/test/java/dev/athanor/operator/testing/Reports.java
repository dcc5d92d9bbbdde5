package dev.athanor.operator.testing;

import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.report.JobReportBuilder;
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
        plan.toBuilder()
            .history(new JobReport.History(List.of(), "sha256:" + "e".repeat(64), "17.4"))
            .build());
  }

  /**
   * Of a Job that took a database over.
   *
   * @param tool null where there was nothing to take over
   * @param revision null then, too
   */
  public static String adopted(String tool, String revision) {
    return text(
        report("adopt", null)
            .message("Taken over")
            .bundleDigest(Manifests.DIGEST)
            .adopted(
                new JobReport.Adopted(
                    tool,
                    tool == null ? "it is empty" : "4 versions",
                    revision == null ? List.of() : List.of(revision),
                    tool == null ? 0 : 4))
            .build());
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
    return text(plain.toBuilder().store(store).build());
  }

  /**
   * Of several schemas.
   *
   * @param reason why the run failed; null where it did not
   */
  public static String ofSchemas(String step, String reason, SchemasStatus schemas) {
    int pending = schemas.total() - schemas.ready();
    return text(
        seen(step, reason)
            .history(
                new JobReport.History(
                    pending == 0
                        ? List.of(HEAD)
                        : List.of(HEAD + " in " + schemas.ready(), BEFORE + " in " + pending),
                    null,
                    "17.4",
                    schemas))
            .plan(plan(pending == 0 ? "None" : "Up", pending, HASH))
            .build());
  }

  public static String applied() {
    return text(success("apply", HEAD, plan("Up", 0, HASH), null));
  }

  /** Of a plan that passed, where one statement of four is felt. */
  public static String rehearsed() {
    return text(rehearsal(null, "The plan passed on backup b.", "Passed", STATEMENT));
  }

  /** Of a plan that a duplicate stopped. */
  public static String rehearsalFailed() {
    return text(
        rehearsal(
            "RehearsalFailed",
            "The plan failed, on backup b: a duplicate.",
            "Failed",
            STATEMENT.withTexts(STATEMENT.statement(), "Key (mail) is duplicated")));
  }

  private static JobReport rehearsal(
      String reason, String message, String shown, StatementRehearsal statement) {
    return seen("rehearse", reason)
        .message(message)
        .history(at(BEFORE))
        .plan(plan("Up", 3, HASH))
        .rehearsal(new JobReport.Rehearsal(shown, "b", 1200, 340, List.of(statement), 3))
        .build();
  }

  public static String failed(String step, String reason, boolean retryable, String message) {
    return text(
        seen(step, reason).outcome(JobReport.FAILED).retryable(retryable).message(message).build());
  }

  /** Of a Job that restored, or was refused because of what would be lost. */
  public static String restore(String reason, String message, JobReport.Restore restore) {
    return text(report("restore", reason).message(message).restore(restore).build());
  }

  /**
   * Of a Job that went back.
   *
   * @param direction of what was undone; null for a restore, or where nothing was
   * @param keptAs what the database is called that was there before; null where none was restored
   */
  public static String wentBack(String direction, String keptAs) {
    return text(
        seen("go-back", null)
            .message("went back")
            .history(at(BEFORE))
            .plan(direction == null ? null : plan(direction, 2, HASH))
            .restore(
                keptAs == null
                    ? null
                    : new JobReport.Restore(
                        "b", OBSERVED, List.of(BEFORE), "0123456789ab", 3L, keptAs, OBSERVED, 120L))
            .build());
  }

  /** Of a Job that dropped what a restore had kept. */
  public static String dropped() {
    return text(report("drop-kept", null).build());
  }

  static JobReport ofStore(String step, JobReport.Store store) {
    return report(step, null).store(store).build();
  }

  /**
   * @param reason why it failed; null where it did not
   */
  private static JobReportBuilder report(String step, String reason) {
    return JobReportBuilder.builder()
        .version(JobReport.VERSION)
        .step(step)
        .outcome(reason == null ? JobReport.SUCCEEDED : JobReport.FAILED)
        .reason(reason)
        .message("done");
  }

  /** The same of a step that has read a bundle and a database. */
  private static JobReportBuilder seen(String step, String reason) {
    return report(step, reason).observedAt(OBSERVED).bundleDigest(Manifests.DIGEST);
  }

  private static JobReport.History at(String current) {
    return new JobReport.History(List.of(current), "sha256:" + "d".repeat(64), "17.4");
  }

  private static JobReport success(
      String step, String current, JobReport.Plan plan, JobReport.Backup backup) {
    return seen(step, null).history(at(current)).plan(plan).backup(backup).build();
  }

  private static JobReport.Plan plan(String direction, int pending, String hash) {
    List<String> risks = pending == 0 ? List.of() : List.of(RISK);
    return new JobReport.Plan(direction, List.of(HEAD), pending, 0, hash, risks);
  }

  private static String text(JobReport report) {
    return new String(JobReports.write(report), StandardCharsets.UTF_8);
  }
}
