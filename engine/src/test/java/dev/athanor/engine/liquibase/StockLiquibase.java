package dev.athanor.engine.liquibase;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Map;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.analytics.configuration.AnalyticsArgs;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.logging.core.NoOpLogService;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.resource.ResourceAccessor;
import liquibase.ui.LoggerUIService;

/** Liquibase as anybody runs it, to compare with. */
@SuppressWarnings({"deprecation", "try"})
public final class StockLiquibase {
  /** What is done with it. */
  public interface Work {
    void with(Liquibase liquibase) throws Exception;
  }

  private StockLiquibase() {}

  public static void update(Path root, String changelog, String url, String contexts) {
    run(root, changelog, url, l -> l.update(new Contexts(contexts), new LabelExpression()));
  }

  public static void run(Path root, String changelog, String url, Work work) {
    try (Connection connection = DriverManager.getConnection(url);
        ResourceAccessor resources = new DirectoryResourceAccessor(root)) {
      Database database =
          DatabaseFactory.getInstance()
              .findCorrectDatabaseImplementation(new JdbcConnection(connection));
      Map<String, Object> quiet =
          Map.of(
              Scope.Attr.logService.name(), new NoOpLogService(),
              Scope.Attr.ui.name(), new LoggerUIService(),
              AnalyticsArgs.ENABLED.getKey(), false);
      Scope.child(quiet, () -> work.with(new Liquibase(changelog, resources, database)));
    } catch (Exception e) {
      throw new IllegalStateException("stock Liquibase on " + changelog, e);
    }
  }
}
