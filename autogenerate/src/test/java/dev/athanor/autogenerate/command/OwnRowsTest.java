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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that revisions put in themselves, against what the model asks for by now. */
class OwnRowsTest {
  private static final String MEND =
      ": mend them (UPDATE, DELETE) in place of this changeset, or correct the revision that puts"
          + " them in";

  @TempDir Path directory;
  private Project project;

  @BeforeEach
  void project() {
    project = new Project(directory.resolve("project"));
  }

  @Test
  void allOfThemAreNamedAndCountedAndTheRevisionWaits() throws IOException {
    entities(
        """
        @Entity
        class Town { @Id Long id; }
        @Entity
        @Table(indexes = @Index(name = "ux_door", columnList = "street, door", unique = true))
        class Person {
          enum Role { USER, ADMIN }
          @Id Long id;
          @Column(nullable = false) String mail;
          @Column(unique = true) String nick;
          @Enumerated(EnumType.STRING) Role role;
          @ManyToOne Town town;
          String street;
          Integer door;
        }
        """);
    project.revision(
        "a1",
        "<base>",
        """
        CREATE TABLE town (id bigint PRIMARY KEY);
        CREATE TABLE person (id bigint PRIMARY KEY, mail varchar(255), nick varchar(255),
          role varchar(255), town_id bigint, street varchar(255), door int);
        INSERT INTO town VALUES (1);
        INSERT INTO person VALUES (1, NULL, 'a', 'USER', 1, 'x', 1), (2, NULL, 'a', 'GUEST', 2, 'x', 1),
          (3, NULL, NULL, NULL, NULL, NULL, NULL), (4, 'm', NULL, 'ROOT', 3, NULL, NULL),
          (5, 'n', 'b', 'USER', 4, 'x', 1)
        """);

    AutogenerateResult waits =
        project.backfill("person.mail", "").autogenerate("what is asked for");

    assertThat(waits.todos())
        .anySatisfy(
            todo ->
                assertThat(todo)
                    .startsWith(
                        "the revisions themselves put 3 rows into person without a value of mail (")
                    .endsWith(MEND))
        .anySatisfy(
            todo ->
                assertThat(todo)
                    .startsWith(
                        "the revisions themselves put 2 rows into person against person_nick_key UNIQUE (nick) (Key (nick)=(a) is duplicated.)"))
        .anySatisfy(
            todo ->
                assertThat(todo)
                    .startsWith(
                        "the revisions themselves put 3 rows into person against ux_door"
                            + " UNIQUE (street, door) (Key (street, door)=(x, 1) is duplicated.)"))
        .anySatisfy(
            todo ->
                assertThat(todo)
                    .startsWith(
                        "the revisions themselves put 2 rows into person against person_role_check"
                            + " CHECK ("))
        .anySatisfy(
            todo ->
                assertThat(todo)
                    .startsWith("the revisions themselves put 3 rows into person against fk")
                    .contains(" FOREIGN KEY (town_id) REFERENCES town(id) (Key (town_id)=("))
        .hasSize(5);
    assertThatThrownBy(project::check)
        .isInstanceOfSatisfying(
            AthanorException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_CHANGELOG))
        .hasMessageContaining("is a TODO that nobody has decided: the revisions themselves put");

    Path file = waits.file().orElseThrow().path();
    Files.writeString(file, mended(Files.readString(file)));
    assertThat(project.check().missing()).isEmpty();
  }

  /** As a person would: what mends the rows, in place of each changeset that waits. */
  private static String mended(String text) {
    return text.replaceAll(
        "(?s)DO \\$\\$ BEGIN RAISE EXCEPTION '.*?'; END \\$\\$;",
        "DELETE FROM person WHERE id <> 5;\nUPDATE person SET town_id = 1;");
  }

  @Test
  void aValueThatDoesNotFitIsCounted() {
    project.revision(
        "a1",
        "<base>",
        """
        CREATE TYPE mood AS ENUM ('good', 'bad', 'odd');
        CREATE TABLE note (id int PRIMARY KEY, title text NOT NULL, "to" bigint DEFAULT 1, mood mood);
        INSERT INTO note VALUES (1, 'short', 1, 'good'), (2, 'much too long', 3000000000, 'odd'),
          (3, 'as long as that', 2, 'odd'), (4, 'and this one too', 1, 'odd')
        """);
    project
        .schema(
            """
            CREATE TYPE mood AS ENUM ('good', 'bad');
            CREATE TABLE note (id int PRIMARY KEY, title varchar(5) NOT NULL, "to" int DEFAULT 1,
              mood mood);
            """)
        .allowDestructive();

    assertThat(project.autogenerate("narrow").todos())
        .containsExactlyInAnyOrder(
            "the revisions themselves put 3 rows into note whose title is no character varying(5)"
                + " (value too long for type character varying(5)); the revisions themselves put 1 row"
                + " into note whose \"to\" is no integer (integer out of range)"
                + MEND,
            "the revisions themselves put 3 rows into note whose mood is no mood (invalid input value"
                + " for enum mood: \"odd\")"
                + MEND);
  }

  @Test
  void anyNameIsFound() {
    project.revision(
        "a1",
        "<base>",
        """
        CREATE SCHEMA "in TYPE";
        CREATE TABLE "in TYPE"."My Notes" ("a ""b"" TYPE c" text, n int);
        INSERT INTO "in TYPE"."My Notes" VALUES ('x', 1), (NULL, 1), ('7', 2)
        """);
    project
        .schema(
            """
            CREATE SCHEMA "in TYPE";
            CREATE TABLE "in TYPE"."My Notes" ("a ""b"" TYPE c" int, n int);
            CREATE UNIQUE INDEX "on ON" ON "in TYPE"."My Notes" (n);
            """)
        .allowDestructive();

    assertThat(project.autogenerate("names").todos())
        .containsExactlyInAnyOrder(
            "the revisions themselves put 1 row into \"in TYPE\".\"My Notes\" whose \"a \"\"b\"\" TYPE"
                + " c\" is no integer (invalid input syntax for type integer: \"x\")"
                + MEND,
            "the revisions themselves put 2 rows into \"in TYPE\".\"My Notes\" against unique index"
                + " \"on ON\" (Key (n)=(1) is duplicated.)"
                + MEND);
  }

  @Test
  void keysOfAnIndexAreCountedAsTheIndexHasThem() {
    project.revision(
        "a1",
        "<base>",
        """
        CREATE TABLE note (id int PRIMARY KEY, title text, lang text, "to" int);
        INSERT INTO note VALUES (1, 'A', 'de', 1), (2, 'a', 'de', 1), (3, 'a', 'en', 1), (4, 'A', NULL, 5),
          (5, 'A', NULL, 6), (6, NULL, 'de', 5), (7, NULL, 'de', NULL), (8, 'b', 'x', NULL)
        """);
    project.schema(
        """
        CREATE TABLE note (id int PRIMARY KEY, title text, lang text, "to" int, EXCLUDE ("to" WITH =));
        CREATE UNIQUE INDEX by_title ON note (lower(title) DESC, lang) WHERE "to" = 1;
        """);

    assertThat(project.autogenerate("keys").todos())
        .containsExactlyInAnyOrder(
            "rows that the revisions themselves put in stop what is to become of constraint"
                + " public.note.note_to_excl (Key (\"to\")=(1) conflicts with key (\"to\")=(1).)"
                + MEND,
            "the revisions themselves put 2 rows into note against unique index by_title (Key"
                + " (lower(title), lang)=(a, de) is duplicated.)"
                + MEND);
  }

  @Test
  void aColumnWithoutAWordOnItsRowsIsAskedForOnceAndCounted() {
    project.revision(
        "a1",
        "<base>",
        "CREATE TABLE note (id int PRIMARY KEY, title text); INSERT INTO note VALUES (1), (2)");
    project.schema("CREATE TABLE note (id int PRIMARY KEY, title text NOT NULL);");

    AutogenerateResult asked = project.autogenerate("not null");
    assertThat(asked.todos())
        .singleElement()
        .asString()
        .startsWith("note.title becomes NOT NULL, and rows without a value stop it: say")
        .contains("; the revisions themselves put 2 rows into note without a value of title (");
    delete(asked);

    assertThat(project.backfill("note.title", "'none'").autogenerate("said").todos()).isEmpty();
    assertThat(project.check().missing()).isEmpty();
  }

  @Test
  void whatIsSaidOfRowsIsTriedOnThem() {
    project.revision(
        "a1",
        "<base>",
        "CREATE TABLE note (id int PRIMARY KEY, title text); INSERT INTO note VALUES (1), (2)");
    project
        .schema("CREATE TABLE note (id int PRIMARY KEY, title text NOT NULL UNIQUE);")
        .backfills(Map.of("note.title", "'none'"));

    assertThat(project.autogenerate("one for all").todos())
        .singleElement()
        .asString()
        .startsWith(
            "the revisions themselves put 2 rows into note against note_title_key UNIQUE (title)");
  }

  @Test
  void rowsThatDoAreNoReasonToWait() {
    project.revision(
        "a1",
        "<base>",
        "CREATE TABLE note (id int PRIMARY KEY, title text); INSERT INTO note VALUES (1, 'a'), (2,"
            + " 'b')");
    project.schema(
        "CREATE TABLE note (id int PRIMARY KEY, title varchar(20) UNIQUE, n int NOT NULL DEFAULT 1);");
    AutogenerateResult result = project.allowDestructive().autogenerate("fits");

    assertThat(result.todos()).isEmpty();
    assertThat(project.progress()).noneMatch(line -> line.startsWith("Rows can stop the way back"));
    assertThat(project.check().missing()).isEmpty();
  }

  private static void delete(AutogenerateResult result) {
    try {
      Files.delete(result.file().orElseThrow().path());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void entities(String source) {
    ModelCompiler.compile(Provider.HIBERNATE_7, directory.resolve("classes"), source);
    project.model(JpaModel.of(Provider.HIBERNATE_7.classPath(directory.resolve("classes"))));
  }
}
