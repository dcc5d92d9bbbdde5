package dev.athanor.adopt.source;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What Flyway is told about a folder, by Flyway's own names and with its own defaults: {@code
 * sqlMigrationPrefix=V}, {@code placeholders.owner=app}.
 */
public final class FlywayOptions {
  private static final String FLYWAY = "flyway.";
  private static final String PLACEHOLDERS = "placeholders.";
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "sqlMigrationPrefix", "V",
          "undoSqlMigrationPrefix", "U",
          "repeatableSqlMigrationPrefix", "R",
          "baselineMigrationPrefix", "B",
          "sqlMigrationSeparator", "__",
          "sqlMigrationSuffixes", ".sql",
          "placeholderPrefix", "${",
          "placeholderSuffix", "}",
          "placeholderReplacement", "true",
          "encoding", "UTF-8");

  private static final List<String> MORE = List.of("executeInTransaction", "shouldExecute");

  private final Map<String, String> values;

  private FlywayOptions(Map<String, String> values) {
    this.values = Collections.unmodifiableMap(values);
  }

  /** Flyway's defaults, and no placeholders. */
  public static FlywayOptions defaults() {
    return new FlywayOptions(new TreeMap<>(String.CASE_INSENSITIVE_ORDER));
  }

  /**
   * What a {@code flyway.conf} says of these; the rest of it is about databases and is not looked
   * at.
   *
   * @throws AthanorException INVALID_CONFIGURATION for a file that cannot be read, or in TOML
   */
  public FlywayOptions withConfig(Path file) {
    if (file.toString().endsWith(".toml")) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          file + " is TOML, which is not read here.",
          "Give its placeholders and naming as --flyway NAME=VALUE.");
    }
    FlywayOptions read = this;
    for (Map.Entry<String, String> entry : properties(file, StandardCharsets.UTF_8).entrySet()) {
      String name = entry.getKey().startsWith(FLYWAY) ? entry.getKey().substring(7) : "";
      if (isKnown(name)) {
        read = read.with(name, entry.getValue());
      }
    }
    return read;
  }

  /** What stands beside a script, in {@code V1__x.sql.conf}. */
  FlywayOptions withScriptConfig(Path file) {
    FlywayOptions read = this;
    for (Map.Entry<String, String> entry : properties(file, StandardCharsets.UTF_8).entrySet()) {
      read = read.with(entry.getKey(), entry.getValue());
    }
    return read;
  }

  /**
   * @param name Flyway's, with or without {@code flyway.} before it
   * @throws AthanorException INVALID_CONFIGURATION for a name that says nothing about files
   */
  public FlywayOptions with(String name, String value) {
    String known = name.startsWith(FLYWAY) ? name.substring(FLYWAY.length()) : name;
    if (!isKnown(known)) {
      List<String> names = new ArrayList<>(DEFAULTS.keySet());
      names.addAll(MORE);
      Collections.sort(names);
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "'" + name + "' is nothing that Flyway is told about its files.",
          "Use placeholders.NAME, or one of " + String.join(", ", names) + ".");
    }
    Map<String, String> changed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    changed.putAll(values);
    changed.put(known, value.strip());
    return new FlywayOptions(changed);
  }

  private static boolean isKnown(String name) {
    return name.startsWith(PLACEHOLDERS) || DEFAULTS.containsKey(name) || MORE.contains(name);
  }

  private static Map<String, String> properties(Path file, Charset encoding) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, encoding)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          file + " cannot be read: " + e.getMessage(),
          "Name a file as Flyway reads it, in UTF-8.",
          e);
    }
    Map<String, String> map = new TreeMap<>();
    properties.forEach((key, value) -> map.put(key.toString(), value.toString()));
    return map;
  }

  String get(String name) {
    return values.getOrDefault(name, DEFAULTS.get(name));
  }

  List<String> suffixes() {
    return Arrays.stream(get("sqlMigrationSuffixes").split(",")).map(String::strip).toList();
  }

  /**
   * @throws AthanorException INVALID_CONFIGURATION for an encoding that Java does not know
   */
  Charset encoding() {
    try {
      return Charset.forName(get("encoding"));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "There is no encoding '" + get("encoding") + "'.",
          "Name one such as UTF-8 or ISO-8859-1.",
          e);
    }
  }

  boolean replacesPlaceholders() {
    return Boolean.parseBoolean(get("placeholderReplacement"));
  }

  /** In any case, as Flyway has it. */
  Optional<String> placeholder(String name) {
    return Optional.ofNullable(values.get(PLACEHOLDERS + name));
  }

  boolean inTransaction() {
    return !"false".equalsIgnoreCase(values.get("executeInTransaction"));
  }

  /** Whether a script says that it is never to run. */
  boolean skips() {
    return "false".equalsIgnoreCase(values.get("shouldExecute"));
  }
}
