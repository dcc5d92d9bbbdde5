package dev.athanor.adopt.source;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Fills in Flyway's {@code ${name}}, and remembers which have no value. */
final class Placeholders {
  private final String defaultSchema;

  /** By name; to the first place that has it. */
  private final TreeMap<String, String> missing = new TreeMap<>();

  Placeholders(String defaultSchema) {
    this.defaultSchema = defaultSchema;
  }

  SqlFile fill(SqlFile sql, FlywayOptions options) {
    String prefix = options.get("placeholderPrefix");
    String suffix = options.get("placeholderSuffix");
    if (!options.replacesPlaceholders() || prefix.isEmpty() || suffix.isEmpty()) {
      return sql;
    }
    StringBuilder text = new StringBuilder();
    int from = 0;
    for (int at = sql.text().indexOf(prefix); at >= 0; at = sql.text().indexOf(prefix, from)) {
      int end = sql.text().indexOf(suffix, at + prefix.length());
      if (end < 0) {
        break;
      }
      String name = sql.text().substring(at + prefix.length(), end);
      String value = value(name, sql, options).orElse("");
      text.append(sql.text(), from, at).append(value);
      if (value.isEmpty() && !isKnown(name, sql, options)) {
        missing.putIfAbsent(name, sql.file() + ":" + sql.line(at));
      }
      from = end + suffix.length();
    }
    return sql.with(text.append(sql.text().substring(from)).toString());
  }

  private boolean isKnown(String name, SqlFile sql, FlywayOptions options) {
    return value(name, sql, options).isPresent();
  }

  /** Those of Flyway's own that are the same in every database. */
  private Optional<String> value(String name, SqlFile sql, FlywayOptions options) {
    Optional<String> given = options.placeholder(name);
    if (given.isPresent()) {
      return given;
    }
    return switch (name) {
      case "flyway:defaultSchema" -> Optional.of(defaultSchema);
      case "flyway:table" -> Optional.of("flyway_schema_history");
      case "flyway:filename" ->
          Optional.of(sql.file().substring(sql.file().replace('\\', '/').lastIndexOf('/') + 1));
      default -> Optional.empty();
    };
  }

  /**
   * @throws AthanorException INVALID_CONFIGURATION naming each that has no value, and where it is
   */
  void requireAll() {
    if (missing.isEmpty()) {
      return;
    }
    List<String> lines = new ArrayList<>();
    missing.forEach((name, place) -> lines.add("  " + name + " (" + place + ")"));
    throw new AthanorException(
        Reason.INVALID_CONFIGURATION,
        "Placeholders have no value:\n" + String.join("\n", lines),
        "Give each as --flyway placeholders.NAME=VALUE (-Dathanor.flyway=placeholders.NAME=VALUE),"
            + " or name the flyway.conf that has them; --flyway placeholderReplacement=false"
            + " leaves them as they stand.");
  }
}
