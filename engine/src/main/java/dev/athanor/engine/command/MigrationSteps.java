package dev.athanor.engine.command;

import dev.athanor.engine.apply.MigrateOptions;
import dev.athanor.engine.apply.MigrationResult;
import dev.athanor.engine.apply.Migrator;
import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.backup.BackupTool;
import dev.athanor.engine.backup.PostgresTools;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.history.History;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.engine.plan.Planner;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The steps of the straight line plan → check → backup → apply, each wired here and nowhere else:
 * {@link Upgrade} and {@link Downgrade} go through all of them, each container of a Job through
 * one.
 */
public final class MigrationSteps {
  /** Nothing was changed when one of these was found. */
  private static final Set<Reason> BEFORE_ANY_STEP =
      Set.of(
          Reason.PLAN_CHANGED,
          Reason.LOCKED,
          Reason.POOLED_CONNECTION,
          Reason.UNTRUSTED_HISTORY,
          Reason.INVALID_CONFIGURATION);

  private static final String HASH = "sha256:[0-9a-f]{64}";

  private final PlanRequest request;
  private final DatabaseTarget database;
  private final MigrationEvents events;

  public MigrationSteps(PlanRequest request, DatabaseTarget database, MigrationEvents events) {
    this.request = Objects.requireNonNull(request, "request");
    this.database = Objects.requireNonNull(database, "database");
    this.events = Objects.requireNonNull(events, "events");
  }

  /**
   * Reads the database and plans; warns of what nothing undoes.
   *
   * @throws AthanorException as {@link Planner#plan} and connecting have it; INVALID_CONFIGURATION
   *     for a standby that something is to be changed in
   */
  public MigrationPlan plan() {
    try (Database session = database.open()) {
      return plan(session);
    }
  }

  /** The same in a session of the caller's, to that database. */
  public MigrationPlan plan(Database session) {
    MigrationPlan plan = Planner.plan(request, read(session));
    events.planned(plan);
    if (!plan.isEmpty()) {
      session.requireWritable();
      IrreversibleWarning.of(plan).ifPresent(events::warning);
    }
    return plan;
  }

  /** Reads where the database is now, whichever way a run ended. */
  public History observe() {
    try (Database session = database.open()) {
      return read(session);
    }
  }

  /**
   * What the next plan would have to do; nobody hears of it.
   *
   * @throws AthanorException as {@link Planner#plan} has it
   */
  public List<PlanStep> left(History history) {
    return Planner.plan(request, history).steps();
  }

  private History read(Database session) {
    History history = History.read(session);
    events.read(history, session.facts());
    return history;
  }

  /**
   * @throws AthanorException INVALID_CONFIGURATION for what is no hash
   */
  public static String hash(String given) {
    if (!given.matches(HASH)) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "'" + given + "' is not the hash of a plan.",
          "Give what plan says: sha256: and 64 hexadecimal digits.");
    }
    return given;
  }

  /**
   * @throws AthanorException PLAN_CHANGED when this is not the plan that was decided on
   */
  public static void requireHash(MigrationPlan plan, String expected) {
    requireHash(plan.hash(), expected);
  }

  /**
   * @throws AthanorException PLAN_CHANGED when this is not the hash of what was decided on
   */
  public static void requireHash(String hash, String expected) {
    if (!hash.equals(expected)) {
      throw new AthanorException(
          Reason.PLAN_CHANGED,
          "The plan is now " + hash + ", and was " + expected + " when it was decided on.",
          "Plan again and decide on that plan.");
    }
  }

  /**
   * Better said when planning than after somebody has approved the plan.
   *
   * @param tools as {@link dev.athanor.engine.backup.BackupRequest#tools}
   * @throws AthanorException BACKUP_TOOL_UNUSABLE when no backup of this database could be taken
   */
  public void requireTools(Optional<Path> tools) {
    try (Database session = database.open()) {
      PostgresTools.forServer(tools, session.facts());
    }
  }

  /**
   * @throws AthanorException as {@link BackupTool#backup} has it
   */
  public BackupReceipt backUp(MigrationPlan plan, BackupChoice choice) {
    BackupReceipt receipt =
        choice.receipt(
            plan.hash(),
            how -> new BackupTool(events).backup(plan, database.url(), database.settings(), how));
    events.backedUp(receipt);
    return receipt;
  }

  /** Whether a run that failed so may have changed something. */
  static boolean mayHaveChanged(AthanorException failure) {
    return !BEFORE_ANY_STEP.contains(failure.reason());
  }

  /**
   * @param options how; who hears of it and how long to wait for the lock is known here
   * @throws AthanorException as {@link Migrator#migrate} has it
   */
  public MigrationResult apply(MigrationPlan plan, BackupReceipt receipt, MigrateOptions options) {
    try {
      return new Migrator(database.url(), database.settings(), request)
          .migrate(plan, receipt, database.waiting(options.withListener(events)));
    } catch (AthanorException e) {
      throw receipt instanceof BackupReceipt.Verified verified && mayHaveChanged(e)
          ? e.withAdvice(wayBack(verified))
          : e;
    }
  }

  private String wayBack(BackupReceipt.Verified backup) {
    return "What was there before this run: "
        + Term.RESTORE.of(
            backup.name(),
            backup.store(),
            database.url().withCredentials(database.url().user(), null).toString())
        + ".";
  }
}
