package dev.athanor.engine.liquibase;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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

  /** Looking a property up is slow: a thousand of them weigh as much as a long text. */
  private static final int REFERENCE_COST = 1 << 10;

  private static final int MAX_REFERENCES = 1_000;
  private static final long WITHIN = -1;

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
      expandedLength(key, text, changeLog, new HashMap<>());
    }
    return value;
  }

  /**
   * Liquibase expands without end or limit; this fails first.
   *
   * @param lengths of the properties seen so far; {@link #WITHIN} for those being expanded
   */
  private long expandedLength(
      String key, String text, DatabaseChangeLog changeLog, Map<String, Long> lengths) {
    String name = key.toLowerCase(Locale.ROOT);
    Long known = lengths.get(name);
    if (known != null) {
      if (known == WITHIN) {
        throw unsafe("the property " + key + " refers to itself");
      }
      return known;
    }
    lengths.put(name, WITHIN);
    long length = text.length();
    Matcher references = REFERENCE.matcher(text);
    while (references.find()) {
      String inner = references.group(1).trim();
      if (super.getValue(inner, changeLog) instanceof String value) {
        length += REFERENCE_COST + expandedLength(inner, value, changeLog, lengths);
      }
    }
    if (length > MAX_EXPANDED || lengths.size() > MAX_REFERENCES) {
      throw unsafe("the property " + key + " grows beyond " + MAX_EXPANDED + " characters");
    }
    lengths.put(name, length);
    return length;
  }

  private static AthanorException unsafe(String message) {
    return new AthanorException(
        Reason.UNSAFE_CHANGELOG, message, "Write the property's value without that reference.");
  }
}
