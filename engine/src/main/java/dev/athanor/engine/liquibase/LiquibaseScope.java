package dev.athanor.engine.liquibase;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import liquibase.GlobalConfiguration;
import liquibase.Scope;
import liquibase.analytics.configuration.AnalyticsArgs;
import liquibase.change.ChangeFactory;
import liquibase.change.custom.CustomChangeWrapper;
import liquibase.logging.core.NoOpLogService;
import liquibase.parser.ChangeLogParserConfiguration;
import liquibase.resource.ResourceAccessor;
import liquibase.ui.LoggerUIService;

/**
 * Liquibase silent, alone and without a network.
 *
 * <p>Scope values win over LIQUIBASE_* variables and system properties, so the same files compile
 * to the same bundle whatever the machine's settings.
 */
final class LiquibaseScope {
  /** Liquibase keeps state in singletons: one compilation at a time in a JVM. */
  private static final ReentrantLock SERIAL = new ReentrantLock();

  static final String CUSTOM_CHANGE = "customChange";

  private LiquibaseScope() {}

  /** With the classes of the class path: in a process of its own, which runs what they do. */
  static <T> T live(ResourceAccessor resources, Callable<T> work) throws Exception {
    return Scope.child(
        values(resources),
        () -> {
          ChangeFactory changes = Scope.getCurrentScope().getSingleton(ChangeFactory.class);
          changes.unregister(CUSTOM_CHANGE);
          changes.register(new LiveCustomChange());
          return work.call();
        });
  }

  /**
   * Offline.
   *
   * @param extensions of which changes are taken for what they are
   */
  static <T> T in(ResourceAccessor resources, ExtensionChanges extensions, Callable<T> work)
      throws Exception {
    SERIAL.lock();
    // Services are looked up through the thread: the project's own class path is not to add any.
    Thread thread = Thread.currentThread();
    ClassLoader callers = thread.getContextClassLoader();
    thread.setContextClassLoader(Scope.class.getClassLoader());
    try {
      return Scope.child(values(resources), () -> withoutForeignClasses(extensions, work));
    } finally {
      thread.setContextClassLoader(callers);
      SERIAL.unlock();
    }
  }

  private static <T> T withoutForeignClasses(ExtensionChanges extensions, Callable<T> work)
      throws Exception {
    ChangeFactory changes = Scope.getCurrentScope().getSingleton(ChangeFactory.class);
    changes.unregister(CUSTOM_CHANGE);
    changes.register(new UnrunCustomChange());
    List<String> standIns = extensions.register(changes);
    try {
      return work.call();
    } finally {
      standIns.forEach(changes::unregister);
      changes.unregister(CUSTOM_CHANGE);
      changes.register(new CustomChangeWrapper());
    }
  }

  private static Map<String, Object> values(ResourceAccessor resources) {
    return Map.ofEntries(
        Map.entry(Scope.Attr.resourceAccessor.name(), resources),
        Map.entry(Scope.Attr.logService.name(), new NoOpLogService()),
        Map.entry(Scope.Attr.ui.name(), new LoggerUIService()),
        Map.entry(AnalyticsArgs.ENABLED.getKey(), false),
        Map.entry(GlobalConfiguration.SECURE_PARSING.getKey(), true),
        Map.entry(GlobalConfiguration.VALIDATE_XML_CHANGELOG_FILES.getKey(), true),
        Map.entry(GlobalConfiguration.FILE_ENCODING.getKey(), "UTF-8"),
        Map.entry(GlobalConfiguration.OUTPUT_FILE_ENCODING.getKey(), "UTF-8"),
        Map.entry(GlobalConfiguration.OUTPUT_LINE_SEPARATOR.getKey(), "\n"),
        Map.entry(GlobalConfiguration.STRICT.getKey(), false),
        Map.entry(GlobalConfiguration.PRESERVE_SCHEMA_CASE.getKey(), false),
        Map.entry(
            ChangeLogParserConfiguration.MISSING_PROPERTY_MODE.getKey(),
            ChangeLogParserConfiguration.MissingPropertyMode.PRESERVE));
  }
}
