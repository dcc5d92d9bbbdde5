package dev.athanor.autogenerate.model;

import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which class maps which table, for people to read: by what its annotations say, and where they say
 * nothing by the names that JPA and Spring give. No provider is asked.
 */
public final class EntityTables {
  private static final String ENTITY = "jakarta.persistence.Entity";
  private static final String TABLE = "jakarta.persistence.Table";

  private EntityTables() {}

  /**
   * Names of classes by the table of {@code schema} that they map; a class whose table is not found
   * is left out.
   *
   * @param packages packages of the entities in jars; none is needed for those in directories
   */
  public static Map<ObjectId, String> of(
      List<Path> classPath, List<String> packages, SchemaSnapshot schema) {
    Map<ObjectId, String> found = new TreeMap<>();
    try (IsolatedClassPath path =
        new IsolatedClassPath(classPath, ClassLoader.getPlatformClassLoader())) {
      for (String name : new EntityScan(path, packages).find()) {
        if (!path.has(name)) {
          continue;
        }
        Class<?> type = path.load(name);
        if (annotation(type, ENTITY).isPresent()) {
          table(type, schema).ifPresent(id -> found.putIfAbsent(id, type.getName()));
        }
      }
    }
    return found;
  }

  /** A digest of all that {@link #of} goes by, but the schema. */
  public static String digest(List<Path> classPath, List<String> packages) {
    try {
      return ModelDigest.of(classPath) + packages;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<ObjectId> table(Class<?> type, SchemaSnapshot schema) {
    Optional<Annotation> table = annotation(type, TABLE);
    String named = table.map(each -> value(each, "name")).orElse("");
    String entity = annotation(type, ENTITY).map(each -> value(each, "name")).orElse("");
    String name = !named.isEmpty() ? named : !entity.isEmpty() ? entity : type.getSimpleName();
    String inSchema = table.map(each -> value(each, "schema")).orElse("");
    String wanted = inSchema.isEmpty() ? schema.defaultSchema() : inSchema;
    return List.of(name, name.toLowerCase(Locale.ROOT), underscored(name)).stream()
        .flatMap(
            each -> schema.all(Table.class).stream().filter(one -> one.id().name().equals(each)))
        .map(Table::id)
        .filter(id -> id.schema().equalsIgnoreCase(wanted))
        .findFirst();
  }

  /** {@code ExportJob} as {@code export_job}. */
  private static String underscored(String name) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }

  private static Optional<Annotation> annotation(Class<?> type, String name) {
    return List.of(type.getDeclaredAnnotations()).stream()
        .filter(each -> each.annotationType().getName().equals(name))
        .findFirst();
  }

  private static String value(Annotation annotation, String attribute) {
    try {
      return String.valueOf(annotation.annotationType().getMethod(attribute).invoke(annotation));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(annotation + " has no " + attribute, e);
    }
  }
}
