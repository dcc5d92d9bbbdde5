package dev.athanor.autogenerate.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.autogenerate.model.JpaModel;
import dev.athanor.autogenerate.testing.ModelCompiler;
import dev.athanor.autogenerate.testing.Project;
import dev.athanor.autogenerate.testing.Provider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Renames that no difference of two schemas shows: only somebody's word does. */
class RenamedTest {
  @TempDir Path directory;
  private Project project;

  @BeforeEach
  void project() {
    project = new Project(directory.resolve("project"));
  }

  @Test
  void aValueOfAnEnumType() throws IOException {
    project
        .schema(
            "CREATE TYPE mood AS ENUM ('sad', 'it''s ok');"
                + " CREATE TABLE t (id int PRIMARY KEY, m mood DEFAULT 'sad')")
        .autogenerate("moods");
    project.schema(
        "CREATE TYPE mood AS ENUM ('blue', 'it''s ok', 'new');"
            + " CREATE TABLE t (id int PRIMARY KEY, m mood DEFAULT 'blue')");

    AutogenerateResult result = project.renames("mood.sad:blue").autogenerate("rename");

    assertThat(result.todos()).isEmpty();
    assertThat(text(result))
        .contains(
            "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';\n"
                + "--rollback ALTER TYPE mood RENAME VALUE 'blue' TO 'sad';")
        .contains("ADD VALUE 'new'")
        .doesNotContain("dataLoss");
    assertThat(project.check().upToDate()).isTrue();
  }

  /**
   * The views follow both, and read otherwise: the model has the table under its new name alone.
   */
  @Test
  void aTableAndAColumnOfItRetypedUnderViewsByHand() throws IOException {
    project.revision(
        "a1",
        "<base>",
        "CREATE TABLE post (id bigint PRIMARY KEY, title varchar(60), seen int);"
            + " CREATE VIEW titles AS SELECT title::text AS t, seen + 1 AS s FROM post;"
            + " CREATE VIEW over AS SELECT t FROM titles;"
            + " CREATE MATERIALIZED VIEW counted AS SELECT title, seen FROM post;");
    project
        .allowDestructive()
        .model(
            model(
                "@Entity class Article { @Id Long id;"
                    + " @Column(columnDefinition = \"text\") String headline; Long seen; }"));

    AutogenerateResult result =
        project.renames("post:article", "article.title:headline").autogenerate("rename");

    assertThat(text(result))
        .containsSubsequence(
            "ALTER TABLE post RENAME TO article;",
            "ALTER TABLE article RENAME COLUMN title TO headline;",
            "DROP VIEW titles;",
            "ALTER TABLE article ALTER COLUMN headline TYPE text",
            "CREATE VIEW titles AS");
    assertThat(project.check().upToDate()).isTrue();
  }

  /** A table that goes takes its sequence along; one that is accepted stays. */
  @Test
  void whatIsAcceptedKeepsNoQuestionBack() throws IOException {
    project.revision(
        "a1", "<base>", "CREATE TABLE legacy (id int); CREATE TABLE t (id int); CREATE SEQUENCE s");
    project
        .schema("CREATE TABLE t (id int); CREATE SEQUENCE s")
        .acceptBaseline()
        .autogenerate("accept");
    project
        .schema("CREATE TABLE t (id int); CREATE SEQUENCE r")
        .acceptBaseline(false)
        .question(rename -> Optional.of(true));

    assertThat(text(project.autogenerate("renamed"))).contains("ALTER SEQUENCE s RENAME TO r;");
  }

  @Test
  void aValueThatAChecksListHasWithTheRowsThatHaveIt() throws IOException {
    project.revision(
        "a1",
        "<base>",
        "CREATE TABLE users (id int PRIMARY KEY, \"Role\" varchar(20)"
            + " CONSTRAINT roles CHECK (\"Role\" IN ('ADMIN', 'O''USER')), n int);"
            + " COMMENT ON CONSTRAINT roles ON users IS 'who';"
            + " INSERT INTO users VALUES (1, 'ADMIN'), (2, 'O''USER')");
    project.schema(
        "CREATE TABLE users (id int PRIMARY KEY, \"Role\" varchar(20)"
            + " CONSTRAINT roles CHECK (\"Role\" IN ('ROOT', 'O''USER', 'BOT')), n int);"
            + " COMMENT ON CONSTRAINT roles ON users IS 'who'");

    AutogenerateResult result = project.renames("users.Role.ADMIN:ROOT").autogenerate("root");

    assertThat(text(result))
        .contains("UPDATE users SET \"Role\" = 'ROOT' WHERE \"Role\" = 'ADMIN'")
        .contains("--rollback UPDATE users SET \"Role\" = 'ADMIN' WHERE \"Role\" = 'ROOT'");
    assertThat(project.progress()).noneMatch(line -> line.startsWith("Rows can stop"));
    assertThat(project.check().upToDate()).isTrue();
  }

  @Test
  void aConstantOfAnEnumThatSeveralColumnsHave() throws IOException {
    entities(0, "enum Role { ADMIN, USER }");
    project.autogenerate("roles");
    entities(1, "enum Role { @RenamedFrom(\"ADMIN\") ROOT, USER }");

    AutogenerateResult result = project.autogenerate("root");

    assertThat(text(result))
        .contains("UPDATE account SET role = 'ROOT' WHERE role = 'ADMIN'")
        .contains("UPDATE account SET past = 'ROOT' WHERE past = 'ADMIN'")
        .contains("ALTER TYPE role RENAME VALUE 'ADMIN' TO 'ROOT'");
    assertThat(project.check().upToDate()).isTrue();
  }

  private void entities(int version, String role) {
    Path classes = directory.resolve("classes" + version);
    ModelCompiler.compile(
        Provider.HIBERNATE_7,
        classes,
        """
        @Entity @Table(name = "account") class Account {
          @Id Long id;
          @Enumerated(EnumType.STRING) Role role;
          @Enumerated(EnumType.STRING) Role past;
          @Enumerated(EnumType.STRING) @JdbcTypeCode(SqlTypes.NAMED_ENUM) Role typed;
        }
        @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
        @interface RenamedFrom { String value(); }
        """
            + role);
    project.model(JpaModel.of(Provider.HIBERNATE_7.classPath(classes)));
  }

  @Test
  void columnsThatChangePlaces() throws IOException {
    String schema = "CREATE TABLE t (id int PRIMARY KEY, a text, b text)";
    project.schema(schema).autogenerate("rename what was named");

    AutogenerateResult result = project.renames("t.a:b", "t.b:a").autogenerate("swap");

    assertThat(text(result))
        .contains(
            "ALTER TABLE t RENAME COLUMN a TO a__moved;\n"
                + "ALTER TABLE t RENAME COLUMN b TO a;\n"
                + "ALTER TABLE t RENAME COLUMN a__moved TO b;");
    assertThat(project.check().upToDate()).isTrue();
  }

  @Test
  void aNameThatIsHandedOn() throws IOException {
    project
        .schema("CREATE TABLE t (id int PRIMARY KEY, a text, b int); CREATE TABLE u (x int)")
        .autogenerate("rename what was named");
    project.schema("CREATE TABLE u (id int PRIMARY KEY, b text, c int); CREATE TABLE v (x int)");

    AutogenerateResult result =
        project.renames("t:u", "u:v", "u.a:b", "u.b:c").autogenerate("handed on");

    assertThat(text(result))
        .contains("ALTER TABLE u RENAME TO v", "ALTER TABLE t RENAME TO u")
        .contains("RENAME COLUMN b TO c", "RENAME COLUMN a TO b")
        .doesNotContain("dataLoss");
    assertThat(project.check().upToDate()).isTrue();
  }

  @Test
  void aWordAboutNothingIsStillRefused() {
    project
        .schema("CREATE TABLE t (id int PRIMARY KEY, a text CHECK (a IN ('x', 'y')), b text)")
        .autogenerate("rename what was named");
    for (String about : new String[] {"t.a:b", "t.a.x:z", "t.a:id"}) {
      assertThatThrownBy(() -> project.renames(about).autogenerate("nothing"))
          .hasMessageContaining(about)
          .hasMessageContaining("fits nothing");
    }
  }

  @Test
  void aNameThatIsCutIsSaid() {
    String table = "t".repeat(62) + "äb";
    project.schema("CREATE TABLE " + table + " (id int PRIMARY KEY)").autogenerate("long");

    assertThat(project.progress())
        .contains("PostgreSQL cuts names at 63 bytes: " + table + " is " + "t".repeat(62));
    String next = "u".repeat(70);
    project.schema("CREATE TABLE " + next + " (id int PRIMARY KEY)");
    project.renames(table + ":" + next).autogenerate("longer");
    assertThat(project.check().upToDate()).isTrue();
  }

  private static String text(AutogenerateResult result) throws IOException {
    return Files.readString(result.file().orElseThrow().path());
  }

  private JpaModel model(String entities) {
    Path classes = directory.resolve("classes" + entities.hashCode());
    ModelCompiler.compile(Provider.HIBERNATE_7, classes, entities);
    return JpaModel.of(Provider.HIBERNATE_7.classPath(classes));
  }
}
