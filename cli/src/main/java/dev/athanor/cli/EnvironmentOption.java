package dev.athanor.cli;

import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.BackupWhen;
import dev.athanor.engine.command.NamedEnvironment;
import dev.athanor.engine.command.Setting;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** {@code --env}: what the command line does not say, a named environment of the project does. */
public final class EnvironmentOption {
  /** Of one database, and of no other. */
  private static final Set<Setting> OF_THE_DATABASE =
      EnumSet.of(Setting.URL, Setting.USER, Setting.PASSWORD);

  private String name;

  public void declare(Arguments arguments) {
    arguments.option(
        "--env",
        "NAME",
        "take what is not said here from athanor.yaml below --root",
        v -> name = v);
  }

  /** The option, or the hidden value, that a setting is; empty for one that only goals have. */
  public static Optional<String> option(Setting setting) {
    return switch (setting) {
      case URL -> Optional.of("--database-url");
      case USER, PASSWORD -> Optional.of(setting.key());
      case SERVER -> Optional.empty();
      case ROLE -> Optional.of("--database-role");
      case SEARCH_PATH -> Optional.of("--search-path");
      case CHANGELOG_TABLE -> Optional.of("--changelog-table");
      case CHANGELOG_LOCK_TABLE -> Optional.of("--changelog-lock-table");
      case LIQUIBASE_SCHEMA -> Optional.of("--liquibase-schema");
      case LOCK_TIMEOUT -> Optional.of("--lock-timeout");
      case LOCK_ATTEMPT -> Optional.of("--lock-attempt");
      case STATEMENT_TIMEOUT -> Optional.of("--statement-timeout");
      case CONTEXTS -> Optional.of("--contexts");
      case LABELS -> Optional.of("--labels");
      case BACKUP -> Optional.of("--no-backup");
      case BACKUP_DIRECTORY -> Optional.of("--backup-dir");
      case BACKUP_KEY_FILE -> Optional.of("--backup-key-file");
      case BACKUP_RETAIN -> Optional.of("--backup-retain");
      case BACKUP_DAYS -> Optional.of("--backup-days");
      case POSTGRES_BIN -> Optional.of("--tools-dir");
      case ALLOW_SUPERUSER -> Optional.of("--allow-superuser");
      case ALLOW_LIVE -> Optional.of("--allow-live");
      case ALLOW_FOREIGN_HISTORY -> Optional.of("--allow-foreign-history");
      case TRUSTED_ROLES -> Optional.of("--trusted-roles");
      case ALLOW_UNKNOWN_HISTORY -> Optional.of("--allow-unknown-history");
    };
  }

  void fillIn(Arguments arguments) {
    if (name == null) {
      return;
    }
    Path root = Path.of(arguments.given("--root").map(Arguments.Given::value).orElse("."));
    NamedEnvironment environment =
        NamedEnvironment.read(root.toAbsolutePath().normalize(), name, System.getenv());
    // Without a database of its own it has nobody to log in to: DATABASE_URL brings who connects.
    boolean elsewhere =
        environment.get(Setting.URL).isEmpty()
            || arguments.given("--database-url").isPresent()
            || arguments.given("--database-host").isPresent();
    environment
        .values()
        .forEach(
            (setting, value) -> {
              if (!elsewhere || !OF_THE_DATABASE.contains(setting)) {
                option(setting)
                    .ifPresent(
                        option ->
                            arguments.fill(
                                option, value(environment, setting, value), environment.source()));
              }
            });
  }

  /** The command has a flag for no backup, where the goals have three words. */
  private static String value(NamedEnvironment environment, Setting setting, String value) {
    if (setting != Setting.BACKUP) {
      return value;
    }
    BackupWhen when = BackupWhen.of(value, environment.source() + ": " + setting.key());
    return String.valueOf(when == BackupWhen.NEVER);
  }
}
