package dev.athanor.rehearsal.restored;

import dev.athanor.engine.backup.Backup;
import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.backup.BackupRequest;
import dev.athanor.engine.backup.BackupStore;
import dev.athanor.engine.backup.RestoreRequest;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.MigrationEvents;
import dev.athanor.engine.command.MigrationSteps;
import dev.athanor.engine.command.TakeBackup;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** The database that a plan is for: it belongs to the role {@code app}, which is no superuser. */
record Home(String admin, Optional<Path> tools) {
  static final String APP = "app";

  /**
   * @param rows what {@code app} makes there
   */
  static Home of(String maintenance, String admin, Optional<Path> tools, String rows) {
    String database = DatabaseUrl.parse(admin).database();
    TestPostgres.execute(
        maintenance,
        "DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN"
            + " CREATE ROLE app LOGIN; CREATE ROLE reader; END IF; END$$");
    TestPostgres.execute(maintenance, "ALTER DATABASE " + database + " OWNER TO app");
    TestPostgres.execute(admin, "GRANT ALL ON SCHEMA public TO app");
    TestPostgres.execute(admin, "SET ROLE app;" + rows);
    return new Home(admin, tools);
  }

  DatabaseTarget target() {
    return DatabaseTarget.of(DatabaseUrl.parse(admin).withCredentials(APP, null));
  }

  Backup backup(Path volume) {
    BackupStore store = BackupStore.in(volume);
    BackupReceipt.Verified receipt =
        new TakeBackup(
                DatabaseTarget.of(DatabaseUrl.parse(admin)),
                BackupRequest.into(store).withTools(tools.orElse(null)),
                line -> {})
            .run()
            .receipt();
    return Backup.open(store, receipt.name());
  }

  MigrationPlan plan(Bundle bundle) {
    return new MigrationSteps(request(bundle), target(), new MigrationEvents() {}).plan();
  }

  RehearsalRequest rehearsal(Backup backup, Bundle bundle, RehearsalLimits limits) {
    return new RehearsalRequest(
        backup,
        request(bundle),
        Optional.of(plan(bundle)),
        Optional.of(APP),
        SessionSettings.DEFAULTS,
        limits,
        new RestoreRequest(2, true, Optional.empty(), tools));
  }

  private static PlanRequest request(Bundle bundle) {
    return new PlanRequest(bundle, "head", PlanOptions.UPGRADE);
  }

  /** What grows with every transaction that writes anything on the whole server. */
  String transactions() {
    return query("SELECT pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot())");
  }

  String query(String sql) {
    try (Connection connection = DriverManager.getConnection(admin);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
