package dev.athanor.engine.liquibase;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.database.Database;

/**
 * Changelog parameters from the project alone.
 *
 * <p>Liquibase takes the environment and the system properties as well, which would put a password
 * of the build machine within reach of {@code ${…}} and make bundles differ between machines.
 */
final class CompileParameters extends ChangeLogParameters {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^${}]*)}");
  private static final int MAX_EXPANDED = 1 << 20;
  private static final int MAX_DEPTH = 32;

  CompileParameters(Database database, Map<String, String> parameters) {
    super(database);
    forgetMachine();
    parameters.forEach(this::set);
  }

  private void forgetMachine() {
    try {
      Field system = ChangeLogParameters.class.getDeclaredField("systemParameters");
      system.setAccessible(true);
      ((List<?>) system.get(this)).clear();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("liquibase-core is not the version Athanor is built for", e);
    }
  }

  @Override
  public Object getValue(String key, DatabaseChangeLog changeLog) {
    if (key.equalsIgnoreCase("LIQUIBASE_EXECUTION_DEPLOYMENT_ID")) {
      throw new AthanorException(
          Reason.INVALID_CHANGELOG,
          "${" + key + "} is another value at every run",
          "Take it out: what is compiled must be what runs.");
    }
    Object value = super.getValue(key, changeLog);
    if (value instanceof String text) {
      expandedLength(key, text, changeLog, new ArrayDeque<>());
    }
    return value;
  }

  /** Liquibase expands without end or limit; this fails first. */
  private long expandedLength(
      String key, String text, DatabaseChangeLog changeLog, Deque<String> within) {
    if (within.stream().anyMatch(key::equalsIgnoreCase) || within.size() > MAX_DEPTH) {
      throw unsafe("the property " + key + " refers to itself: " + within);
    }
    within.addLast(key);
    long length = text.length();
    Matcher references = REFERENCE.matcher(text);
    while (references.find()) {
      String name = references.group(1).trim();
      if (super.getValue(name, changeLog) instanceof String inner) {
        length += expandedLength(name, inner, changeLog, within);
      }
      if (length > MAX_EXPANDED) {
        throw unsafe("the property " + key + " grows beyond " + MAX_EXPANDED + " characters");
      }
    }
    within.removeLast();
    return length;
  }

  private static AthanorException unsafe(String message) {
    return new AthanorException(
        Reason.UNSAFE_CHANGELOG, message, "Write the property's value without that reference.");
  }
}
