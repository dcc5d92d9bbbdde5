package dev.athanor.autogenerate.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * JPA entities and the provider that the project itself uses.
 *
 * @param classPath the module's whole class path: its classes, its dependencies, its provider
 * @param packages packages whose entities are wanted, jars of the class path included; empty: all
 *     entities in the class path's directories
 * @param persistenceUnit the unit of {@code META-INF/persistence.xml} to take; empty: the only one,
 *     or none where there is no such file
 * @param naming how unnamed things get their names
 * @param mappingFiles {@code orm.xml}-like resources on the class path, besides those the unit
 *     names
 * @param properties provider settings that win over those of the unit and of Spring
 */
public record JpaModel(
    List<Path> classPath,
    List<String> packages,
    Optional<String> persistenceUnit,
    Naming naming,
    List<String> mappingFiles,
    Map<String, String> properties)
    implements ModelSource {
  private static final Pattern OF_A_SCHEMA =
      Pattern.compile(
          "naming|default_schema|default_catalog|quoted|dialect|type\\.|timezone|\\.id\\.");

  /** Whose naming strategies hold where the project's own settings name none. */
  public enum Naming {
    /** Spring's where Spring Boot is on the class path, else the provider's own. */
    AUTO,
    /** The provider's own. */
    JPA,
    /** {@code CamelCaseToUnderscoresNamingStrategy} and Spring's implicit names. */
    SPRING
  }

  public JpaModel {
    classPath = List.copyOf(classPath);
    packages = List.copyOf(packages);
    Objects.requireNonNull(persistenceUnit, "persistenceUnit");
    Objects.requireNonNull(naming, "naming");
    mappingFiles = List.copyOf(mappingFiles);
    properties = Map.copyOf(properties);
  }

  /** Everything at its default for a class path. */
  public static JpaModel of(List<Path> classPath) {
    return new JpaModel(classPath, List.of(), Optional.empty(), Naming.AUTO, List.of(), Map.of());
  }

  /**
   * What Spring Boot's files in these directories say that names or types of a schema depend on.
   *
   * @throws dev.athanor.engine.model.AthanorException INVALID_CONFIGURATION for a file that cannot
   *     be read
   */
  public static Map<String, String> schemaSettings(List<Path> directories) {
    SpringSettings spring = SpringSettings.read(directories);
    Map<String, String> settings = new TreeMap<>(spring.properties());
    settings.keySet().removeIf(name -> !OF_A_SCHEMA.matcher(name).find());
    if (!spring.mappingFiles().isEmpty()) {
      settings.put("spring.jpa.mapping-resources", String.join(",", spring.mappingFiles()));
    }
    return settings;
  }

  @Override
  public String describe() {
    return persistenceUnit.map(unit -> "persistence unit " + unit).orElse("the JPA entities");
  }
}
