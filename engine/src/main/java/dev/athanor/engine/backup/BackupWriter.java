package dev.athanor.engine.backup;

import dev.athanor.engine.backup.age.AgeKeys;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Makes one backup: dump, verify, checksum, fsync, and only then its name. */
final class BackupWriter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** pg_dump limits its wait for locks by a statement_timeout around LOCK TABLE. */
  private static final Pattern LOCKED =
      Pattern.compile(
          "due to \\w+ timeout.*LOCK TABLE|could not obtain lock on relation", Pattern.DOTALL);

  private static final int HASH_CHARACTERS = 8;

  private final PostgresTools tools;
  private final BackupSource source;
  private final LibpqEnvironment libpq;
  private final BackupRequest request;
  private final Watch watch;
  private final BackupListener listener;

  BackupWriter(
      PostgresTools tools,
      BackupSource source,
      BackupRequest request,
      Watch watch,
      BackupListener listener) {
    this.tools = tools;
    this.source = source;
    this.libpq = source.libpq();
    this.request = request;
    this.watch = watch;
    this.listener = listener;
  }

  /**
   * @param marks what it is pinned or kept for
   */
  Backup write(BackupSubject subject, ExportedSnapshot snapshot, Marks marks)
      throws SQLException, IOException {
    BackupDraft draft = request.store().draft(name(subject, snapshot));
    try {
      long start = System.nanoTime();
      Filled filled;
      Backup backup;
      try (DumpWatch seen =
          DumpWatch.begin(draft.directory().resolve(Backup.DUMP), snapshot, listener)) {
        filled = fill(draft, subject, snapshot, marks, seen);
        backup =
            draft.finish(
                Checksums.of(draft.directory(), DirectoryStore.OUTSIDE_CHECKSUMS, filled.known()),
                marks.files());
      }
      listener.progress(
          "Backed up %s in %.1f s and verified it in %.1f s."
              .formatted(
                  source.url(),
                  seconds(filled.at() - start),
                  seconds(System.nanoTime() - filled.at())));
      key().ifPresent(id -> listener.progress("It is encrypted to " + id + "."));
      return backup;
    } catch (IOException | SQLException | RuntimeException e) {
      throw cleanUp(draft, e);
    }
  }

  /**
   * A dump that has been verified.
   *
   * @param at when it was written, by the clock of this machine's run
   * @param known checksums that were taken on the way
   */
  private record Filled(long at, Map<Path, String> known) {}

  private Filled fill(
      BackupDraft draft,
      BackupSubject subject,
      ExportedSnapshot snapshot,
      Marks marks,
      DumpWatch seen)
      throws IOException, SQLException {
    Path directory = draft.directory();
    List<String> notes = new ArrayList<>();
    String compression = tools.compression();
    Path dump = directory.resolve(Backup.DUMP);
    final long start = System.nanoTime();
    final long dumped;
    Map<Path, String> known;
    try (DumpFollower follower = DumpFollower.begin(tools, dump, request.jobs(), watch)) {
      dump(directory, compression, snapshot);
      dumped = System.nanoTime();
      seen.dumped();
      roles(directory).ifPresent(notes::add);
      settings(directory, snapshot);
      draft.written();
      known = follower.finish();
    }
    new DumpVerifier(tools, request.jobs(), watch).verify(dump, known.keySet());
    BackupMetadata.Took took =
        new BackupMetadata.Took(millis(dumped - start), millis(System.nanoTime() - dumped));
    byte[] metadata = metadata(subject, marks, snapshot, compression, notes, took).bytes();
    // The database's own settings are in it.
    DurableFiles.createPrivateFile(directory.resolve(BackupMetadata.FILE));
    Files.write(directory.resolve(BackupMetadata.FILE), metadata);
    notes.forEach(listener::progress);
    return new Filled(dumped, known);
  }

  private void dump(Path draft, String compression, ExportedSnapshot snapshot) {
    List<String> command =
        new ArrayList<>(
            List.of(
                tools.program("pg_dump"),
                "--dbname=" + libpq.connectionString(),
                "--format=directory",
                "--jobs=" + request.jobs(),
                "--compress=" + compression,
                "--file=" + draft.resolve(Backup.DUMP),
                "--snapshot=" + snapshot.id(),
                "--no-password",
                // The client_encoding that the database sets may lack characters that it holds.
                "--encoding=" + snapshot.database().queryText("SHOW server_encoding"),
                "--lock-wait-timeout=" + source.settings().lockTimeout().toMillis(),
                // Everything is fsynced below, after it was verified.
                "--no-sync"));
    source.settings().role().ifPresent(role -> command.add("--role=" + role));
    ToolProcess.Result result = new ToolProcess(command, libpq, watch).run();
    if (!result.succeeded()) {
      throw LOCKED.matcher(result.errors()).find()
          ? new AthanorException(
              Reason.LOCK_TIMEOUT,
              "a table that is to be backed up is locked: " + result.errors(),
              "Find who holds it (pg_locks, pg_stat_activity), then run it again; nothing was"
                  + " applied.")
          : new AthanorException(
              Reason.BACKUP_FAILED,
              "pg_dump failed: " + result.errors(),
              "Mend what pg_dump names, then run it again; nothing was applied.");
    }
    result.errors().lines().forEach(listener::progress);
  }

  /** Managed services keep the roles to themselves: then a note says that they are not there. */
  private Optional<String> roles(Path draft) throws IOException {
    Path file = draft.resolve(Backup.ROLES);
    // pg_dumpall leaves it to the umask who may read the roles, also where the backup is copied to.
    DurableFiles.createPrivateFile(file);
    ToolProcess.Result result =
        new ToolProcess(
                List.of(
                    tools.program("pg_dumpall"),
                    "--roles-only",
                    "--no-role-passwords",
                    "--no-password",
                    "--database=" + libpq.connectionString(),
                    "--file=" + file),
                libpq,
                watch)
            .run();
    if (result.succeeded()) {
      return Optional.empty();
    }
    Files.deleteIfExists(file);
    return Optional.of("The cluster's roles are not in the backup: " + result.errors());
  }

  private BackupMetadata metadata(
      BackupSubject subject,
      Marks marks,
      ExportedSnapshot snapshot,
      String compression,
      List<String> notes,
      BackupMetadata.Took took)
      throws SQLException {
    return new BackupMetadata(
        BackupMetadata.VERSION,
        snapshot.identity(),
        marks.predecessors(),
        snapshot.takenAt().toString(),
        subject.fingerprint(),
        subject.from(),
        subject.place(),
        subject.to().orElse(null),
        subject.planHash(),
        marks.runs(),
        request.generation().orElse(null),
        snapshot.database().facts().version(),
        snapshot.database().facts().majorVersion(),
        tools.version(),
        compression,
        key().isPresent() ? List.of() : snapshot.settings(),
        snapshot.activity(),
        notes,
        key().orElse(null),
        took);
  }

  private Optional<String> key() {
    return request.store().keys().map(AgeKeys::id);
  }

  /** A setting may be a secret, and backup.json is not encrypted. */
  private void settings(Path directory, ExportedSnapshot snapshot)
      throws IOException, SQLException {
    if (key().isPresent()) {
      Path file = directory.resolve(Backup.SETTINGS);
      DurableFiles.createPrivateFile(file);
      Files.write(file, BackupMetadata.bytes(snapshot.settings()));
    }
  }

  private RuntimeException cleanUp(BackupDraft draft, Exception failure) {
    boolean interrupted = Thread.currentThread().isInterrupted();
    // Asked before room is made again.
    Optional<String> full = interrupted ? Optional.empty() : draft.full(failure);
    try {
      draft.discard();
    } catch (IOException e) {
      listener.progress("What was written of the backup could not be deleted: " + e.getMessage());
      failure.addSuppressed(e);
    }
    if (full.isPresent()) {
      return new AthanorException(
          Reason.BACKUP_VOLUME_FULL,
          full.get() + " is full",
          "Enlarge it, retain fewer backups or delete old ones; nothing was applied.",
          failure);
    }
    if (failure instanceof AthanorException known) {
      return known;
    }
    if (interrupted) {
      return new AthanorException(
          Reason.INTERRUPTED,
          "the backup was stopped before it had finished",
          "Run it again; nothing was applied.",
          failure);
    }
    return new AthanorException(
        Reason.BACKUP_FAILED,
        "the backup could not be written: " + failure,
        "See to what it names, then run it again; nothing was applied.",
        failure);
  }

  private String name(BackupSubject subject, ExportedSnapshot snapshot) {
    String database = libpq.database().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "_");
    String hash = subject.planHash().substring(subject.planHash().indexOf(':') + 1);
    return database.substring(0, Math.min(40, database.length()))
        + "-"
        + TIME.format(snapshot.takenAt())
        + "-"
        + hash.substring(0, Math.min(HASH_CHARACTERS, hash.length()));
  }

  private static long millis(long nanos) {
    return Duration.ofNanos(nanos).toMillis();
  }

  private static double seconds(long nanos) {
    return nanos / (double) Duration.ofSeconds(1).toNanos();
  }
}
