package dev.athanor.maven;

import dev.athanor.engine.command.Current;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.Setting;
import dev.athanor.engine.command.Tenants;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.HistoryNames;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.history.TrustedRoles;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.scratch.EmbeddedServer;
import dev.athanor.scratch.ScratchSettings;
import java.io.File;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.eclipse.aether.RepositorySystem;

/** A goal that reads or changes a database. */
abstract class DatabaseMojo extends SelectingMojo {
  @Parameter(defaultValue = "${settings}", readonly = true, required = true)
  private Settings settings;

  @Inject private SettingsDecrypter decrypter;
  @Inject private RepositorySystem repositories;

  /**
   * The database, as {@code postgresql://user@host/db} or {@code jdbc:postgresql://host/db}. The
   * environment variable DATABASE_URL goes before what a POM says here, and {@code -Dathanor.url}
   * before both.
   */
  @Parameter(property = "athanor.url")
  private String url;

  /** Who connects, where the URL does not say it. */
  @Parameter(property = "athanor.user")
  private String user;

  /** The password, where the URL does not hold it; better in settings.xml ({@code server}). */
  @Parameter(property = "athanor.password")
  private String password;

  /** Id of a {@code <server>} in settings.xml with user and password. */
  @Parameter(property = "athanor.server")
  private String server;

  /**
   * Uses a PostgreSQL that the plugin starts and whose data it keeps under the build directory;
   * only where no URL is given.
   */
  @Parameter(property = "athanor.embedded", defaultValue = "false")
  private boolean embedded;

  /** The role to become after connecting ({@code SET ROLE}); it owns what is created. */
  @Parameter(property = "athanor.role")
  private String role;

  /** {@code search_path} of the session. */
  @Parameter(property = "athanor.searchPath")
  private String searchPath;

  /** Liquibase's {@code databaseChangeLogTableName}; {@code databasechangelog} unless given. */
  @Parameter(property = "athanor.changelogTable")
  private String changelogTable;

  /**
   * Liquibase's {@code databaseChangeLogLockTableName}; {@code databasechangeloglock} unless given.
   */
  @Parameter(property = "athanor.changelogLockTable")
  private String changelogLockTable;

  /**
   * Liquibase's {@code liquibaseSchemaName}: the schema of both tables; unless given, where the
   * search path finds them, or else its first schema.
   */
  @Parameter(property = "athanor.liquibaseSchema")
  private String liquibaseSchema;

  /**
   * Names of schemas, such as {@code a,tenant_*}: upgrade, downgrade, plan and current go through
   * each of them, which has a history of its own; {@code searchPath} is what comes behind it.
   */
  @Parameter(property = "athanor.schemas")
  private List<String> schemas;

  /** How many of {@code schemas} are migrated at the same time. */
  @Parameter(property = "athanor.parallel", defaultValue = "" + Tenants.DEFAULT_PARALLEL)
  private int parallel;

  /**
   * How long to wait for the migration lock, and for each lock on a table, such as {@code 10s};
   * with 0, for a table for ever. No limit holds for a statement with CONCURRENTLY.
   */
  @Parameter(property = "athanor.lockTimeout", defaultValue = "30s")
  private String lockTimeout;

  /**
   * How much of {@code lockTimeout} a changeset waits for a table at once, before it lets others
   * pass and is tried again, such as {@code 0.5s}; 0 for all of it.
   */
  @Parameter(property = "athanor.lockAttempt", defaultValue = "2s")
  private String lockAttempt;

  /** How long a statement may run, such as {@code 10m}; 0 for no limit. */
  @Parameter(property = "athanor.statementTimeout", defaultValue = "0s")
  private String statementTimeout;

  /** Lets a superuser run undo SQL that only the database vouches for; read the plan first. */
  @Parameter(property = "athanor.allowSuperuser", defaultValue = "false")
  private boolean allowSuperuser;

  /**
   * Lets Liquibase run what could not be compiled to SQL: custom changes, with the classes of the
   * module, its dependencies and the plugin's own, {@code loadUpdateData} and the like.
   */
  @Parameter(property = "athanor.allowLive", defaultValue = "false")
  private boolean allowLive;

  /** Trusts a history that these roles may change, too: names, separated by commas. */
  @Parameter(property = "athanor.trustedRoles")
  private List<String> trustedRoles;

  /** Trusts a history that other roles may change, whoever they are. */
  @Parameter(property = "athanor.allowForeignHistory", defaultValue = "false")
  private boolean allowForeignHistory;

  /** Leaves rows of the history alone that no revision here knows. */
  @Parameter(property = "athanor.allowUnknownHistory", defaultValue = "false")
  private boolean allowUnknownHistory;

  /** Where the embedded PostgreSQL keeps its data. */
  @Parameter(
      property = "athanor.embeddedDirectory",
      defaultValue = "${project.build.directory}/athanor/postgres",
      required = true)
  private File embeddedDirectory;

  /** Where the scratch PostgreSQL is kept; a cache directory of the user's unless given. */
  @Parameter(property = "athanor.scratch.home")
  private File scratchHome;

  /** A directory with {@code initdb} and {@code postgres} to use instead of fetching them. */
  @Parameter(property = "athanor.scratch.binaries")
  private File scratchBinaries;

  /** The version of {@code io.zonky.test.postgres} to fetch, such as {@code 16.14.0}. */
  @Parameter(property = "athanor.scratch.version")
  private String scratchVersion;

  /**
   * Several schemas in place of one.
   *
   * @return empty for one history, wherever the search path finds it
   */
  final Optional<Tenants> tenants() {
    return schemas == null || schemas.isEmpty()
        ? Optional.empty()
        : Optional.of(new Tenants(schemas, Optional.ofNullable(searchPath), parallel));
  }

  /** Whether the goal can go through several schemas. */
  boolean takesTenants() {
    return false;
  }

  @Override
  void runOnChangelog() {
    if (tenants().isPresent() && !takesTenants()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "athanor.schemas is "
              + String.join(",", schemas)
              + ", and this goal is about one schema.",
          "Name it with -Dathanor.searchPath.");
    }
    onDatabase(
        (database, ownServer) -> {
          runOn(database, ownServer);
          return null;
        });
  }

  /** Does {@code work} on the goal's database; the embedded one is there as long as it takes. */
  private <T> T onDatabase(BiFunction<DatabaseTarget, Boolean, T> work) {
    Database.warmUp();
    Optional<DatabaseUrl> chosen =
        new DatabaseChoice(
                session.getUserProperties(), System.getenv(), new ServerLogin(settings, decrypter))
            .choose(
                new DatabaseChoice.Configured(url, user, password, server, embedded),
                fromEnvironment().contains(Setting.URL));
    if (chosen.isPresent()) {
      return work.apply(new DatabaseTarget(chosen.get(), sessionSettings()), false);
    }
    try (EmbeddedServer embedded =
        EmbeddedServer.keeping(embeddedDirectory.toPath(), scratch(null, "0s"))) {
      return work.apply(new DatabaseTarget(embedded.url("postgres"), sessionSettings()), true);
    }
  }

  /** Ids of the revisions that the database is at: what {@code current} means as a symbol. */
  final List<String> currentIds() {
    return onDatabase(
        (database, ownServer) ->
            new Current(bundle(), database, planOptions(PlanOptions.UPGRADE, ownServer), false)
                .ids());
  }

  /**
   * The goal, on its database.
   *
   * @param ownServer whether the database is the embedded one
   */
  abstract void runOn(DatabaseTarget database, boolean ownServer);

  final PlanOptions planOptions(PlanOptions base, boolean ownServer) {
    return (allowLive ? selection(base).withLive(classPath()) : selection(base))
        // Nobody else writes to the embedded database, and its one user is a superuser.
        .withAllowSuperuser(ownServer || allowSuperuser)
        .withTrusted(trusted())
        .withAllowUnknownHistory(allowUnknownHistory);
  }

  private TrustedRoles trusted() {
    if (allowForeignHistory) {
      return TrustedRoles.EVERYBODY;
    }
    return trustedRoles == null ? TrustedRoles.NONE : TrustedRoles.of(trustedRoles);
  }

  final ScratchSettings scratch(String scratchUrl, String idle) {
    return new ScratchChoice(scratchHome, scratchBinaries, scratchVersion, scratchUrl, idle)
        .settings(new PublishedPostgres(project, session, repositories));
  }

  final SessionSettings sessionSettings() {
    SessionSettings defaults = SessionSettings.DEFAULTS;
    return defaults
        .withRole(role)
        .withSearchPath(searchPath == null ? defaults.searchPath() : searchPath)
        .withNames(HistoryNames.of(changelogTable, changelogLockTable, liquibaseSchema))
        .withLockTimeout(Durations.parse("athanor.lockTimeout", lockTimeout))
        .withLockAttempt(Durations.parse("athanor.lockAttempt", lockAttempt))
        .withStatementTimeout(Durations.parse("athanor.statementTimeout", statementTimeout));
  }
}
