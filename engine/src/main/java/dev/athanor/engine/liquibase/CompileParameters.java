package dev.athanor.engine.liquibase;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.PropertyChoice;
import dev.athanor.engine.model.PropertyValues;
import dev.athanor.engine.model.Reason;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import liquibase.ContextExpression;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Labels;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.database.Database;
import liquibase.database.DatabaseList;
import liquibase.exception.UnknownChangeLogParameterException;

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

  /** What Liquibase asks a server for, or is told, before it reads a changelog. */
  private static final Set<String> OF_A_RUN =
      Set.of(
          "database.databasechangeloglocktablename",
          "database.databasechangelogtablename",
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

  /** By name, the values that are for some contexts or labels only, as long as they may count. */
  private final Map<String, Set<PropertyChoice>> conditional = new HashMap<>();

  /** Names with a value of all files that is for all contexts and labels: no later one counts. */
  private final Set<String> settled = new HashSet<>();

  private final Set<PropertyChoice> made = new TreeSet<>();
  private final PropertyValues values;

  CompileParameters(Database database, PropertyValues values) {
    super(database);
    this.values = values;
    forgetMachine();
    setContexts(new Contexts(String.join(",", values.contexts())));
    setLabels(new LabelExpression(values.labels()));
    values.parameters().forEach(this::set);
    values.parameters().forEach((key, value) -> given.put(key.toLowerCase(Locale.ROOT), value));
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
      define(key.toLowerCase(Locale.ROOT), contexts, labels, global);
    }
    super.set(key, value, contexts, labels, databases, global, changelog);
  }

  /** A file's own is looked up before those of all files: any of them may be what counts. */
  private void define(String name, ContextExpression contexts, Labels labels, boolean global) {
    String wanted = contexts == null || contexts.isEmpty() ? "" : contexts.getOriginalString();
    String labelled = labels == null ? "" : labels.toString();
    if (global && settled.contains(name)) {
      return;
    }
    if (!wanted.isBlank() || !labelled.isBlank()) {
      conditional
          .computeIfAbsent(name, key -> new TreeSet<>())
          .add(PropertyChoice.of(name, wanted, labelled, values.contexts(), values.labels()));
    } else if (global) {
      settled.add(name);
    }
  }

  /** What was chosen so far among values for some contexts or labels. */
  Set<PropertyChoice> choices() {
    return Set.copyOf(made);
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

  /** Liquibase's own goes through every text character by character. */
  @Override
  public String expandExpressions(String text, DatabaseChangeLog changeLog)
      throws UnknownChangeLogParameterException {
    return text == null || !text.contains("${") ? text : super.expandExpressions(text, changeLog);
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
    if (OF_A_RUN.contains(name)) {
      throw new AthanorException(
          Reason.INVALID_CHANGELOG,
          "${" + key + "} is known only in a run",
          "Say its value when compiling, as the changelog parameter " + key + ".");
    }
    made.addAll(conditional.getOrDefault(name, Set.of()));
    return super.getValue(key, changeLog);
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
