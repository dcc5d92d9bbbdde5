package dev.athanor.engine.command;

import dev.athanor.engine.changelog.ProjectFile;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The settings of an environment that {@code athanor.yaml} names, {@code ${NAME}} replaced by the
 * variable of the process.
 *
 * @param name of the environment
 * @param values what it says
 */
public record NamedEnvironment(String name, Map<Setting, String> values) {
  /** With another dollar before it, it is meant as it stands. */
  private static final Pattern VARIABLE = Pattern.compile("(\\$?)\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

  public NamedEnvironment {
    Objects.requireNonNull(name, "name");
    Map<Setting, String> copy = new EnumMap<>(Setting.class);
    copy.putAll(values);
    values = copy;
  }

  /**
   * @param root the changelog root, where the file lies
   * @param variables of the process
   * @throws AthanorException INVALID_CONFIGURATION for a name or a setting that there is not, or a
   *     variable that is not set
   */
  public static NamedEnvironment read(Path root, String name, Map<String, String> variables) {
    Map<String, Map<String, String>> all = ProjectFile.read(root).environments();
    if (!all.containsKey(name)) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          ProjectFile.NAME + " in " + root + " has no environment '" + name + "'",
          all.isEmpty()
              ? "Write one there, below `environments:`."
              : "Name one of " + String.join(", ", all.keySet()) + ".");
    }
    Map<Setting, String> values = new EnumMap<>(Setting.class);
    all.get(name)
        .forEach(
            (key, value) -> values.put(setting(name, key), filled(name, key, value, variables)));
    return new NamedEnvironment(name, values);
  }

  private static Setting setting(String name, String key) {
    return Setting.of(key)
        .orElseThrow(
            () ->
                new AthanorException(
                    Reason.INVALID_CONFIGURATION,
                    ProjectFile.NAME
                        + ": environments."
                        + name
                        + " has the setting '"
                        + key
                        + "', which there is not",
                    "Use one of "
                        + Stream.of(Setting.values())
                            .map(Setting::key)
                            .sorted()
                            .collect(Collectors.joining(", "))
                        + "."));
  }

  private static String filled(
      String name, String key, String value, Map<String, String> variables) {
    Matcher variable = VARIABLE.matcher(value);
    return variable.replaceAll(
        found -> {
          if (!found.group(1).isEmpty()) {
            return Matcher.quoteReplacement(found.group().substring(1));
          }
          String set = variables.get(found.group(2));
          if (set == null) {
            throw new AthanorException(
                Reason.INVALID_CONFIGURATION,
                ProjectFile.NAME
                    + ": environments."
                    + name
                    + "."
                    + key
                    + " needs the environment variable "
                    + found.group(2)
                    + ", which is not set",
                "Set it, or write the value there.");
          }
          return Matcher.quoteReplacement(set);
        });
  }

  /** What it says of a setting. */
  public Optional<String> get(Setting setting) {
    return Optional.ofNullable(values.get(setting));
  }

  /** Where a value of it came from, for people. */
  public String source() {
    return ProjectFile.NAME + ", environment " + name;
  }
}
