package dev.athanor.engine.apply;

import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.history.History;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.Planner;
import dev.athanor.engine.plan.RevisionState;
import dev.athanor.engine.testing.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A database of a test's own, and what tests do to it. */
public final class Target {
  public final DatabaseUrl url;
  public SessionSettings settings = SessionSettings.DEFAULTS;
  public MigrateOptions options =
      MigrateOptions.DEFAULTS.withHandleShutdown(false).withLockWait(Duration.ofSeconds(5));

  public Target(DatabaseUrl url) {
    this.url = url;
  }

  public static Target fresh() {
    return new Target(DatabaseUrl.parse(TestPostgres.newDatabase()));
  }

  public MigrationResult upgrade(Bundle bundle) {
    return upgrade(bundle, "head");
  }

  public MigrationResult upgrade(Bundle bundle, String to) {
    return migrate(new PlanRequest(bundle, to, PlanOptions.UPGRADE));
  }

  public MigrationResult downgrade(Bundle bundle, String to) {
    return migrate(new PlanRequest(bundle, to, PlanOptions.DOWNGRADE));
  }

  public MigrationResult migrate(PlanRequest request) {
    MigrationPlan plan = plan(request);
    return new Migrator(url, settings, request).migrate(plan, waived(plan), options);
  }

  public MigrationPlan plan(PlanRequest request) {
    try (Database database = Database.open(url, settings)) {
      return Planner.plan(request, History.read(database));
    }
  }

  public List<String> current(Bundle bundle) {
    try (Database database = Database.open(url, settings)) {
      return Planner.current(
              new PlanRequest(bundle, "head", PlanOptions.UPGRADE), History.read(database))
          .stream()
          .map(RevisionState::toString)
          .toList();
    }
  }

  /** A session in which names mean what they mean in a changeset. */
  public Database open() {
    Database database = Database.open(url, settings);
    database.execute("SELECT " + database.askedPath());
    return database;
  }

  public static BackupReceipt waived(MigrationPlan plan) {
    return new BackupReceipt.Waived(plan.hash(), "backup.policy=Never");
  }

  public void execute(String sql) {
    try (Database database = open()) {
      database.execute(sql);
    }
  }

  public String ask(String sql) {
    try (Database database = open()) {
      return database.queryText(sql);
    }
  }

  public List<String> list(String sql) {
    try (Database database = open()) {
      return database.query(
          sql,
          rows -> {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
              values.add(rows.getString(1));
            }
            return values;
          });
    }
  }

  public List<String> tables() {
    return list(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
            + " AND table_name NOT LIKE 'databasechangelog%' ORDER BY 1");
  }

  public List<String> recorded() {
    return list("SELECT id FROM databasechangelog ORDER BY orderexecuted");
  }
}
