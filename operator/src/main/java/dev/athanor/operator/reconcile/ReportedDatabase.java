package dev.athanor.operator.reconcile;

import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatusBuilder;
import java.util.List;
import java.util.Optional;

/**
 * What a report says of the database, which is true whatever became of the Job.
 *
 * @param report null where there is none
 */
record ReportedDatabase(JobReport report) {
  /** Writes it into a status. */
  DatabaseMigrationStatusBuilder in(DatabaseMigrationStatusBuilder status) {
    if (report == null) {
      return status;
    }
    current().ifPresent(status::currentRevision);
    if (report.observedAt() != null) {
      status.observedAt(report.observedAt());
    }
    if (report.history() != null) {
      status
          .schemas(report.history().schemas())
          .kept(report.history().kept())
          .serverVersion(report.history().serverVersion())
          .historyFingerprint(report.history().fingerprint());
    }
    return status;
  }

  /** The revisions that it is at; empty where nobody has looked. */
  Optional<String> current() {
    return Optional.ofNullable(report)
        .map(JobReport::history)
        .map(JobReport.History::current)
        .map(ReportedDatabase::join);
  }

  /** Revisions as a status has them. */
  static String join(List<String> revisions) {
    return revisions == null || revisions.isEmpty() ? "base" : String.join(", ", revisions);
  }
}
