package dev.athanor.autogenerate.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.autogenerate.model.DatabaseModel;
import dev.athanor.autogenerate.testing.Project;
import dev.athanor.scratch.ScratchDatabases;
import dev.athanor.scratch.ScratchServer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A database of another major version than the scratch server's, which writes the same views and
 * expressions otherwise. {@code -Dserver=18} is for another one to compare on.
 */
class OtherMajorsTest {
  private static final String SCHEMA =
      """
      CREATE TABLE post (id bigint PRIMARY KEY, title varchar(60) NOT NULL CHECK (title <> ''),
        made timestamptz DEFAULT now(), day date DEFAULT (now() AT TIME ZONE 'UTC')::date,
        year int GENERATED ALWAYS AS (EXTRACT(year FROM day)) STORED,
        CONSTRAINT first CHECK (substring(title FROM 1 FOR 1) <> ' ' AND position('x' IN title) < 9),
        CONSTRAINT whole CHECK (trim(both FROM title) = title OR overlay(title PLACING 'a' FROM 1) = 'a'));
      CREATE INDEX by_year ON post ((EXTRACT(year FROM day)), (trim(leading FROM title)));
      CREATE VIEW titles AS SELECT id, upper(title) AS t FROM post WHERE id > 0;
      CREATE VIEW parts AS SELECT EXTRACT(hour FROM made AT TIME ZONE 'UTC') AS hour,
        substring(title FROM '[a-z]+') AS word, position('a' IN title) AS at, trim(trailing 'x' FROM title) AS short,
        overlay(title PLACING 'b' FROM 2 FOR 3) AS over, (day, day) OVERLAPS (day, day) AS same,
        COLLATION FOR (title) AS c FROM post;
      CREATE MATERIALIZED VIEW counted AS SELECT p.id, count(*) FILTER (WHERE q.id > 1) AS n,
        string_agg(q.title, ',' ORDER BY q.id) AS all_of FROM post p JOIN post q USING (id, title)
        LEFT JOIN LATERAL (SELECT p.id AS other) l ON true GROUP BY p.id
        HAVING EXTRACT(epoch FROM max(q.made)) > 0;
      CREATE VIEW above AS WITH RECURSIVE r(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM r WHERE n < 3)
        SELECT r.n, c.id, t.t FROM r CROSS JOIN counted c NATURAL JOIN titles t ORDER BY r.n;
      CREATE FUNCTION half(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n / 2';
      CREATE VIEW halves AS SELECT half(n) FROM above UNION SELECT half(year) FROM post;
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {13, 17, 18})
  void itIsReadAsThisOneReads(int major) throws SQLException {
    Project project = new Project(directory.resolve("project"));
    try (ScratchServer server = ScratchServer.open(Project.scratch(major));
        ScratchDatabases databases = new ScratchDatabases(server)) {
      assertThat(server.majorVersion()).isEqualTo(major);
      String live = databases.empty();
      try (Statement statement = server.session(live).createStatement()) {
        statement.execute(SCHEMA);
      }
      project.model(new DatabaseModel(server.url(live))).autogenerate("all");
      isUpToDate(project);
    }
    // To 13, EXTRACT, TRIM and the like were other functions than they are since.
    if (major > 13) {
      project.schema(SCHEMA);
      isUpToDate(project);
    }
  }

  private static void isUpToDate(Project project) {
    assertThat(project.check().missing()).isEmpty();
    assertThat(project.check().required()).isEmpty();
  }
}
