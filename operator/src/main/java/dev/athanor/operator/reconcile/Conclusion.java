package dev.athanor.operator.reconcile;

import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.BackupStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.FailureStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.GoBackStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus.Step;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.Phase;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.PlanStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.RehearsalStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.SuccessStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatusBuilder;
import dev.athanor.crds.v1alpha1.StatementRehearsal;
import dev.athanor.operator.events.Note;
import dev.athanor.operator.jobs.JobState.Result;
import dev.athanor.operator.resource.Adoption;
import dev.athanor.operator.resource.Migration;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a status becomes when a Job has ended. */
final class Conclusion {
  private static final String PLAN_CHANGED = "PlanChanged";

  private final Migration migration;
  private final JobStatus intent;
  private final Result result;
  private final Instant now;
  private final boolean begun;
  private final DatabaseMigrationStatusBuilder status;
  private final List<Note> notes = new ArrayList<>();

  private Conclusion(
      Migration migration, JobStatus intent, Result result, Instant now, boolean begun) {
    this.migration = migration;
    this.intent = intent;
    this.result = result;
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
    this.begun = begun;
    this.status = migration.status().toBuilder().job(null).plan(null);
  }

  /** The status to write, and what to say about it. */
  static Decision.Write of(Migration migration, JobStatus intent, Result result, Instant now) {
    return of(migration, intent, result, now, true);
  }

  /** The same for a Job that could not even be created. */
  static Decision.Write refused(
      Migration migration, JobStatus intent, Result refusal, Instant now) {
    return of(migration, intent, refusal, now, false);
  }

  private static Decision.Write of(
      Migration migration, JobStatus intent, Result result, Instant now, boolean begun) {
    if (intent.step() == Step.GoBack) {
      return new GoBackConclusion(migration, result, now).write();
    }
    Conclusion conclusion = new Conclusion(migration, intent, result, now, begun);
    Verdict verdict = conclusion.conclude();
    DatabaseMigrationStatus status = verdict.in(conclusion.status, migration, conclusion.now);
    return new Decision.Write(status, conclusion.notes, Optional.of(Duration.ZERO));
  }

  /** Writes what the end means for the resource into the status. */
  private Verdict conclude() {
    if (intent.database() != null && !intent.database().equals(migration.database())) {
      return ofAnotherDatabase();
    }
    ReportedDatabase reported = new ReportedDatabase(result.report());
    reported.in(status);
    if (result.report() != null && result.report().plan() != null) {
      JobReport.Plan plan = result.report().plan();
      status.pending(plan.due()).targetRevision(ReportedDatabase.join(plan.target()));
    }
    recordBackup();
    Optional<PlanStatus> rehearsed = recordRehearsal();
    if (!result.succeeded()) {
      return failed(result);
    }
    if (intent.step() == Step.Adopt) {
      return adopted(result.report().adopted());
    }
    if (intent.step() == Step.Rehearse) {
      return rehearsed.map(this::rehearsed).orElseGet(this::unrehearsed);
    }
    JobReport.Plan plan = result.report().plan();
    if (plan == null || plan.pending() == 0) {
      return reached();
    }
    if (intent.step() == Step.Run) {
      return plan.due() == 0 ? reached() : skipped(plan);
    }
    if (reported.current().filter(new Adoption(migration)::isLost).isPresent()) {
      status.adopted(null);
      return Verdict.progressing(
          Phase.Pending, "NotAdopted", "the history is gone: the database is taken over again");
    }
    return plan.due() == 0 && migration.hasRun(intent) ? reached() : planned(plan);
  }

  /** What became of it is said, and nothing of it is true of the database that is named now. */
  private Verdict ofAnotherDatabase() {
    String message =
        "the resource named %s when Job %s was made: %s"
            .formatted(intent.database(), intent.name(), result.message());
    notes.add(
        result.succeeded()
            ? Note.normal("AnotherDatabase", intent.step().name(), message)
            : Note.warning(result.reason(), intent.step().name(), message));
    return Verdict.progressing(Phase.Pending, "NewGeneration", message);
  }

  private Verdict adopted(JobReport.Adopted seen) {
    if (seen == null) {
      return failed(
          Result.failed("NotAdopted", false, "the report does not say what was taken over"));
    }
    status.adopted(
        Adoption.known(seen, ReportedDatabase.join(seen.revisions()), intent.name(), now));
    notes.add(Note.normal("Adopted", "Adopt", result.message()));
    return Verdict.progressing(Phase.Planning, "Adopted", result.message());
  }

  /** Ready is the truth of the next plan, which would run them again. */
  private Verdict skipped(JobReport.Plan plan) {
    String message =
        ("%d changeset%s kept out by a precondition or by failOnError:false, and the next plan has"
                + " %s again. %s Mend that and annotate the resource with %s to try again")
            .formatted(
                plan.due(),
                plan.due() == 1 ? " was" : "s were",
                plan.due() == 1 ? "it" : "them",
                result.message(),
                Migration.RETRY_ANNOTATION);
    return failed(Result.failed("ChangesetsSkipped", false, message));
  }

  private Verdict planned(JobReport.Plan plan) {
    status
        .lastPlanHash(plan.hash())
        .plan(
            new PlanStatus(
                intent.generation(),
                intent.digest(),
                plan.direction(),
                plan.hash(),
                plan.pending(),
                plan.risks(),
                now.toString(),
                intent.name(),
                migration.approvalOf(plan.hash()),
                null,
                null));
    String message =
        "%d changeset%s to run %s towards %s"
            .formatted(
                plan.pending(),
                plan.pending() == 1 ? "" : "s",
                plan.direction().equals("Down") ? "down" : "up",
                intent.target());
    notes.add(Note.normal("Planned", "Plan", message));
    if (!plan.risks().isEmpty()) {
      notes.add(Note.warning("PlanHasRisks", "Plan", String.join("; ", plan.risks())));
    }
    return Verdict.progressing(Phase.Planning, "Planned", message);
  }

  /** Of a resource that was changed meanwhile there is no plan any more, and nothing to keep. */
  private Optional<PlanStatus> recordRehearsal() {
    JobReport.Rehearsal shown = result.report() == null ? null : result.report().rehearsal();
    PlanStatus plan = migration.status().plan();
    if (shown == null || plan == null || !plan.hash().equals(intent.planHash())) {
      return Optional.empty();
    }
    PlanStatus known =
        plan.withRehearsal(
            new RehearsalStatus(
                shown.outcome(),
                shown.backup(),
                now.toString(),
                intent.name(),
                shown.restoreMillis(),
                shown.millis(),
                shown.statements(),
                shown.others()));
    status.plan(known);
    return Optional.of(known);
  }

  private Verdict rehearsed(PlanStatus plan) {
    List<String> felt =
        plan.rehearsal().statements().stream().map(StatementRehearsal::text).toList();
    notes.add(Note.normal("Rehearsed", "Rehearse", result.message()));
    if (!felt.isEmpty()) {
      notes.add(Note.warning("PlanHasRisks", "Rehearse", String.join("; ", felt)));
    }
    return Verdict.progressing(Phase.Rehearsing, "Rehearsed", result.message());
  }

  private Verdict unrehearsed() {
    return migration.isCurrent(intent.generation())
        ? failed(
            Result.failed(
                "NotRehearsed", false, "the rehearsal's report does not say what it has shown"))
        : Verdict.progressing(
            Phase.Pending, "NewGeneration", "the resource was changed during its rehearsal");
  }

  private Verdict reached() {
    SuccessStatus before = migration.status().lastSuccess();
    boolean ran = intent.step() == Step.Run;
    String appliedAt = ran ? now.toString() : before == null ? null : before.appliedAt();
    String revision = new ReportedDatabase(result.report()).current().orElse("unknown");
    SuccessStatus success =
        new SuccessStatus(
            intent.generation(),
            intent.digest(),
            intent.target(),
            revision,
            now.toString(),
            appliedAt);
    status.failure(null).goBack(null).lastSuccess(success);
    String message = Progress.at(success);
    if (ran) {
      notes.add(Note.normal("Applied", "Run", message));
    } else if (!migration.satisfied()) {
      notes.add(Note.normal("UpToDate", "Plan", message));
    }
    if (!migration.isCurrent(intent.generation())) {
      return Verdict.progressing(
          Phase.Pending, "NewGeneration", message + "; the resource was changed since");
    }
    return Progress.upToDate(success);
  }

  private Verdict failed(Result end) {
    FailureStatus before = migration.status().failure();
    boolean again = before != null && Objects.equals(before.generation(), intent.generation());
    int count = again ? before.count() + 1 : 1;
    boolean exhausted = count > migration.retryLimit();
    Optional<Duration> wait = wait(end, count, exhausted);
    FailureStatus failure =
        new FailureStatus(
            intent.generation(),
            end.reason(),
            end.message(),
            intent.name(),
            end.retryable(),
            count,
            now.toString(),
            wait.map(w -> now.plus(w).toString()).orElse(null));
    Optional<GoBackStatus> back =
        begun
            ? GoingBack.afterFailure(migration, intent, result, failure, exhausted)
            : GoingBack.notBegun(migration);
    status.failure(failure).goBack(back.orElse(null));
    // Without the Job's name: the same failure again raises the count of one event.
    notes.add(Note.warning(end.reason(), intent.step().name(), end.message()));
    if (!migration.isCurrent(intent.generation())) {
      return Verdict.progressing(
          Phase.Pending, "NewGeneration", "the resource was changed; before: " + end.message());
    }
    return GoBackProgress.of(back, failure)
        .orElseGet(() -> new Progress(migration, now).failed(failure));
  }

  private Optional<Duration> wait(Result end, int count, boolean exhausted) {
    if (!end.retryable()) {
      return Optional.empty();
    }
    if (exhausted) {
      return migration.verifyInterval();
    }
    boolean planAgain = end.reason().equals(PLAN_CHANGED) && count == 1;
    return Optional.of(planAgain ? Duration.ZERO : migration.backoff(count));
  }

  private void recordBackup() {
    JobReport.Backup backup = result.backup();
    if (backup == null) {
      return;
    }
    status.backup(
        new BackupStatus(
            backup.location(),
            backup.digest(),
            backup.bytes(),
            backup.takenAt(),
            backup.reused(),
            backup.waived(),
            intent.generation(),
            null,
            external(backup)));
    if (backup.location() != null) {
      String verb = backup.reused() ? "backup serves again: " : "backup taken and verified: ";
      notes.add(Note.normal("BackedUp", "Run", verb + backup.location()));
    }
  }

  /** Beside a dump of ours, or in its stead. */
  private String external(JobReport.Backup backup) {
    PlanStatus plan = migration.status().plan();
    return plan == null || plan.external() == null ? backup.external() : "" + plan.external();
  }
}
