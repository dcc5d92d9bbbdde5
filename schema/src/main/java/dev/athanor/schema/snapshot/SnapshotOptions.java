package dev.athanor.schema.snapshot;

import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What a snapshot takes in.
 *
 * <p>System schemas, schema {@code athanor}, Liquibase's own two tables, objects that belong to an
 * extension and {@code plpgsql} itself are never taken in.
 *
 * @param defaultSchema the schema written without its name, default {@code public}
 * @param includeSchemas globs; empty means every schema
 * @param excludeSchemas globs
 * @param excludeObjects globs over {@code name} or {@code schema.name}; what belongs to an excluded
 *     table goes with it
 * @param grants whether privileges are compared, default no
 * @param extensionVersions whether versions of extensions are compared, default no
 */
public record SnapshotOptions(
    String defaultSchema,
    List<String> includeSchemas,
    List<String> excludeSchemas,
    List<String> excludeObjects,
    boolean grants,
    boolean extensionVersions) {
  private static final List<String> LIQUIBASE =
      List.of("databasechangelog", "databasechangeloglock");

  public static final SnapshotOptions DEFAULT =
      new SnapshotOptions("public", List.of(), List.of(), List.of(), false, false);

  public SnapshotOptions {
    Objects.requireNonNull(defaultSchema, "defaultSchema");
    includeSchemas = List.copyOf(includeSchemas);
    excludeSchemas = List.copyOf(excludeSchemas);
    excludeObjects = List.copyOf(excludeObjects);
  }

  public SnapshotOptions withDefaultSchema(String schema) {
    return new SnapshotOptions(
        schema, includeSchemas, excludeSchemas, excludeObjects, grants, extensionVersions);
  }

  public SnapshotOptions withSchemas(List<String> include, List<String> exclude) {
    return new SnapshotOptions(
        defaultSchema, include, exclude, excludeObjects, grants, extensionVersions);
  }

  public SnapshotOptions withExcludedObjects(List<String> patterns) {
    return new SnapshotOptions(
        defaultSchema, includeSchemas, excludeSchemas, patterns, grants, extensionVersions);
  }

  /**
   * Leaves these objects out, too.
   *
   * @param names of no characters that a glob has a meaning for
   */
  public SnapshotOptions withoutObjects(List<String> names) {
    List<String> all = new ArrayList<>(excludeObjects);
    all.addAll(names);
    return withExcludedObjects(all);
  }

  public SnapshotOptions withGrants(boolean compared) {
    return new SnapshotOptions(
        defaultSchema, includeSchemas, excludeSchemas, excludeObjects, compared, extensionVersions);
  }

  public SnapshotOptions withExtensionVersions(boolean compared) {
    return new SnapshotOptions(
        defaultSchema, includeSchemas, excludeSchemas, excludeObjects, grants, compared);
  }

  boolean takesSchema(String schema) {
    return !schema.startsWith("pg_")
        && !schema.equals("information_schema")
        && !schema.equals("athanor")
        && !schema.equals("athanor_kept")
        && (includeSchemas.isEmpty() || matches(includeSchemas, schema))
        && !matches(excludeSchemas, schema);
  }

  boolean takes(ObjectId id) {
    if (!id.within().isEmpty() && id.kind() != Kind.ROUTINE) {
      return takesName(id.schema(), id.within()) && takesName(id.schema(), id.name());
    }
    return takesName(id.schema(), id.name());
  }

  private boolean takesName(String schema, String name) {
    return !LIQUIBASE.contains(name)
        && !matches(excludeObjects, name)
        && !matches(excludeObjects, schema + "." + name);
  }

  private static boolean matches(List<String> globs, String text) {
    return globs.stream().anyMatch(glob -> toPattern(glob).matcher(text).matches());
  }

  private static Pattern toPattern(String glob) {
    return Pattern.compile(
        Pattern.quote(glob).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"), Pattern.DOTALL);
  }
}
