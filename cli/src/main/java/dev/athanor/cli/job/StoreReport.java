package dev.athanor.cli.job;

import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.report.JobReport.StoredBackup;
import dev.athanor.engine.backup.Backup;
import dev.athanor.engine.backup.StoreChange;
import java.time.Duration;
import java.util.List;

/** What a report says of a store. */
final class StoreReport {
  private StoreReport() {}

  static JobReport.Store of(StoreChange change) {
    return new JobReport.Store(
        List.of(of(change.backup())), change.deleted(), change.released(), null);
  }

  static JobReport.Store deleted(String name) {
    return new JobReport.Store(List.of(), List.of(name), List.of(), null);
  }

  static JobReport.Store page(List<StoredBackup> backups, String next) {
    return new JobReport.Store(backups, List.of(), List.of(), next);
  }

  static StoredBackup of(Backup backup) {
    return new StoredBackup(
        backup.name(),
        backup.database(),
        backup.cluster(),
        backup.generation().orElse(null),
        backup.takenAt().toString(),
        backup.place(),
        backup.serverVersion(),
        backup.planHash().orElse(null),
        backup.bytes(),
        backup.digest(),
        backup.dumped().map(Duration::toMillis).orElse(null),
        backup.verified().map(Duration::toMillis).orElse(null),
        backup.pinnedBy().orElse(null),
        backup.keptFor().orElse(null),
        backup.key().orElse(null));
  }
}
