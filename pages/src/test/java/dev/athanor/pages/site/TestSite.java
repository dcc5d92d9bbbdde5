package dev.athanor.pages.site;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.testing.TestPostgres;
import dev.athanor.pages.catalog.DocumentedSchema;
import dev.athanor.pages.files.SiteDirectory;
import dev.athanor.pages.history.SchemaHistory;
import dev.athanor.pages.history.SchemaReplay;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.Binaries;
import dev.athanor.scratch.ScratchDatabases;
import dev.athanor.scratch.ScratchServer;
import dev.athanor.scratch.ScratchSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A site of revisions that are really run. */
final class TestSite {
  private TestSite() {}

  /**
   * @param entities the classes that map tables
   */
  static void write(Path directory, Bundle bundle, Map<ObjectId, String> entities) {
    String url = "jdbc:postgresql://127.0.0.1:" + TestPostgres.port() + "/postgres?user=postgres";
    ScratchSettings settings =
        new ScratchSettings(
            directory, new Binaries.Installed(directory), Optional.of(url), Duration.ZERO);
    try (ScratchServer server = ScratchServer.open(settings);
        ScratchDatabases databases = new ScratchDatabases(server)) {
      SchemaHistory history =
          new SchemaReplay(bundle, PlanOptions.UPGRADE, SnapshotOptions.DEFAULT, databases).run();
      SiteDirectory.write(
          directory,
          Site.render(
              new DocumentedSchema(history.schema(), history.origins(), entities), history));
    }
  }
}
