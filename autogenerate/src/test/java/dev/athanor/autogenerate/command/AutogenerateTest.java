package dev.athanor.autogenerate.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.autogenerate.model.JpaModel;
import dev.athanor.autogenerate.testing.ModelCompiler;
import dev.athanor.autogenerate.testing.Project;
import dev.athanor.autogenerate.testing.Provider;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AutogenerateTest {
  private static final String USERS =
      "CREATE TABLE users (id bigint PRIMARY KEY, mail varchar(80), nick text);";

  @TempDir Path directory;
  private Project project;

  @BeforeEach
  void project() {
    project = new Project(directory);
  }

  @Test
  void writesWhatAPersonWouldHaveWritten() throws IOException {
    project.schema(USERS).autogenerate("users");
    AutogenerateResult result =
        project
            .schema(
                """
                CREATE TABLE users (
                  id bigint PRIMARY KEY, mail varchar(120), nick text,
                  role text NOT NULL CHECK (role IN ('admin', 'guest')));
                CREATE INDEX users_nick ON users (nick);
                """)
            .backfill("users.role", "'guest'")
            .autogenerate("roles");

    String text = Files.readString(result.file().orElseThrow().path());
    String id = result.file().get().revision();
    assertThat(text.substring(text.indexOf("--changeset")).replace(id, "ID"))
        .isEqualTo(
            """
            --changeset test:ID
            --comment: users: change mail, add role, add users_role_not_null
            ALTER TABLE users ALTER COLUMN mail TYPE character varying(120);
            ALTER TABLE users ADD COLUMN role text;
            ALTER TABLE users ADD CONSTRAINT users_role_not_null CHECK (role IS NOT NULL) NOT VALID;
            --rollback ALTER TABLE users DROP CONSTRAINT users_role_not_null;
            --rollback ALTER TABLE users ALTER COLUMN mail TYPE character varying(80);
            --rollback ALTER TABLE users DROP COLUMN role;

            --changeset test:ID-2
            --comment: users: fill role, validate users_role_not_null
            UPDATE users SET role = 'guest' WHERE role IS NULL;
            ALTER TABLE users VALIDATE CONSTRAINT users_role_not_null;
            --rollback ALTER TABLE users DROP CONSTRAINT users_role_not_null;
            --rollback ALTER TABLE users ADD CONSTRAINT users_role_not_null CHECK (role IS NOT NULL) NOT VALID;

            --changeset test:ID-3
            --comment: users: role is not null
            ALTER TABLE users ALTER COLUMN role SET NOT NULL;
            ALTER TABLE users DROP CONSTRAINT users_role_not_null;
            --rollback ALTER TABLE users ALTER COLUMN role DROP NOT NULL;
            --rollback ALTER TABLE users ADD CONSTRAINT users_role_not_null CHECK (role IS NOT NULL);

            --changeset test:ID-4
            --comment: users: add users_role_check
            ALTER TABLE users ADD CONSTRAINT users_role_check CHECK (role IN ('admin', 'guest')) NOT VALID;
            --rollback ALTER TABLE users DROP CONSTRAINT users_role_check;

            --changeset test:ID-5
            --comment: users: validate users_role_check
            ALTER TABLE users VALIDATE CONSTRAINT users_role_check;
            --rollback ALTER TABLE users DROP CONSTRAINT users_role_check;
            --rollback ALTER TABLE users ADD CONSTRAINT users_role_check CHECK (role IN ('admin', 'guest')) NOT VALID;

            --changeset test:ID-6 runInTransaction:false
            --comment: users: add users_nick
            CREATE INDEX CONCURRENTLY users_nick ON users USING btree (nick);
            --rollback DROP INDEX CONCURRENTLY users_nick;
            """);
    assertThat(result.detected()).contains("added column public.users.role");
    assertThat(result.todos()).isEmpty();
    assertThat(project.check().upToDate()).isTrue();
    assertThat(project.autogenerate("again").file()).isEmpty();
  }

  @Test
  void aColumnThatBecomesNotNullWaitsUntilSomebodySaysWhatItsRowsGet() {
    project.schema(USERS).autogenerate("users");
    project.schema(
        "CREATE TABLE users (id bigint PRIMARY KEY, mail varchar(80) NOT NULL, nick text,"
            + " role text NOT NULL, n int NOT NULL DEFAULT 0);"
            + " CREATE TABLE posts (id int NOT NULL);");

    AutogenerateResult undecided =
        project.backfill("users.role", "'guest'").autogenerate("not null");
    assertThat(undecided.todos())
        .containsExactly(
            "users.mail becomes NOT NULL, and rows without a value stop it: say what they get with"
                + " -Dbackfill=\"users.mail=…\", or that there are none with"
                + " -Dbackfill=\"users.mail=\"");
    refused(Reason.INVALID_CHANGELOG, "is a TODO that nobody has decided", "users.mail");

    delete(undecided);
    AutogenerateResult decided =
        project.backfills(Map.of("users.role", "'guest'", "users.mail", "")).autogenerate("said");
    assertThat(decided.todos()).isEmpty();
    assertThat(text(decided)).doesNotContain("SET mail = ");
    assertThat(project.check().upToDate()).isTrue();
  }

  /** No UPDATE can give one a value: its expression has to. */
  @Test
  void aGeneratedColumnThatBecomesNotNullNeedsNoWordOnItsRows() {
    String table = "CREATE TABLE prices (id int PRIMARY KEY, net int, vat int NOT NULL,";
    project
        .schema(
            table
                + " a int GENERATED ALWAYS AS (net * 2) STORED,"
                + " b int GENERATED ALWAYS AS (vat * 2) STORED);")
        .autogenerate("prices");
    project.schema(
        table
            + " a int GENERATED ALWAYS AS (net * 2) STORED NOT NULL,"
            + " b int GENERATED ALWAYS AS (vat * 2) STORED NOT NULL,"
            + " c int GENERATED ALWAYS AS (vat * 3) STORED NOT NULL);");

    AutogenerateResult result = project.autogenerate("not null");

    assertThat(result.todos()).isEmpty();
    assertThat(text(result)).contains("ALTER COLUMN a SET NOT NULL").doesNotContain("UPDATE");
    assertThat(project.check().upToDate()).isTrue();
  }

  private static String text(AutogenerateResult result) {
    try {
      return Files.readString(result.file().orElseThrow().path());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(AutogenerateResult result) {
    try {
      Files.delete(result.file().orElseThrow().path());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatLosesDataWaitsForADecision() throws IOException {
    project.schema(USERS).autogenerate("users");
    project.schema("CREATE TABLE users (id bigint PRIMARY KEY, nick text);");

    AutogenerateResult result = project.autogenerate("drop mail");

    assertThat(result.todos()).containsExactly("the values of public.users.mail are lost");
    assertThat(Files.readString(result.file().orElseThrow().path()))
        .contains("-- TODO: ", "ALTER TABLE users DROP COLUMN mail;");
    refused(
        Reason.INVALID_CHANGELOG,
        result.file().get().path().getFileName() + ": changeset " + result.file().get().revision(),
        "TODO that nobody has decided: the values of public.users.mail are lost",
        "delete that changeset");

    Files.delete(result.file().get().path());
    AutogenerateResult allowed = project.allowDestructive().autogenerate("drop mail");
    assertThat(allowed.todos()).isEmpty();
    assertThat(Files.readString(allowed.file().orElseThrow().path()))
        .contains("-- dataLoss: the values of public.users.mail are lost");
    assertThat(project.check().upToDate()).isTrue();
  }

  @Test
  void aRenameIsNeverGuessed() {
    project.schema(USERS).autogenerate("users");
    project.schema("CREATE TABLE users (id bigint PRIMARY KEY, email varchar(80), nick text);");

    refused(Reason.RENAME_UNDECIDED, "users.mail", "email", "-Drename=users.mail:email");
    assertThat(project.versions()).hasSize(1);
    assertThat(project.check().missing())
        .containsExactlyInAnyOrder(
            "removed column public.users.mail", "added column public.users.email");
    project.renames("users.male:email");
    refused(Reason.INVALID_CONFIGURATION, "users.male", "fits nothing");
    project.renames("users.mail");
    refused(Reason.INVALID_CONFIGURATION, "old:new");

    project.renames().question(rename -> Optional.of(true));
    AutogenerateResult answered = project.autogenerate("rename");
    assertThat(answered.detected()).containsExactly("renamed column public.users.mail to email");
    assertThat(project.check().upToDate()).isTrue();
  }

  @Test
  void whatTheModelDoesNotSayIsListedUntilTheTeamDecides() {
    project.revision(
        "a1",
        "<base>",
        USERS + "CREATE INDEX users_nick ON users (nick); CREATE TABLE legacy (old text);");
    project.schema(USERS + "CREATE TABLE posts (id int);");

    AutogenerateResult result = project.autogenerate("posts");
    assertThat(result.detected()).containsExactly("added table public.posts");
    assertThat(result.listed())
        .containsExactlyInAnyOrder("table public.legacy", "index public.users.users_nick");
    assertThat(result.text()).contains("not in the model; left alone (2):", "to drop only some:");
    CheckResult undecided = project.check();
    assertThat(undecided.upToDate()).isTrue();
    assertThat(undecided.text())
        .contains("Only in the schema, not in the model: table public.legacy\n");

    AutogenerateResult accepting = project.acceptBaseline().autogenerate("accept");
    assertThat(accepting.file()).isEmpty();
    assertThat(accepting.text())
        .contains("Wrote baseline.txt: 2 accepted; delete a line to have it acted on.\n");
    assertThat(project.read("baseline.txt"))
        .contains("removed table public.legacy\n", "removed index public.users.users_nick\n");
    CheckResult accepted = project.check();
    assertThat(accepted.accepted()).isEqualTo(2);
    assertThat(accepted.listed()).isEmpty();

    // From now on model and baseline are the whole truth.
    project.schema("CREATE TABLE posts (id int);");
    assertThat(project.check().missing()).containsExactly("removed table public.users");

    assertThat(project.autogenerate("accept more").file()).isEmpty();
    assertThat(project.read("baseline.txt")).contains("removed table public.users\n");
    assertThat(project.check().missing()).isEmpty();
  }

  @Test
  void aColumnThatEveryInsertWouldLackIsNeverLeftUndecided() {
    project.revision(
        "a1",
        "<base>",
        "CREATE TABLE users (id bigint PRIMARY KEY, mail text NOT NULL, nick text,"
            + " role text NOT NULL DEFAULT 'guest', n int NOT NULL GENERATED ALWAYS AS IDENTITY,"
            + " twice int NOT NULL GENERATED ALWAYS AS (2) STORED);"
            + " CREATE TABLE legacy (old text NOT NULL);");
    project.schema("CREATE TABLE users (id bigint PRIMARY KEY);");

    CheckResult check = project.check();

    assertThat(check.missing()).isEmpty();
    assertThat(check.required()).containsExactly("public.users.mail");
    assertThat(check.upToDate()).isFalse();
    assertThatThrownBy(check::orThrow)
        .isInstanceOfSatisfying(
            AthanorException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.REVISION_MISSING);
              assertThat(e.describe())
                  .contains("public.users.mail", "-Dathanor.acceptBaseline", "nullable")
                  .doesNotContain("role", "legacy");
            });

    project.acceptBaseline().autogenerate("accept");
    assertThat(project.check().upToDate()).isTrue();
  }

  @Test
  void whatJpaHasNoWordsForIsLeftAlone() {
    ModelCompiler.compile(
        Provider.HIBERNATE_7,
        directory.resolve("classes"),
        """
        @Entity class Post {
          @Id Long id;
          @Column(unique = true) String slug;
          @ManyToOne Post parent;
          LocalDateTime at;
          String body;
        }
        """);
    project.model(JpaModel.of(Provider.HIBERNATE_7.classPath(directory.resolve("classes"))));
    project.revision(
        "a1",
        "<base>",
        """
        CREATE EXTENSION pg_trgm;
        CREATE SCHEMA other;
        CREATE TABLE other.secret (id int);
        CREATE TABLE post (
          id bigint CONSTRAINT pk_post PRIMARY KEY,
          slug varchar(255) CONSTRAINT uq_slug UNIQUE,
          parent_id bigint CONSTRAINT fk_parent REFERENCES post,
          at timestamp,
          body varchar(255)) WITH (fillfactor = 70);
        CREATE INDEX post_body ON post USING gin (body gin_trgm_ops);
        CREATE INDEX post_recent ON post (at) WHERE parent_id IS NULL;
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
        CREATE TRIGGER t BEFORE INSERT ON post FOR EACH ROW EXECUTE FUNCTION f();
        CREATE VIEW recent AS SELECT * FROM post;
        ALTER TABLE post ENABLE ROW LEVEL SECURITY;
        CREATE POLICY p ON post USING (true);
        """);

    CheckResult check = project.check();

    assertThat(check.missing()).isEmpty();
    assertThat(check.listed()).isEmpty();
  }

  @Test
  void namesTheRevisionThatDoesNotReplayAndTheStatementThatIsNoSchema() {
    project.revision("a1", "<base>", "CREATE TABLE t (id int); CREATE INDEX ON nowhere (id);");
    refused(Reason.REPLAY_FAILED, "a1", "nowhere");

    Project other = new Project(directory.resolve("other"));
    other.schema("CREATE TABLE t (a vector(3));");
    assertThatThrownBy(() -> other.autogenerate("vectors"))
        .isInstanceOfSatisfying(
            AthanorException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.INVALID_MODEL);
              assertThat(e.describe()).contains("schema.sql", "vector", "extension");
            });
    assertThat(other.versions()).isEmpty();
  }

  private void refused(Reason reason, String... words) {
    int files = project.versions().size();
    assertThatThrownBy(() -> project.autogenerate("refused"))
        .isInstanceOfSatisfying(
            AthanorException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.describe()).contains(words);
            });
    assertThat(project.versions()).hasSize(files);
  }
}
