package dev.athanor.engine.database;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Guard;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.sql.SqlText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What Liquibase's two tables are called, and where they are: its {@code
 * databaseChangeLogTableName}, {@code databaseChangeLogLockTableName} and {@code
 * liquibaseSchemaName}.
 *
 * <p>Names are as PostgreSQL has them. Liquibase never quotes a capital letter in one of these, so
 * that {@code APP_LOG} and {@code App_Log} are both {@code app_log}.
 *
 * @param changelog the table that says what is applied
 * @param lock the table that Liquibase locks itself by
 * @param schema of both; empty: where the search path finds them, or else its first schema
 */
public record HistoryNames(String changelog, String lock, Optional<String> schema) {
  private static final String CHANGELOG = "databasechangelog";
  private static final String LOCK = "databasechangeloglock";

  /** As Liquibase has them where nobody says otherwise. */
  public static final HistoryNames DEFAULTS = new HistoryNames(CHANGELOG, LOCK, Optional.empty());

  /** What Liquibase and PostgreSQL read in one way. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private static final int LONGEST_BYTES = 63;

  /**
   * @throws AthanorException INVALID_CONFIGURATION for one table of two uses
   */
  public HistoryNames {
    Objects.requireNonNull(changelog, "changelog");
    Objects.requireNonNull(lock, "lock");
    Objects.requireNonNull(schema, "schema");
    if (changelog.equals(lock)) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "Liquibase's history and its lock cannot both be table '" + lock + "'.",
          "Give each the name that Liquibase has it by: databaseChangeLogTableName,"
              + " databaseChangeLogLockTableName.");
    }
  }

  /**
   * Names as Liquibase's settings have them.
   *
   * @param changelog null: databasechangelog
   * @param lock null: databasechangeloglock
   * @param schema null: by the search path
   * @throws AthanorException INVALID_CONFIGURATION naming what is no name, names both tables, or is
   *     a schema that Liquibase does not find its tables in
   */
  public static HistoryNames of(String changelog, String lock, String schema) {
    return new HistoryNames(
        changelog == null ? CHANGELOG : name("table", changelog),
        lock == null ? LOCK : name("table", lock),
        Optional.ofNullable(schema).map(HistoryNames::schema));
  }

  private static String schema(String given) {
    String name = name("schema", given);
    if (!given.equals(name) && !given.equals(given.toUpperCase(Locale.ROOT))) {
      // It makes its tables in "Hist" and asks for them in hist.
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "Liquibase itself cannot have its history in schema '"
              + given
              + "', whose letters are of both cases.",
          "Give its name in small letters, if it has them in the database.");
    }
    return name;
  }

  private static String name(String what, String given) {
    if (!NAME.matcher(given).matches()
        || given.getBytes(StandardCharsets.UTF_8).length > LONGEST_BYTES) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "'" + given + "' is no name for a " + what + " of Liquibase's history.",
          "Give it as Liquibase's settings have it, without quotes and schema: letters, digits and"
              + " underscores, no digit first, at most "
              + LONGEST_BYTES
              + " in all.");
    }
    return given.toLowerCase(Locale.ROOT);
  }

  /** The qualified, quoted name of DATABASECHANGELOG in a schema. */
  public String changelogIn(String inSchema) {
    return SqlText.identifier(inSchema) + "." + written(changelog);
  }

  /** The qualified, quoted name of DATABASECHANGELOGLOCK in a schema. */
  public String lockIn(String inSchema) {
    return SqlText.identifier(inSchema) + "." + written(lock);
  }

  /** The quoted name of the lock table's primary key. */
  public String lockKey() {
    String end = "_pkey";
    int room = LONGEST_BYTES - end.length();
    // Liquibase cuts one character more than PostgreSQL asks for.
    return written((lock.length() > room ? lock.substring(0, room - 1) : lock) + end);
  }

  /** What names DATABASECHANGELOG where the asked search path holds. */
  public String changelogAsked() {
    return schema.map(this::changelogIn).orElseGet(() -> written(changelog));
  }

  private static String written(String name) {
    return name.equals(CHANGELOG) || name.startsWith(LOCK) ? name : SqlText.identifier(name);
  }

  /**
   * What schema {@code athanor} calls the history: its schema's name, which it was always called,
   * where the table has its usual name; else the table's, since a schema may have several.
   */
  public String history(String inSchema) {
    return changelog.equals(CHANGELOG) ? inSchema : changelogIn(inSchema);
  }

  /** A precondition's query with the names in it. */
  public String in(String query) {
    return query.startsWith(Guard.Query.EXECUTED)
        ? "SELECT EXISTS (SELECT 1 FROM "
            + changelogAsked()
            + " WHERE id"
            + query.substring(Guard.Query.EXECUTED.length())
        : query;
  }

  /** Both tables, by their names or as {@code schema.name}; none where they have the usual ones. */
  public List<String> unusual() {
    if (changelog.equals(CHANGELOG) && lock.equals(LOCK)) {
      return List.of();
    }
    String before = schema.map(name -> name + ".").orElse("");
    return List.of(before + changelog, before + lock);
  }
}
