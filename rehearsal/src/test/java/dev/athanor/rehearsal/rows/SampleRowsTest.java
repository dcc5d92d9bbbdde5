package dev.athanor.rehearsal.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.testing.TestPostgres;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SampleRowsTest {

  /** It takes one of two rows however often it is asked: that must not be asked for ever. */
  @Test
  void aTableThatTakesOnlyOneOfTheRowsGetsItOnce() throws SQLException {
    String url = TestPostgres.newDatabase();
    TestPostgres.execute(
        url,
        """
        CREATE TABLE many (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
        CREATE TABLE one (single boolean PRIMARY KEY CHECK (single));
        ALTER TABLE many ADD COLUMN the boolean NOT NULL REFERENCES one
        """);
    try (Connection connection = DriverManager.getConnection(url)) {
      SchemaSnapshot schema = SchemaSnapshot.read(connection, SnapshotOptions.DEFAULT);
      assertThat(SampleRows.into(connection, schema)).isEqualTo(2);
      assertThat(count(connection, "many")).isEqualTo(1);
      assertThat(count(connection, "one")).isEqualTo(1);
    }
  }

  private static int count(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
      row.next();
      return row.getInt(1);
    }
  }
}
