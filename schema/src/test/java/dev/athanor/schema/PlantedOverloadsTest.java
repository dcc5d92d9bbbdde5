package dev.athanor.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.testing.Planted;
import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.engine.testing.TestPostgres;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.View;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** Comparing a database runs nothing that others put on its search path. */
class PlantedOverloadsTest {
  @Test
  void readingASchemaRunsNothingOfIt() throws SQLException {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    SystemPostgres server = SystemPostgres.get();
    String database = server.newDatabase();
    String attacker = "attacker_" + database;
    TestPostgres.execute(
        server.url(database),
        "CREATE TABLE t (id int, name varchar(5) DEFAULT 'a' CHECK (name IN ('a', 'b')));"
            + "CREATE VIEW v AS SELECT name || 'x' AS x FROM t WHERE id > 1;"
            + "CREATE ROLE %1$s LOGIN; GRANT CREATE ON SCHEMA public TO %1$s".formatted(attacker));
    Planted planted =
        new Planted(
            "jdbc:postgresql://127.0.0.1:%d/%s?user=%s"
                .formatted(server.port(), database, attacker));

    try (Connection connection = server.connect(database)) {
      SchemaSnapshot snapshot = SchemaSnapshot.read(connection, SnapshotOptions.DEFAULT);

      // The deparsers go by the default schema: what is in it has no schema's name.
      assertThat(snapshot.all(View.class).get(0).definition())
          .contains("FROM t")
          .doesNotContain("public");
      assertThat(snapshot.all(Column.class)).anyMatch(c -> c.id().name().equals("name"));
      try (Statement statement = connection.createStatement();
          var path = statement.executeQuery("SHOW search_path")) {
        path.next();
        assertThat(path.getString(1)).isEqualTo("\"$user\", public");
      }
    }

    assertThat(planted.caught()).isEmpty();
  }
}
