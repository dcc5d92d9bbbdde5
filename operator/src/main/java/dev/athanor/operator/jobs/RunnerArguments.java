package dev.athanor.operator.jobs;

import dev.athanor.crds.v1alpha1.AdoptSpec;
import dev.athanor.crds.v1alpha1.BackupSpec;
import dev.athanor.crds.v1alpha1.DatabaseMigrationSpec;
import dev.athanor.crds.v1alpha1.DatabaseMigrationSpec.OnFailure;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.ExternalBackupStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.GoBackStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.GoBackStatus.State;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus.Step;
import dev.athanor.crds.v1alpha1.DatabaseSpec;
import dev.athanor.crds.v1alpha1.DatabaseSpec.SecretRef;
import dev.athanor.crds.v1alpha1.DatabaseSpec.SslMode;
import dev.athanor.crds.v1alpha1.RehearsalSpec.LimitsSpec;
import dev.athanor.crds.v1alpha1.SourceSpec;
import dev.athanor.operator.resource.Durations;
import dev.athanor.operator.resource.Migration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The arguments of {@code athanor job adopt|plan|backup|rehearse|apply|go-back}: our side of "The
 * Jobs' contract" in docs/architecture.md.
 *
 * <p>Each is one word, {@code --option=value}, so that no value can be taken for an option.
 */
final class RunnerArguments {
  static final String BUNDLE = "/athanor/bundle";
  static final String CREDENTIALS = "/athanor/credentials";
  static final String WORK = "/athanor/work";

  private final Migration migration;
  private final JobStatus intent;

  /** The failure policy at work; null for none. */
  private final GoBackStatus goBack;

  RunnerArguments(Migration migration, JobStatus intent) {
    this.migration = migration;
    this.intent = intent;
    this.goBack = migration.goBack().orElse(null);
  }

  List<String> adopt() {
    List<String> args = common("adopt");
    AdoptSpec adopt = migration.spec().adopt();
    add(args, "tool", adopt.tool());
    add(args, "table", adopt.table());
    add(args, "at", adopt.revision());
    addEach(args, "accept", adopt.accept());
    addEach(args, "exclude", adopt.exclude());
    add(args, "why", adopt.why());
    addServer(args);
    return args;
  }

  private static void addEach(List<String> args, String option, List<String> values) {
    if (values != null) {
      values.forEach(value -> add(args, option, value));
    }
  }

  private static void addServer(List<String> args) {
    add(args, "rehearsal-url", RehearsalServer.url());
    add(args, "rehearsal-password", RehearsalServer.PASSWORD);
  }

  /** The policy, because with Always a plan is refused whose server pg_dump is too old for. */
  List<String> plan() {
    List<String> args = common("plan");
    add(args, "backup-policy", policy());
    Instant decided = Instant.parse(intent.decidedAt());
    addFlag(args, "forget-expired", migration.forgetAt().filter(decided::isAfter).isPresent());
    return args;
  }

  private String policy() {
    BackupSpec.Policy policy = migration.spec().backup().policy();
    return byOthersAlone() ? "External" : policy == null ? null : policy.name();
  }

  /** Whoever has no place for a dump has another controller's backup. */
  private boolean byOthersAlone() {
    BackupSpec backup = migration.spec().backup();
    return backup.external() != null && !backup.hasStore();
  }

  List<String> backup() {
    List<String> args = common("backup");
    BackupSpec backup = migration.spec().backup();
    add(args, "plan-hash", intent.planHash());
    add(args, "backup-policy", policy());
    if (byOthersAlone()) {
      add(args, "external-backup", external());
      return args;
    }
    addBackup(args, backup);
    addDuration(args, "backup-max-age", backup.maxAge());
    add(args, "generation-key", migration.uid() + "-" + intent.generation());
    if (intent.step() == Step.Run && goBack != null) {
      addFlag(args, "restorable", goBack.policy() == OnFailure.Restore);
      add(args, "fence", fence());
    }
    return args;
  }

  /** The name of the write fence around the run; null for none. */
  private String fence() {
    return goBack == null || goBack.fence() == null ? null : run();
  }

  /** The name of the run that is gone back from. */
  private String run() {
    return migration.uid() + "-" + goBack.generation() + "-" + goBack.attempt();
  }

  /** By the policy as it was when the run began. */
  List<String> goBack() {
    List<String> args = common("go-back");
    add(args, "policy", onlyLifts() ? OnFailure.Stop : goBack.policy());
    add(args, "run", run());
    addFlag(args, "fenced", goBack.fence() != null);
    if (onlyLifts()) {
      return args;
    }
    add(args, "backup", goBack.backup());
    add(args, "backup-policy", policy());
    addBackup(args, migration.spec().backup());
    add(args, "external-backup", byOthersAlone() ? "from before the run that failed" : null);
    add(args, "generation-key", migration.uid() + "-" + goBack.generation());
    return args;
  }

  /**
   * Whether a fence is lifted and nothing else: that takes no backup, for its place may be gone.
   */
  boolean onlyLifts() {
    return goBack.state() == State.Lifting;
  }

  private String external() {
    ExternalBackupStatus backup = migration.status().plan().external();
    return backup + ", done at " + backup.readyAt();
  }

  /** Where a backup goes, how it is taken, and what stays beside it. */
  static void addBackup(List<String> args, BackupSpec backup) {
    add(args, "backup-dir", new BackupMount(backup).directory());
    add(args, "backup-key-file", new BackupMount(backup).keyFile());
    add(args, "backup-jobs", backup.jobs());
    add(args, "backup-retain", backup.retain());
    add(args, "backup-days", backup.days());
  }

  List<String> rehearse() {
    List<String> args = common("rehearse");
    add(args, "plan-hash", intent.planHash());
    add(args, "backup-jobs", migration.spec().backup().jobs());
    add(args, "backup-key-file", new BackupMount(migration.spec().backup()).keyFile());
    addServer(args);
    LimitsSpec limits = migration.spec().rehearsal().limits();
    if (limits != null) {
      addDuration(args, "max-blocked", limits.maxBlocked());
      add(args, "max-rewrite", limits.maxRewrite());
      addDuration(args, "max-duration", limits.maxDuration());
    }
    return args;
  }

  List<String> apply() {
    List<String> args = common("apply");
    add(args, "plan-hash", intent.planHash());
    addDuration(args, "retain-dropped", migration.spec().retainDropped());
    add(args, "fence", fence());
    return args;
  }

  /** Where a pod has it; beside a class path that is copied with it, under its own name. */
  static String bundle(SourceSpec source) {
    boolean own = source.image() != null && source.image().classpath() != null;
    return BUNDLE + '/' + (own ? name(path(source.image())) : "bundle.zip");
  }

  static String path(SourceSpec.ImageSource image) {
    return image.path() == null ? "/bundle.zip" : image.path();
  }

  /** The last name of a path. */
  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private List<String> common(String step) {
    DatabaseMigrationSpec spec = migration.spec();
    List<String> args = new ArrayList<>(List.of("job", step));
    addDatabase(args, spec.database());
    // Named since the run: what is gone back from knew one history.
    if (spec.schemas() != null && intent.step() != Step.GoBack) {
      add(args, "schemas", String.join(",", spec.schemas()));
      add(args, "parallel", spec.parallelism());
    }
    add(args, "bundle", bundle(spec.source()));
    add(args, "bundle-digest", intent.digest());
    add(args, "target", intent.target());
    add(args, "receipt", WORK + "/receipt.json");
    if (spec.contexts() != null && !spec.contexts().isEmpty()) {
      add(args, "contexts", String.join(",", spec.contexts()));
    }
    add(args, "labels", spec.labelFilter() == null ? spec.labels() : spec.labelFilter());
    if (spec.timeouts() != null) {
      addDuration(args, "lock-timeout", spec.timeouts().lock());
      addDuration(args, "lock-attempt", spec.timeouts().lockAttempt());
      addDuration(args, "statement-timeout", spec.timeouts().statement());
    }
    addFlag(args, "allow-downgrade", migration.allowDowngrade());
    add(args, "allow-downgrade-to", spec.allowDowngradeTo());
    addFlag(args, "allow-live", migration.allowLive());
    addFlag(args, "allow-unknown-history", migration.allowUnknownHistory());
    addFlag(args, "allow-foreign-history", migration.allowForeignHistory());
    if (!migration.trustedRoles().isEmpty()) {
      add(args, "trusted-roles", String.join(",", migration.trustedRoles()));
    }
    if (spec.history() != null) {
      add(args, "changelog-table", spec.history().changelogTable());
      add(args, "changelog-lock-table", spec.history().changelogLockTable());
      add(args, "liquibase-schema", spec.history().liquibaseSchema());
    }
    return args;
  }

  /** What the Secret says of the address the runner reads there. */
  static void addDatabase(List<String> args, DatabaseSpec database) {
    if (database.url() == null) {
      SecretRef secret = database.credentialsSecret();
      boolean portElsewhere = database.host() == null || secret.portKey() != null;
      Integer port =
          database.port() == null && !portElsewhere ? Integer.valueOf(5432) : database.port();
      add(args, "database-host", database.host());
      add(args, "database-port", port);
      add(args, "database-name", database.name());
      SslMode mode =
          database.sslMode() == null && secret.urlKey() == null
              ? SslMode.PREFER
              : database.sslMode();
      add(args, "database-sslmode", mode == null ? null : mode.value());
    } else {
      add(args, "database-url", database.url());
    }
    add(args, "credentials-dir", CREDENTIALS);
    add(args, "database-role", database.role());
    add(args, "search-path", database.searchPath());
  }

  static void addDuration(List<String> args, String option, String duration) {
    add(args, option, duration == null ? null : Durations.parse(duration));
  }

  static void addFlag(List<String> args, String flag, boolean given) {
    if (given) {
      args.add("--" + flag);
    }
  }

  static void add(List<String> args, String option, Object value) {
    if (value != null) {
      args.add("--" + option + "=" + value);
    }
  }
}
