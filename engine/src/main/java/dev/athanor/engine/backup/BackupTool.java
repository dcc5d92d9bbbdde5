package dev.athanor.engine.backup;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.history.History;
import dev.athanor.engine.history.PastRun;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import dev.athanor.engine.plan.MigrationPlan;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Backs up the database that a plan is about to change, before it does.
 *
 * <p>A backup is verified before it gets its name: every member read through pg_restore, every file
 * checksummed and fsynced. An earlier backup at the same history serves again while it is young
 * enough and still verifies.
 */
public final class BackupTool {
  private final Consumer<String> progress;
  private final Duration patience;

  /**
   * @param progress takes lines for people, as it goes
   */
  public BackupTool(Consumer<String> progress) {
    this(progress, Watch.PATIENCE);
  }

  BackupTool(Consumer<String> progress, Duration patience) {
    this.progress = Objects.requireNonNull(progress, "progress");
    this.patience = patience;
  }

  /**
   * @param plan what is about to run
   * @param settings of our own session; pg_dump takes the role of it
   * @return the verified backup, old or new
   * @throws AthanorException {@link Reason#BACKUP_TOOL_UNUSABLE}, {@link Reason#BACKUP_FAILED},
   *     {@link Reason#BACKUP_VOLUME_FULL}, {@link Reason#PLAN_CHANGED} when the history is no
   *     longer the plan's, {@link Reason#INTERRUPTED}; then nothing of this backup is left
   */
  public BackupReceipt.Verified backup(
      MigrationPlan plan, DatabaseUrl url, SessionSettings settings, BackupRequest request) {
    return backup(
        (history, runs) -> BackupSubject.of(plan, history, runs),
        new BackupSource(url, settings),
        request);
  }

  /**
   * One backup of the database before several plans, each of a schema with a history of its own.
   *
   * @param plans by schema; at least one
   * @param settings of our own session; which schema it sees is of no account
   * @return a receipt for each plan, all of the same backup; an earlier one never serves
   * @throws AthanorException as for one plan; whether a history moved is found out under its lock
   */
  public Map<String, BackupReceipt.Verified> backup(
      Map<String, MigrationPlan> plans,
      DatabaseUrl url,
      SessionSettings settings,
      BackupRequest request) {
    BackupReceipt.Verified taken =
        backup(
            (history, runs) -> BackupSubject.of(plans, history, runs),
            new BackupSource(url, settings),
            request.withMaxAge(Duration.ZERO));
    Map<String, BackupReceipt.Verified> receipts = new LinkedHashMap<>();
    plans.forEach((schema, plan) -> receipts.put(schema, taken.of(plan)));
    return receipts;
  }

  /**
   * A backup for its own sake, of a standby too: of the history that is found, releasing nothing.
   *
   * @throws AthanorException as for a plan's
   */
  public BackupReceipt.Verified backup(
      DatabaseUrl url, SessionSettings settings, BackupRequest request) {
    return backup(BackupSubject::of, new BackupSource(url, settings), request);
  }

  private BackupReceipt.Verified backup(
      BiFunction<History, List<PastRun>, BackupSubject> subjects,
      BackupSource source,
      BackupRequest request) {
    try (Database database = source.open();
        ExportedSnapshot snapshot = ExportedSnapshot.open(database)) {
      PostgresTools tools = PostgresTools.forServer(request.tools(), database.facts());
      BackupSubject subject = subjects.apply(History.read(database), PastRun.all(database));
      request.store().prepare();
      return stored(
