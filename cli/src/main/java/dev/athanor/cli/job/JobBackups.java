package dev.athanor.cli.job;

import dev.athanor.cli.MountedCredentials;
import dev.athanor.cli.StoreOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.crds.report.JobReport.StoredBackup;
import dev.athanor.engine.backup.Backup;
import dev.athanor.engine.backup.BackupStore;
import dev.athanor.engine.backup.BackupTool;
import dev.athanor.engine.backup.StoredBackups;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Looks into a store: at all backups of a database, a page at a time, or at one of them. */
final class JobBackups extends JobStep {
  private BackupStore store;
  private String database;
  private MountedCredentials credentials;
  private String after;
  private String backup;
  private boolean pin;
  private boolean unpin;
  private boolean delete;
  private String maker;

  @Override
  public String summary() {
    return "Report what a store has; pin, let go or delete one of it.";
  }

  @Override
  void options(Arguments arguments) {
    StoreOptions.requirePlace(arguments, named -> store = named);
    arguments
        .option("--database", "NAME", "only backups of databases of that name", v -> database = v)
        .option(
            "--credentials-dir",
            "DIR",
            "only backups of the database that this Secret names",
            v -> credentials = new MountedCredentials(Path.of(v)))
        .option("--after", "NAME", "only those behind this one, as a report said", v -> after = v)
        .option("--backup", "NAME", "only this one", v -> backup = v)
        .flag("--pin", "keep it whatever comes after it", () -> pin = true)
        .flag("--unpin", "leave it to retention again", () -> unpin = true)
        .flag("--delete", "delete it, unless it is pinned or kept", () -> delete = true)
        .option("--maker", "KEY", "delete it only where its generation begins so", v -> maker = v);
  }

  @Override
  String name() {
    return "backups";
  }

  @Override
  String work(ReportBuilder report) {
    boolean changes = pin || unpin || delete;
    if (changes && backup == null || pin && unpin || delete && (pin || unpin)) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "One of --pin, --unpin and --delete goes with --backup=NAME.",
          "Give one backup, and one thing to do to it.");
    }
    StoredBackups stored = new StoredBackups(store);
    if (backup == null) {
      database = credentials == null ? database : credentials.database();
      return page(stored, report);
    }
    return delete ? delete(stored, report) : one(stored, report);
  }

  private String delete(StoredBackups stored, ReportBuilder report) {
    boolean was = stored.delete(backup, Optional.ofNullable(maker));
    report.store(StoreReport.deleted(backup));
    return was ? "Deleted " + backup + "." : "There was no " + backup + " any more.";
  }

  private String one(StoredBackups stored, ReportBuilder report) {
    stored.get(backup);
    if (pin) {
      BackupTool.keep(store, backup);
    } else if (unpin) {
      BackupTool.release(store, backup);
    }
    report.store(StoreReport.page(List.of(StoreReport.of(stored.get(backup))), null));
    return "Found " + backup + (pin ? ", pinned." : unpin ? ", left to retention." : ".");
  }

  /**
   * In the order of names, the newest of a database first, so that a page begins where one ended.
   */
  private String page(StoredBackups stored, ReportBuilder report) {
    List<StoredBackup> left =
        stored.all(name -> after == null || name.compareTo(after) < 0).stream()
            .filter(each -> database == null || each.database().equals(database))
            .sorted(Comparator.comparing(Backup::name).reversed())
            .map(StoreReport::of)
            .toList();
    List<StoredBackup> page = new ArrayList<>();
    for (StoredBackup each : left) {
      List<StoredBackup> more = new ArrayList<>(page);
      more.add(each);
      boolean last = more.size() == left.size();
      if (!page.isEmpty()
          && !report.hasRoomFor(StoreReport.page(more, last ? null : each.name()))) {
        break;
      }
      page.add(each);
    }
    String next = page.size() < left.size() ? page.get(page.size() - 1).name() : null;
    report.store(StoreReport.page(page, next));
    return "Found " + page.size() + " of " + left.size() + " backups.";
  }
}
