package dev.athanor.autogenerate.model;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.StringWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Has the project's own JPA provider write the DDL for its entities, without a database.
 *
 * <p>The standard way in is used, {@code PersistenceProvider.generateSchema} to a script, by
 * reflection: whatever version the project has.
 */
public final class JpaExport {
  private static final String PROVIDER = "jakarta.persistence.spi.PersistenceProvider";
  private static final String HIBERNATE = "org.hibernate.jpa.HibernatePersistenceProvider";
  private static final String DELIMITER = "\n-- athanor: end of statement\n";

  // Held here: a logger nobody holds forgets its level.
  private static final Logger HIBERNATE_LOG = Logger.getLogger("org.hibernate");

  private final JpaModel model;
  private final int serverMajor;
  private final ClassLoader parent;

  /**
   * @param serverMajor the PostgreSQL version whose dialect the provider speaks
   */
  public JpaExport(JpaModel model, int serverMajor) {
    this(model, serverMajor, ClassLoader.getPlatformClassLoader());
  }

  /**
   * @param parent what the model's class loader asks first: one that keeps a provider loaded from
   *     model to model, or the platform's
   */
  public JpaExport(JpaModel model, int serverMajor, ClassLoader parent) {
    this.model = model;
    this.serverMajor = serverMajor;
    this.parent = parent;
  }

  /**
   * @throws AthanorException INVALID_MODEL naming the class that does not map or load;
   *     INVALID_CONFIGURATION where the class path has no provider or no entities
   */
  public ModelDdl run() {
    try (IsolatedClassPath classPath = new IsolatedClassPath(model.classPath(), parent)) {
      requireProvider(classPath);
      Optional<PersistenceXml.Unit> unit =
          PersistenceXml.find(classPath.directories(), model.persistenceUnit());
      SpringSettings spring = SpringSettings.read(classPath.directories());
      List<String> mappingFiles = mappingFiles(classPath, unit, spring);
      List<String> classes = classes(classPath, unit);
      if (classes.isEmpty() && mappingFiles.isEmpty()) {
        throw nothingToMap(classPath);
      }
      StringWriter script = new StringWriter();
      Map<String, Object> settings = settings(classPath, unit, spring, script);
      generate(classPath, new PersistenceUnit(name(unit), classes, mappingFiles), settings);
      List<Class<?>> types = types(classPath, classes);
      return new ModelDdl(
          statements(script.toString()),
          RenameAnnotations.read(types),
          TableGenerators.allocation(types, mappingFiles, classPath.loader()));
    }
  }

  private void requireProvider(IsolatedClassPath classPath) {
    if (!classPath.has(PROVIDER) || !classPath.has(HIBERNATE)) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "There is no Hibernate on the module's class path ("
              + model.classPath().size()
              + " entries).",
          "Add org.hibernate.orm:hibernate-core (6.x or 7.x) to the module, or describe the schema"
              + " with -Dathanor.model=schema.sql.");
    }
  }

  private AthanorException nothingToMap(IsolatedClassPath classPath) {
    return new AthanorException(
        Reason.INVALID_CONFIGURATION,
        "There are no JPA entities in " + classPath.directories() + ".",
        "Compile the module first; for entities in a jar name their packages with"
            + " -Dathanor.packages=com.example.model.");
  }

  private List<String> classes(IsolatedClassPath classPath, Optional<PersistenceXml.Unit> unit) {
    Set<String> classes = new LinkedHashSet<>();
    unit.ifPresent(u -> classes.addAll(u.classes()));
    classes.forEach(classPath::load);
    if (unit.isEmpty() || !unit.get().excludeUnlisted()) {
      classes.addAll(new EntityScan(classPath, model.packages()).find());
    }
    return List.copyOf(classes);
  }

  private List<String> mappingFiles(
      IsolatedClassPath classPath, Optional<PersistenceXml.Unit> unit, SpringSettings spring) {
    Set<String> files = new LinkedHashSet<>(model.mappingFiles());
    unit.ifPresent(u -> files.addAll(u.mappingFiles()));
    files.addAll(spring.mappingFiles());
    String standard = "META-INF/orm.xml";
    if (classPath.directories().stream().anyMatch(d -> Files.exists(d.resolve(standard)))) {
      files.add(standard);
    }
    for (String file : files) {
      if (classPath.loader().getResource(file) == null) {
        throw new AthanorException(
            Reason.INVALID_CONFIGURATION,
            "Mapping file " + file + " is not on the module's class path.",
            "Put it under src/main/resources, or correct its name.");
      }
    }
    return List.copyOf(files);
  }

  private Map<String, Object> settings(
      IsolatedClassPath classPath,
      Optional<PersistenceXml.Unit> unit,
      SpringSettings spring,
      StringWriter script) {
    Map<String, Object> settings = new LinkedHashMap<>();
    unit.ifPresent(u -> settings.putAll(u.properties()));
    settings.putAll(spring.properties());
    settings.putAll(model.properties());
    ProviderSettings.withoutDatabase(settings);
    ProviderSettings.naming(settings, model.naming(), classPath);
    ProviderSettings.offline(settings, serverMajor, DELIMITER);
    settings.put("jakarta.persistence.schema-generation.scripts.create-target", script);
    return settings;
  }

  private void generate(
      IsolatedClassPath classPath, PersistenceUnit unit, Map<String, Object> settings) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    String logging = System.getProperty("org.jboss.logging.provider");
    Level level = HIBERNATE_LOG.getLevel();
    thread.setContextClassLoader(classPath.loader());
    // A project's logback without a configuration would print every DEBUG line of the provider.
    System.setProperty("org.jboss.logging.provider", "jdk");
    HIBERNATE_LOG.setLevel(Level.SEVERE);
    try {
      Object provider = classPath.load(HIBERNATE).getDeclaredConstructor().newInstance();
      Class<?> info = classPath.load("jakarta.persistence.spi.PersistenceUnitInfo");
      classPath
          .load(PROVIDER)
          .getMethod("generateSchema", info, Map.class)
          .invoke(provider, unit.as(info, classPath.loader()), settings);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw ProviderFailure.explain(e, model);
    } finally {
      HIBERNATE_LOG.setLevel(level);
      thread.setContextClassLoader(before);
      if (logging == null) {
        System.clearProperty("org.jboss.logging.provider");
      } else {
        System.setProperty("org.jboss.logging.provider", logging);
      }
    }
  }

  private static List<Class<?>> types(IsolatedClassPath classPath, List<String> classes) {
    List<Class<?>> types = new ArrayList<>();
    for (String name : classes) {
      if (classPath.has(name)) {
        types.add(classPath.load(name));
      }
    }
    return types;
  }

  private static String name(Optional<PersistenceXml.Unit> unit) {
    return unit.map(PersistenceXml.Unit::name).orElse("athanor");
  }

  private static List<String> statements(String script) {
    return Arrays.stream(script.split(DELIMITER))
        .map(String::strip)
        .filter(statement -> !statement.isEmpty())
        .map(ProviderComments::escaped)
        .map(JpaExport::insertedOnce)
        .toList();
  }

  /** Generators that share a row of a table each put it in; their tool goes on where that fails. */
  private static String insertedOnce(String statement) {
    return ModelDdl.isInsert(statement) ? statement + " on conflict do nothing" : statement;
  }
}
