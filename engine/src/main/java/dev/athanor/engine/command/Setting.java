package dev.athanor.engine.command;

import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a named environment of {@code athanor.yaml} can say, by the name of the goals' parameter.
 */
public enum Setting {
  URL("url", "the database, as postgresql://user@host/db or jdbc:postgresql://host/db"),
  USER("user", "who connects, where the URL does not say it"),
  PASSWORD("password", "the password; better ${NAME} of the environment than the password itself"),
  SERVER("server", "id of a <server> of Maven's settings.xml with user and password; goals only"),
  ROLE("role", "SET ROLE to this after connecting"),
  SEARCH_PATH("searchPath", "search_path of the session"),
  CHANGELOG_TABLE("changelogTable", "Liquibase's databaseChangeLogTableName"),
  CHANGELOG_LOCK_TABLE("changelogLockTable", "Liquibase's databaseChangeLogLockTableName"),
  LIQUIBASE_SCHEMA("liquibaseSchema", "Liquibase's liquibaseSchemaName"),
  LOCK_TIMEOUT("lockTimeout", "how long to wait for a lock, such as 10s"),
  LOCK_ATTEMPT(
      "lockAttempt",
      "how long a statement waits for a lock before it makes way and is tried again, such as 2s"),
  STATEMENT_TIMEOUT("statementTimeout", "how long one statement may run, such as 10m"),
  CONTEXTS("contexts", "Liquibase contexts that are active"),
  LABELS("labels", "Liquibase label expression that changesets must match"),
  BACKUP("backup", "always, never or auto: whether a backup comes before the first change"),
  BACKUP_DIRECTORY("backupDirectory", "where backups go"),
  BACKUP_KEY_FILE("backupKeyFile", "a key of age that backups are encrypted with"),
  BACKUP_RETAIN("backupRetain", "how many backups of a database are kept"),
  BACKUP_DAYS("backupDays", "of how many days the first backup is kept, too"),
  POSTGRES_BIN("postgresBin", "the directory of PostgreSQL's client programs"),
  ALLOW_SUPERUSER(
      "allowSuperuser", "true: a superuser may run undo SQL that only the database vouches for"),
  ALLOW_LIVE("allowLive", "true: Liquibase runs what could not be compiled to SQL"),
  ALLOW_FOREIGN_HISTORY("allowForeignHistory", "true: trust a history that others may change"),
  TRUSTED_ROLES("trustedRoles", "roles that may change the history, too"),
  ALLOW_UNKNOWN_HISTORY(
      "allowUnknownHistory", "true: leave rows alone that no revision here knows");

  private static final String MASK = "********";

  private final String key;
  private final String help;

  Setting(String key, String help) {
    this.key = key;
    this.help = help;
  }

  /** As the file and the goals' parameters have it. */
  public String key() {
    return key;
  }

  /** What it means. */
  public String help() {
    return help;
  }

  /** By its key. */
  public static Optional<Setting> of(String key) {
    return Stream.of(values()).filter(setting -> setting.key.equals(key)).findFirst();
  }

  /** A value as anybody may read it. */
  public String shown(String value) {
    return switch (this) {
      case PASSWORD -> value.isEmpty() ? "" : MASK;
      case URL -> maskedUrl(value);
      default -> value;
    };
  }

  private static String maskedUrl(String value) {
    if (value.isEmpty()) {
      return "";
    }
    try {
      return DatabaseUrl.parse(value).toString();
    } catch (AthanorException e) {
      // What is no URL may hold a password anywhere.
      return "(no URL that can be read)";
    }
  }
}
