package dev.athanor.engine.liquibase;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import liquibase.ContextExpression;
import liquibase.Labels;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.database.Database;
import liquibase.database.DatabaseList;

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

  /** What Liquibase asks a server for, before it reads a changelog. */
  private static final Set<String> OF_THE_SERVER =
      Set.of(
          "database.databasemajorversion",
          "database.databaseminorversion",
          "database.databaseproductversion",
          "database.defaultcatalogname",
          "database.defaultschemaname",
          "database.defaultschemanameprefix",
          "database.liquibaseschemaname",
          "database.issafetorunupdate");

  /** In lower case, for so are names compared. */
  private final Map<String, String> given = new HashMap<>();

  /** Whether the value that counts, the first one, is one for some contexts or labels only. */
  private final Map<String, Boolean> conditional = new HashMap<>();

  CompileParameters(Database database, Map<String, String> parameters) {
    super(database);
    forgetMachine();
    parameters.forEach(this::set);
    parameters.forEach((key, value) -> given.put(key.toLowerCase(Locale.ROOT), value));
  }

  @Override
  public void set(
      String key,
      Object value,
      ContextExpression contexts,
      Labels labels,
      String databases,
      boolean global,
      DatabaseChangeLog changelog) {
    if (DatabaseList.definitionMatches(databases, getDatabase(), true)) {
      boolean some = contexts != null && !contexts.isEmpty() || labels != null && !labels.isEmpty();
      // A file's own is looked up before those of all files: any of them may be what counts.
      conditional.merge(
          key.toLowerCase(Locale.ROOT), some, (first, next) -> first || !global && next);
    }
    super.set(key, value, contexts, labels, databases, global, changelog);
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
    Object value = known(key, changeLog);
    if (value instanceof String text) {
      expandedLength(key, text, changeLog, new HashMap<>());
    }
    return value;
  }

  private Object known(String key, DatabaseChangeLog changeLog) {
    String name = key.toLowerCase(Locale.ROOT);
    if (given.containsKey(name)) {
      return given.get(name);
    }
    if (OF_THE_SERVER.contains(name)) {
      throw unknown(key, "is what the server says when Liquibase runs");
    }
    if (conditional.getOrDefault(name, false)) {
      throw unknown(key, "is another value by contexts or labels, and a bundle holds one");
    }
    return super.getValue(key, changeLog);
  }

  private static AthanorException unknown(String key, String why) {
    return new AthanorException(
        Reason.INVALID_CHANGELOG,
        "${" + key + "} " + why,
        "Say its value when compiling, as the changelog parameter " + key + ".");
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
      if (known(inner, changeLog) instanceof String value) {
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
