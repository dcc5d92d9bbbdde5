package dev.athanor.maven;

import dev.athanor.engine.command.NamedEnvironment;
import dev.athanor.engine.command.Setting;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.File;
import java.lang.reflect.Field;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A goal's parameters by the names of settings. A named environment fills in those that neither
 * command line nor POM has said.
 */
final class EnvironmentValues {
  /** Of one database, and of no other. */
  static final Set<Setting> CREDENTIALS =
      EnumSet.of(Setting.USER, Setting.PASSWORD, Setting.SERVER);

  private final Object goal;
  private final ParameterSources sources;

  EnvironmentValues(Object goal, ParameterSources sources) {
    this.goal = Objects.requireNonNull(goal, "goal");
    this.sources = Objects.requireNonNull(sources, "sources");
  }

  /**
   * @return what was filled in
   * @throws AthanorException INVALID_CONFIGURATION where the POM names a database, too: nobody
   *     should have to remember which one it is; or for a value of another kind
   */
  Set<Setting> fill(NamedEnvironment environment) {
    boolean database =
        environment.get(Setting.URL).isPresent() && !sources.isOnCommandLine(Setting.URL);
    if (database && sources.of(Setting.URL).isPresent()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "the environment " + environment.name() + " names a database, and so does the POM",
          "Take <url> out of the POM, or name the database with -Dathanor.url.");
    }
    Set<Setting> filled = EnumSet.noneOf(Setting.class);
    for (Setting setting : Setting.values()) {
      if (CREDENTIALS.contains(setting) && sources.isOnCommandLine(Setting.URL)) {
        // They are for the environment's database, and for no other.
        continue;
      }
      Optional<String> value = environment.get(setting);
      // The POM's user and password are for the POM's database.
      boolean replaces =
          database && CREDENTIALS.contains(setting) && !sources.isOnCommandLine(setting);
      if (replaces || value.isPresent() && sources.of(setting).isEmpty()) {
        if (set(setting, value.orElse(null), environment)) {
          value.ifPresent(said -> filled.add(setting));
        }
      }
    }
    return filled;
  }

  private boolean set(Setting setting, String value, NamedEnvironment environment) {
    Optional<Field> field = field(setting);
    if (field.isEmpty()) {
      return false;
    }
    try {
      field.get().set(goal, converted(field.get().getType(), setting, value, environment));
      return true;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("the parameter " + setting.key() + " cannot be set", e);
    }
  }

  private static Object converted(
      Class<?> type, Setting setting, String value, NamedEnvironment environment) {
    boolean flag = type == boolean.class;
    if (flag && !value.matches("true|false") || type == int.class && !value.matches("\\d{1,9}")) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          environment.source() + ": " + setting.key() + " is '" + value + "'",
          flag ? "Write true or false." : "Write a whole number.");
    }
    if (flag) {
      return Boolean.valueOf(value);
    }
    if (type == int.class) {
      return Integer.valueOf(value);
    }
    if (type == List.class && value != null) {
      return NewRevisionMojo.list(value);
    }
    return type == File.class && value != null ? new File(value) : value;
  }

  /** What the parameter is now; empty where the goal has none of this name, or it is not set. */
  Optional<String> get(Setting setting) {
    return field(setting)
        .map(
            field -> {
              try {
                Object value = field.get(goal);
                return value instanceof List<?> list
                    ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                    : value == null ? null : value.toString();
              } catch (IllegalAccessException e) {
                throw new IllegalStateException(
                    "the parameter " + setting.key() + " cannot be read", e);
              }
            });
  }

  private Optional<Field> field(Setting setting) {
    for (Class<?> type = goal.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals(setting.key())) {
          field.setAccessible(true);
          return Optional.of(field);
        }
      }
    }
    return Optional.empty();
  }
}
