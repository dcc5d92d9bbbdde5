package dev.athanor.rehearsal.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.engine.testing.TestPostgres;
import dev.athanor.rehearsal.recording.ChangesetRecording.Outcome;
import dev.athanor.rehearsal.recording.StatementRecording.Failure;
import dev.athanor.rehearsal.recording.StatementRecording.Notice;
import dev.athanor.rehearsal.recording.StatementRecording.RelationLock;
import dev.athanor.rehearsal.recording.StatementRecording.Rewrite;
import dev.athanor.rehearsal.recording.StatementRecording.Setting;
import dev.athanor.rehearsal.recording.StatementRecording.TableAccess;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.diff.Rename;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecordingJsonTest {
  private static final String DIGEST = "sha256:" + "0a".repeat(32);
  private static final Relation USERS = new Relation(Relation.Kind.TABLE, "public", "users", "");

  @Test
  void whatIsWrittenIsAsTheSchemaHasItAndReadsBackTheSame() throws Exception {
    Recording recording = recording(everyChange());
    String json = RecordingJson.write(recording);
    assertThat(problems(json)).isEmpty();
    assertThat(RecordingJson.read(json)).isEqualTo(recording);
    assertThat(RecordingJson.read(json).digest()).isEqualTo(recording.digest());
  }

  @Test
  void theSchemaRefusesWhatIsNoRecording() throws Exception {
    String json = RecordingJson.write(recording(List.of()));
    for (String[] edit :
        new String[][] {
          {"\"ACCESS_EXCLUSIVE\"", "\"VERY_STRONG\""},
          {"\"micros\" : 12", "\"micros\" : -1"},
          {"\"outcome\" : \"FAILED\"", "\"outcome\" : \"GREEN\""},
          {"\"sqlState\" : \"42P01\"", "\"state\" : \"42P01\""},
          {"\"walBytes\" : 3", "\"walBytes\" : 3, \"more\" : 1"},
          {"\"format\" : 1", "\"format\" : 2"}
        }) {
      assertThat(json).contains(edit[0]);
      assertThat(problems(json.replace(edit[0], edit[1]))).as(edit[1]).isNotEmpty();
    }
  }

  @Test
  void whatIsNoRecordingIsRefusedWhenItIsRead() {
    assertThatThrownBy(() -> RecordingJson.read("{\"format\":"))
        .isInstanceOf(AthanorException.class)
        .hasMessageStartingWith("this is no recording");
    assertThatThrownBy(() -> RecordingJson.read("{}")).isInstanceOf(AthanorException.class);
    String later =
        RecordingJson.write(recording(List.of())).replace("\"format\" : 1", "\"format\" : 9");
    assertThatThrownBy(() -> RecordingJson.read(later))
        .hasMessage("the recording has format 9; this Athanor reads up to 1");
  }

  private static Recording recording(List<Difference> changes) {
    StatementRecording ran =
        new StatementRecording(
            "ALTER TABLE users …",
            true,
            12,
            List.of(new RelationLock(USERS, LockMode.ACCESS_EXCLUSIVE)),
            List.of(new Rewrite(USERS, 8192, 0)),
            List.of(new TableAccess(USERS, 1, 2, 3, 4, 5, 6, true)),
            3,
            changes,
            List.of("pg_class"),
            List.of(new Setting("lock_timeout", "2000")),
            List.of(new Notice("NOTICE", "00000", "said", "exec_stmt_raise")),
            null);
    StatementRecording failed =
        new StatementRecording(
            "x",
            false,
            1,
            List.of(),
            List.of(),
            List.of(),
            0,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            new Failure("42P01", "no"));
    return new Recording(
        new Recording.Server(170006, "replica"),
        List.of(
            new ChangesetRecording(
                new ChangesetKey("me", "1", "versions/1.sql"),
                "1975ea83b712",
                PlanStep.Action.APPLY,
                DIGEST,
                Outcome.FAILED,
                "why",
                List.of(ran, failed),
                changes)));
  }

  /** Of each kind of object one that is new, gone and changed, as a real server has them. */
  private static List<Difference> everyChange() throws SQLException {
    String url = TestPostgres.newDatabase();
    SchemaSnapshot empty = snapshot(url);
    TestPostgres.execute(
        url,
        """
        CREATE SCHEMA other;
        CREATE EXTENSION hstore;
        CREATE COLLATION german (provider = libc, locale = 'C');
        CREATE TYPE mood AS ENUM ('sad', 'ok');
        CREATE DOMAIN age AS int CHECK (VALUE > 0);
        CREATE TYPE pair AS (a int, b text);
        CREATE TYPE ages AS RANGE (subtype = int);
        CREATE SEQUENCE numbers;
        CREATE TABLE users (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL,
          mood mood DEFAULT 'ok', twice int GENERATED ALWAYS AS (1 + 1) STORED);
        CREATE TABLE posts (author int REFERENCES users) PARTITION BY LIST (author);
        CREATE TABLE posts_1 PARTITION OF posts FOR VALUES IN (1);
        CREATE INDEX names ON users (lower(name));
        CREATE STATISTICS s ON id, name FROM users;
        CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE CAST (pair AS text) WITH INOUT;
        CREATE VIEW v AS SELECT name FROM users;
        CREATE RULE r AS ON INSERT TO users DO ALSO NOTHING;
        CREATE FUNCTION t() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION t();
        CREATE POLICY p ON users;
        GRANT SELECT ON users TO pg_monitor;
        COMMENT ON TABLE users IS 'ä "quoted"'
        """);
    SchemaSnapshot full = snapshot(url);
    Set<Class<?>> kinds = new HashSet<>();
    List<Difference> changes = new ArrayList<>();
    for (Difference added : SchemaDiff.between(empty, full).differences()) {
      changes.add(added);
      changes.add(added.reverse());
      if (kinds.add(added.after().getClass())) {
        changes.add(new Difference.Changed(added.after(), added.after()));
      }
    }
    assertThat(kinds).contains(SchemaObject.class.getPermittedSubclasses());
    changes.add(
        new Difference.Renamed(
            new Rename(ObjectId.table("public", "a"), "b"), null, changes.get(0).after()));
    return changes;
  }

  private static SchemaSnapshot snapshot(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      return SchemaSnapshot.read(connection, SnapshotOptions.DEFAULT.withGrants(true));
    }
  }

  private static Set<ValidationMessage> problems(String json) throws IOException {
    try (InputStream in = RecordingJson.class.getResourceAsStream("recording.schema.json")) {
      JsonSchema schema =
          JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in);
      return schema.validate(json, InputFormat.JSON);
    }
  }
}
