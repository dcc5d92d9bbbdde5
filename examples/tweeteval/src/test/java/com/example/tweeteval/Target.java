package com.example.tweeteval;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.command.MigrationTerms;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.Downgrade;
import dev.athanor.engine.command.Upgrade;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.plan.PlanOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A database that Athanor migrates, as a test of yours would have it. */
final class Target {
  private static final Bundle BUNDLE =
      BundleCompiler.compile(
          Changelog.load(ChangelogSource.versions(Path.of("."))), CompileOptions.defaults());
  private static final MigrationTerms NO_BACKUP = MigrationTerms.withoutBackup("a test's own database");

  private final String url;

  private Target(String url) {
    this.url = url;
  }

  static Target create(EmbeddedPostgres server, String name) throws SQLException {
    new Target(server.getJdbcUrl("postgres", "postgres")).execute("CREATE DATABASE " + name);
    return new Target(server.getJdbcUrl("postgres", name));
  }

  String url() {
    return url;
  }

  void upgrade(String revision) {
    new Upgrade(BUNDLE, revision, PlanOptions.UPGRADE, database(), NO_BACKUP, line -> {}).run();
  }

  void downgrade(String revision) {
    PlanOptions options = PlanOptions.DOWNGRADE.withAllowSuperuser(true);
    new Downgrade(BUNDLE, revision, options, database(), NO_BACKUP, line -> {}).run();
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** What the data migrations touch. */
  List<String> rows() throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT t.language, a.emotion, a.emotion_scores FROM tweets t"
                    + " JOIN analysis_results a ON a.tweet_id = t.id ORDER BY t.language")) {
      while (result.next()) {
        rows.add(result.getString(1) + " " + result.getString(2) + " " + result.getString(3));
      }
    }
    return rows;
  }

  private DatabaseTarget database() {
    return DatabaseTarget.of(DatabaseUrl.parse(url));
  }
}
