package dev.athanor.engine.backup;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.history.History;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.testing.SystemPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A real database with contents of every kind that a backup must bring back. */
final class BackupFixture {
  final SystemPostgres server = SystemPostgres.get();
  final String database;
  final List<String> said = new ArrayList<>();

  BackupFixture() {
    this(SystemPostgres.get().newDatabase());
  }

  /** A database that is there. */
  BackupFixture(String database) {
    this.database = database;
  }

  static BackupFixture filled() {
    BackupFixture fixture = new BackupFixture();
    fixture.execute(
        """
        CREATE TYPE mood AS ENUM ('sad', 'ok');
        CREATE TABLE users (id bigserial PRIMARY KEY, name text NOT NULL, mood mood, blob bytea);
        CREATE TABLE "Odd ""Name" (a int REFERENCES users, b jsonb DEFAULT '{}');
        CREATE TABLE empty_one (x int);
        CREATE MATERIALIZED VIEW names AS SELECT count(*) AS n FROM users;
        CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE SCHEMA athanor;
        CREATE TABLE athanor.undo (id int, sql text);
        INSERT INTO users (name, mood, blob)
          SELECT 'name \\\\. ' || i || E'\\t\\n', 'ok', decode(md5(i::text), 'hex')
          FROM generate_series(1, 3000) i;
        INSERT INTO "Odd ""Name" SELECT id, '{"a":null}' FROM users WHERE id % 3 = 0;
        INSERT INTO athanor.undo VALUES (1, E'\\\\.\\n--');
        REFRESH MATERIALIZED VIEW names;
        SELECT lo_from_bytea(0, decode(repeat('00ff', 5000), 'hex'));
        CREATE SEQUENCE lone START 5; SELECT nextval('lone');
        """);
    return fixture;
  }

  /** Those of the installed server. */
  static PostgresTools tools() {
    SystemPostgres server = SystemPostgres.get();
    return PostgresTools.forArchive(
        Optional.of(server.bin()), SystemPostgres.major().orElseThrow().toString());
  }

  void execute(String sql) {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  String query(String sql) {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  BackupSource source() {
    return source(database);
  }

  BackupSource source(String name) {
    DatabaseUrl url =
        DatabaseUrl.of("127.0.0.1", server.port(), name).withCredentials("postgres", null);
    return new BackupSource(url, SessionSettings.DEFAULTS);
  }

  /** Of the history as it is. */
  String fingerprint() {
    try (Database session = source().open()) {
      return History.read(session).fingerprint();
    }
  }

  /** One more row of the history, as another tool would write it. */
  void apply(String id) {
    execute(
        "CREATE TABLE IF NOT EXISTS public.databasechangelog (id text, author text, filename text,"
            + " md5sum text, exectype text, orderexecuted int, dateexecuted timestamp, tag text);"
            + "INSERT INTO public.databasechangelog VALUES ('"
            + id
            + "', 'a', 'f', NULL, 'EXECUTED', 1, now(), NULL)");
  }

  /** A run that ended just now, as {@code athanor.run} records it. */
  void ran(boolean succeeded, List<String> from, List<String> to) {
    execute(
        "CREATE SCHEMA IF NOT EXISTS athanor; CREATE TABLE IF NOT EXISTS athanor.run (id uuid"
            + " DEFAULT gen_random_uuid(), started"
            + " timestamptz DEFAULT clock_timestamp(), outcome text, plan_hash text,"
            + " to_revisions text[]); INSERT INTO athanor.run (outcome, plan_hash, to_revisions)"
            + " VALUES ('"
            + (succeeded ? "SUCCEEDED" : "FAILED")
            + "', '"
            + hash(from, to)
            + "', '{"
            + String.join(",", to)
            + "}')");
  }

  private static String hash(List<String> from, List<String> to) {
    return Digest.of("plan" + from + to);
  }

  BackupReceipt.Verified backup(BackupRequest request) {
    return backup(request, List.of("a"), List.of("b"));
  }

  BackupReceipt.Verified backup(BackupRequest request, List<String> from, List<String> to) {
    return backup(plan(from, to), request);
  }

  BackupReceipt.Verified backup(MigrationPlan plan, BackupRequest request) {
    BackupSource source = source();
    return new BackupTool(said::add).backup(plan, source.url(), source.settings(), request);
  }

  static Path path(BackupReceipt.Verified receipt) {
    return Path.of(receipt.location());
  }

  static Path path(Backup backup) {
    return Path.of(backup.location());
  }

  /** One of a directory's. */
  static Backup open(Path backup) {
    return Backup.open(BackupStore.in(backup.getParent()), backup.getFileName().toString());
  }

  MigrationPlan plan(List<String> from, List<String> to) {
    return new MigrationPlan(
        MigrationPlan.Direction.UP,
        Digest.of("bundle"),
        fingerprint(),
        from,
        to,
        List.of(),
        List.of(),
        List.of(),
        hash(from, to));
  }

  static BackupRequest request(Path volume, int retain, Duration maxAge, String generation) {
    return BackupRequest.into(BackupStore.in(volume))
        .withRetain(retain)
        .withMaxAge(maxAge)
        .withGeneration(generation);
  }

  /** Everything that must be equal: rows by content, sequences, large objects, and the schema. */
  SortedMap<String, String> contents() {
    SortedMap<String, String> contents = new TreeMap<>();
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n"
                  + " ON n.oid = relnamespace WHERE relkind IN ('r', 'm', 'S') AND nspname NOT IN"
                  + " ('pg_catalog', 'information_schema') AND nspname NOT LIKE 'pg_toast%'")) {
        while (rows.next()) {
          tables.add(rows.getString(1));
        }
      }
      for (String table : tables) {
        // Two columns of a sequence change when its log is replayed, none of its values.
        contents.put(
            table,
            query(
                "SELECT count(*) || md5(string_agg(t, '|' ORDER BY t)) FROM (SELECT (to_jsonb(row_)"
                    + " - 'log_cnt')::text t FROM (SELECT * FROM "
                    + table
                    + ") row_) y"));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    contents.put(
        "large objects",
        query(
            "SELECT string_agg(md5(lo_get(oid)), ',' ORDER BY oid)"
                + " FROM pg_largeobject_metadata"));
    contents.put("schema", schema());
    return contents;
  }

  private String schema() {
    PostgresTools tools = tools();
    ToolProcess.Result dump =
        new ToolProcess(
                List.of(tools.program("pg_dump"), "--schema-only", "--encoding=UTF8"),
                source().libpq(),
                Watch.OF_FILES)
            .run();
    if (!dump.succeeded()) {
      throw new IllegalStateException(dump.errors());
    }
    return dump.output().replaceAll("(?m)^\\\\(un)?restrict .*$", "");
  }
}
