package dev.athanor.cli.job;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.report.JobReports;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.scratch.Binaries;
import dev.athanor.scratch.ScratchServer;
import dev.athanor.scratch.ScratchSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A bundle, a real database, and the commands as the operator spells them. */
final class JobFixture {
  static final String FIRST = "1975ea83b712";
  static final String SECOND = "27c6a30d7c24";

  /** What names the key of {@link #backupKey}. */
  static final String KEY_ID = "age1r36gvpa9ddc486xyge6c55akyu739jcretsvrv0rvvys54l9uqjq5kkzzu";

  final Path directory;
  final SystemPostgres server;
  final String database;
  final Path report;
  final Path receipt;
  private Bundle bundle;
  private List<String> always = List.of("--database-sslmode=prefer");
  private String user = "postgres";

  JobFixture(Path directory) {
    this(directory, SystemPostgres.get());
  }

  JobFixture(Path directory, SystemPostgres server) {
    this.directory = directory;
    this.server = server;
    this.database = server.newDatabase();
    this.report = directory.resolve("termination-log");
    this.receipt = directory.resolve("receipt.json");
    revision(FIRST, "<base>", "CREATE TABLE users (id int PRIMARY KEY)", "DROP TABLE users");
    revision(SECOND, FIRST, "ALTER TABLE users ADD name text", "ALTER TABLE users DROP name");
    compile();
  }

  /** A server of the installed version, as it is beside a Job that needs one of its own. */
  static ScratchServer serverBeside(Path home) {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    return ScratchServer.open(
        new ScratchSettings(
            home,
            new Binaries.Installed(SystemPostgres.get().bin()),
            Optional.empty(),
            Duration.ZERO));
  }

  /** What every step is given beside its own, in place of {@code sslmode=prefer}. */
  JobFixture with(String... arguments) {
    always = List.of(arguments);
    return this;
  }

  /** Who connects, in place of the superuser; to be said before the first step. */
  JobFixture as(String role) {
    user = role;
    return this;
  }

  void revision(String id, String down, String up, String undo) {
    try {
      Files.createDirectories(directory.resolve("versions"));
      Files.writeString(
          directory.resolve("versions/" + id + ".sql"),
          """
          --liquibase formatted sql
          -- revision: %s
          -- down-revision: %s
          -- message: a step

          --changeset test:%s
          %s;
          --rollback %s;
          """
              .formatted(id, down, id, up, undo));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void compile() {
    compile(CompileOptions.defaults());
  }

  void compile(CompileOptions options) {
    bundle =
        BundleCompiler.compile(
            Changelog.load(ChangelogSource.versions(directory, "versions")), options);
    bundle.write(directory.resolve("bundle.zip"));
  }

  /** A step's command line up to what only that step takes. */
  String[] step(String step, String target, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "job",
                step,
                "--database-host=127.0.0.1",
                "--database-port=" + server.port(),
                "--database-name=" + database,
                "--credentials-dir=" + credentials(),
                "--bundle=" + directory.resolve("bundle.zip"),
                "--bundle-digest=" + bundle.digest(),
                "--target=" + target,
                "--receipt=" + receipt,
                "--report=" + report));
    arguments.addAll(always);
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  Path credentials() {
    try {
      Path secret = directory.resolve("secret");
      if (Files.notExists(secret)) {
        Files.createDirectory(secret);
        Files.writeString(secret.resolve("username"), user + "\n");
        Files.writeString(secret.resolve("password"), "s3cret");
      }
      return secret;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What backups are encrypted with, as it is mounted. */
  Path backupKey() {
    try {
      return Files.writeString(
          directory.resolve("key.txt"),
          "AGE-SECRET-KEY-1X66D40AT7YFRX6ZT7J478ZPSH6J04DCPJXVDAFFZ8YLHCAAMWZNSQLDKQV\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JobReport report() {
    try {
      return JobReports.read(Files.readString(report)).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String query(String name, String sql) {
    try (Connection connection = server.connect(name);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  void execute(String sql) {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  String columns() {
    return columns(database);
  }

  String columns(String name) {
    return query(
        name,
        "SELECT coalesce(string_agg(column_name, ',' ORDER BY ordinal_position), '') FROM"
            + " information_schema.columns WHERE table_name = 'users'");
  }
}
