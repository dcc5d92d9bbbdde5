package dev.athanor.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.backup.BackupRequest;
import dev.athanor.engine.backup.BackupStore;
import dev.athanor.engine.backup.RestoreRequest;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.engine.testing.TestBundle;
import dev.athanor.engine.testing.TestPostgres;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The history is read by the search path that was asked for, before and after everything. */
class RestoreBySearchPathTest {
  @TempDir Path volume;

  private final Bundle bundle =
      new TestBundle()
          .revision("r1", "CREATE TABLE a ()")
          .revision("r2", "CREATE TABLE b ()")
          .build();
  private SystemPostgres server;

  @BeforeEach
  void needsPostgres() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    server = SystemPostgres.get();
  }

  private DatabaseTarget target(String database, boolean inUrl) {
    DatabaseTarget plain =
        DatabaseTarget.of(
            DatabaseUrl.parse(server.url(database) + (inUrl ? "&currentSchema=app" : "")));
    return inUrl ? plain : new DatabaseTarget(plain.url(), plain.settings().withSearchPath("app"));
  }

  @ParameterizedTest
  @CsvSource({"false,1", "false,2", "true,1", "true,2"})
  void whatIsInASchemaOfItsOwnComesBack(boolean inUrl, int jobs) {
    String origin = server.newDatabase();
    // Of the database: not what was asked for, and so of no account, before and after.
    TestPostgres.execute(
        server.url(origin),
        "CREATE SCHEMA app; CREATE SCHEMA ext; ALTER DATABASE "
            + origin
            + " SET search_path = ext");
    DatabaseTarget from = target(origin, inUrl);
    Target run = new Target(from.url());
    run.settings = from.settings();
    run.upgrade(bundle);
    String backup =
        new TakeBackup(from, BackupRequest.into(BackupStore.in(volume)), line -> {})
            .run()
            .receipt()
            .name();

    String copy = server.newDatabase();
    DatabaseTarget to = target(copy, inUrl);
    RestoreBackup.Restored restored =
        new RestoreBackup(
                BackupStore.in(volume),
                backup,
                to,
                new RestoreRequest(jobs, true, Optional.empty(), Optional.empty()),
                line -> {})
            .run();

    assertThat(restored.revisions()).containsExactly("r2");
    assertThat(new Current(bundle, to, PlanOptions.UPGRADE, false).ids()).isEqualTo(List.of("r2"));
  }
}
