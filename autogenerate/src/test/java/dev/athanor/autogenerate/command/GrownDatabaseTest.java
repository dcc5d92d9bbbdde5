package dev.athanor.autogenerate.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.autogenerate.model.JpaModel;
import dev.athanor.autogenerate.testing.ModelCompiler;
import dev.athanor.autogenerate.testing.Project;
import dev.athanor.autogenerate.testing.Provider;
import dev.athanor.engine.model.AthanorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entities on a database that grew by hand: what no mapping names is there, and stays. */
class GrownDatabaseTest {
  private static final String XML =
      """
      <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
          xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
          xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
      """;

  @TempDir Path directory;
  private Project project;

  @BeforeEach
  void project() {
    project = new Project(directory.resolve("project"));
  }

  @Test
  void aUniqueIndexAndAUniqueConstraintAreOne() {
    entities(
        """
        @Entity
        @Table(indexes = @Index(name = "ux_mail", columnList = "mail", unique = true),
               uniqueConstraints = @UniqueConstraint(name = "uk_nick", columnNames = "nick"))
        class Person { @Id Long id; String mail; String nick; @Column(unique = true) String code; }
        """);
    project.revision(
        "a1",
        "<base>",
        "CREATE TABLE person (id bigint PRIMARY KEY, mail varchar(255), nick varchar(255),"
            + " code varchar(255));"
            + " CREATE UNIQUE INDEX ux_mail ON person (mail);"
            + " CREATE UNIQUE INDEX uk_nick ON person (nick);"
            + " CREATE UNIQUE INDEX by_code ON person (code);");

    isUpToDate();
    project.acceptBaseline().autogenerate("accept");
    isUpToDate();
  }

  @Test
  void whatOnlyLooksLikeTheConstraintIsNot() {
    entities(
        """
        @Entity
        @Table(uniqueConstraints = @UniqueConstraint(name = "uk_nick", columnNames = "nick"))
        class Person { @Id Long id; String nick; }
        """);
    project.revision(
        "a1",
        "<base>",
        "CREATE TABLE person (id bigint PRIMARY KEY, nick varchar(255));"
            + " CREATE UNIQUE INDEX ux_nick ON person (nick) WHERE id > 0;");

    assertThat(project.check().missing()).containsExactly("added constraint public.person.uk_nick");
  }

  @Test
  void whatTakesAnothersPlaceIsListedWithIt() throws IOException {
    project.revision(
        "a1",
        "<base>",
        "CREATE TABLE grants (id bigint, scope text, PRIMARY KEY (scope, id));"
            + " CREATE TABLE logs (id bigint CONSTRAINT logs_id PRIMARY KEY, at date);"
            + " CREATE UNIQUE INDEX logs_at ON logs (at);");
    project.schema(
        "CREATE TABLE grants (id bigint, scope text, CONSTRAINT grants_key PRIMARY KEY (id, scope));"
            + " CREATE TABLE logs (id bigint CONSTRAINT logs_id PRIMARY KEY, at date"
            + " CONSTRAINT logs_at UNIQUE, note text);");

    AutogenerateResult result = project.autogenerate("note");

    assertThat(result.detected()).containsExactly("added column public.logs.note");
    assertThat(result.listed())
        .containsExactlyInAnyOrder(
            "constraint public.grants.grants_pkey",
            "added constraint public.grants.grants_key",
            "index public.logs.logs_at",
            "added constraint public.logs.logs_at");
    project.acceptBaseline().autogenerate("accept");
    assertThat(project.check().missing()).isEmpty();
    assertThat(Files.getPosixFilePermissions(directory.resolve("project/baseline.txt")))
        .isEqualTo(Files.getPosixFilePermissions(directory.resolve("project/schema.sql")));

    // As the whole truth it is acted on, and without a clash of names.
    Files.delete(directory.resolve("project/baseline.txt"));
    project.acceptBaseline(false).allowDestructive().autogenerate("all");
    assertThat(project.check().missing()).isEmpty();
  }

  @Test
  void namesThatNobodyAskedAboutStay() {
    entities(
        """
        @Entity @Table(uniqueConstraints = @UniqueConstraint(name = "uk_mail", columnNames = "mail"))
        class Person { @Id Long id; String mail; @ManyToOne @JoinColumn(foreignKey = @ForeignKey(name = "fk_boss")) Person boss; }
        """);
    project.revision(
        "a1",
        "<base>",
        "CREATE TABLE person (id bigint CONSTRAINT pk PRIMARY KEY, mail varchar(255) UNIQUE,"
            + " boss_id bigint REFERENCES person);");

    isUpToDate();
  }

  @Test
  void anEntityReadsAViewAsItReadsATable() {
    entities(
        """
        @Entity class Post { @Id Long id; String title; }
        @Entity @Table(name = "recent") class Recent { @Id Long id; @Column(unique = true) String title; }
        @Entity @Table(name = "counted") class Counted { @Id Long id; @Column(name = "posts") Long posts; }
        @Entity class Pin { @Id Long id; @ManyToOne Recent recent; }
        """);
    project.revision(
        "a1",
        "<base>",
        "CREATE TABLE post (id bigint PRIMARY KEY, title varchar(255));"
            + " CREATE VIEW recent AS SELECT id, title FROM post;"
            + " CREATE MATERIALIZED VIEW counted AS SELECT 1::bigint AS id, count(*) AS posts FROM post;"
            + " CREATE TABLE pin (id bigint PRIMARY KEY, recent_id bigint);");

    isUpToDate();
    project.acceptBaseline().autogenerate("accept");
    isUpToDate();
  }

  @Test
  void aColumnIsRetypedUnderAView() {
    entities("@Entity class Post { @Id Long id; @Column(length = 120) String title; Long views; }");
    project.revision(
        "a1",
        "<base>",
        "CREATE TABLE post (id bigint PRIMARY KEY, title varchar(60), views int);"
            + " CREATE VIEW titles AS SELECT upper(title) AS t, views + 1 AS v FROM post"
            + " WHERE title <> '';"
            + " CREATE MATERIALIZED VIEW counted AS SELECT title, views FROM post;"
            + " CREATE UNIQUE INDEX ON counted (title);"
            + " CREATE VIEW over AS SELECT t FROM titles;");
    project.allowDestructive();

    AutogenerateResult result = project.autogenerate("longer");

    assertThat(result.detected())
        .anySatisfy(line -> assertThat(line).startsWith("changed column public.post.title"));
    isUpToDate();
  }

  @Test
  void anEntityReadsAForeignTable() {
    entities(
        """
        @Entity class Post { @Id Long id; String title; }
        @Entity @Table(name = "rate") class Rate { @Id Long id; @Column(unique = true) String code; String more; }
        @Entity class Price { @Id Long id; @ManyToOne Rate rate; }
        """);
    project.revision(
        "a1",
        "<base>",
        "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;"
            + " CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
            + " CREATE FOREIGN TABLE rate (id bigint, code text, CONSTRAINT c CHECK (id > 0)) SERVER s;"
            + " CREATE TRIGGER t BEFORE INSERT ON rate FOR EACH ROW EXECUTE FUNCTION noted();"
            + " CREATE VIEW codes AS SELECT code FROM rate;");

    assertThat(project.autogenerate("posts").detected())
        .containsExactlyInAnyOrder("added table public.post", "added table public.price");
    isUpToDate();
    project.acceptBaseline().autogenerate("accept");
    isUpToDate();
  }

  @Test
  void aPartitionedTableGetsAColumnWithItsPartitions() {
    entities(
        """
        @Entity @Table(name = "event")
        class Event { @Id Long id; @Column(nullable = false) LocalDate day; String note;
          @Column(nullable = false) @ColumnDefault("'x'") String kind; @Column(unique = true) Long code; }
        @Entity class Ring { @Id Long id; @ManyToOne Event event; }
        """);
    project.revision(
        "a1",
        "<base>",
        "CREATE TABLE event (id bigint, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);"
            + " CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM ('2020-01-01') TO"
            + " ('2021-01-01');"
            + " CREATE TABLE event_2 PARTITION OF event DEFAULT;"
            + " CREATE INDEX ON event_1 (day); CREATE TABLE legacy (id int);");

    AutogenerateResult result = project.autogenerate("note");

    assertThat(result.detected()).contains("added column public.event.note");
    assertThat(result.listed()).contains("table public.legacy");
    assertThat(result.listed()).noneSatisfy(line -> assertThat(line).contains("event_"));
    isUpToDate();
  }

  @Test
  void aPartitionedTablesColumnGetsAnotherTypeAndAnotherName() throws IOException {
    entities(
        """
        @Entity @Table(name = "event")
        class Event { @Id Long id; @Column(nullable = false) LocalDate day; @Column(length = 40) String kind; Integer number; }
        """);
    project.revision(
        "a1",
        "<base>",
        "CREATE TABLE event (id bigint, day date, kind int, n int, PRIMARY KEY (id, day))"
            + " PARTITION BY RANGE (day); CREATE TABLE event_1 PARTITION OF event DEFAULT;");
    project.allowDestructive().question(rename -> Optional.of(true));

    AutogenerateResult result = project.autogenerate("number");

    assertThat(Files.readString(result.file().orElseThrow().path()))
        .contains("ALTER TABLE event RENAME COLUMN n TO number;")
        .contains("ALTER TABLE event ALTER COLUMN kind TYPE character varying(40);");
    isUpToDate();
  }

  @Test
  void aViewByHandOfATableThatGoesIsSaid() {
    entities("@Entity class Post { @Id Long id; }");
    project.revision(
        "a1", "<base>", "CREATE TABLE legacy (id int); CREATE VIEW old AS SELECT id FROM legacy;");
    project.allowDestructive();

    assertThatThrownBy(() -> project.autogenerate("posts"))
        .isInstanceOf(AthanorException.class)
        .hasMessageContaining("view old depends on table legacy")
        .hasMessageContaining("Nothing was written");
  }

  @Test
  void aModelRestsOnWhatTheRevisionsMade() {
    entities(
        """
        @Entity
        class Ticket {
          @Id Long id;
          @Column(columnDefinition = "email") String mail;
          @Column(columnDefinition = "ext.citext") String nick;
          @ColumnDefault("next_code('t')") String code;
          @ColumnDefault("nextval('ticket_no')") Long number;
          @Column(columnDefinition = "mood") String mood;
        }
        """);
    project.revision(
        "a1",
        "<base>",
        """
        CREATE SCHEMA ext;
        CREATE EXTENSION citext SCHEMA ext;
        CREATE TABLE ext.secret (id int);
        CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
        CREATE TYPE mood AS ENUM ('good', 'bad');
        CREATE SEQUENCE ticket_no START 100;
        CREATE FUNCTION next_code(prefix text) RETURNS text LANGUAGE plpgsql
          AS $$ BEGIN RETURN prefix || nextval('ticket_no'); END $$;
        CREATE TABLE ticket (id bigint PRIMARY KEY);
        """);

    AutogenerateResult result = project.autogenerate("ticket");

    assertThat(result.detected())
        .containsExactlyInAnyOrder(
            "added column public.ticket.mail",
            "added column public.ticket.nick",
            "added column public.ticket.code",
            "added column public.ticket.number",
            "added column public.ticket.mood");
    isUpToDate();
    assertThat(project.check().listed()).isEmpty();
    project.acceptBaseline().autogenerate("accept");
    isUpToDate();
  }

  @Test
  void aFileMayMakeItsExtensionsItself() {
    String schema =
        "CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext;"
            + " CREATE EXTENSION IF NOT EXISTS pg_trgm;"
            + " CREATE TABLE users (mail ext.citext);"
            + " CREATE INDEX users_mail ON users USING gin ((mail::text) gin_trgm_ops);";
    project.schema(schema).autogenerate("users");
    isUpToDate();

    project.schema(schema + " CREATE SCHEMA other; CREATE EXTENSION hstore SCHEMA other;");
    project.autogenerate("hstore");
    isUpToDate();
  }

  @Test
  void aPomOnTheClassPathBringsNoEntities() throws IOException {
    ModelCompiler.compile(
        Provider.HIBERNATE_7, directory.resolve("classes"), "@Entity class Post { @Id Long id; }");
    Path pom = Files.writeString(directory.resolve("bom-1.pom"), "<project/>");
    List<Path> classPath =
        new ArrayList<>(Provider.HIBERNATE_7.classPath(directory.resolve("classes")));
    classPath.add(pom);
    project.model(
        new JpaModel(
            classPath,
            List.of("model"),
            Optional.empty(),
            JpaModel.Naming.JPA,
            List.of(),
            Map.of()));

    assertThat(project.autogenerate("post").detected()).containsExactly("added table public.post");
  }

  @Test
  void aKeyOverAColumnThatIsLeftAloneIsLeftOut() {
    project.revision("a1", "<base>", "CREATE TABLE t (id text, n int);");
    project.schema("CREATE TABLE t (id varchar(10), n int, m int, CONSTRAINT k PRIMARY KEY (id));");

    AutogenerateResult result = project.autogenerate("add m");

    assertThat(result.detected()).containsExactly("added column public.t.m");
    assertThat(result.listed()).hasSize(2).anyMatch(line -> line.contains("public.t.k"));
    assertThat(project.autogenerate("again").file()).isEmpty();
  }

  @Test
  void aTableThatIsLeftAloneKeepsItsSequence() {
    project.revision(
        "a1",
        "<base>",
        "CREATE TABLE t (id int); CREATE TABLE legacy (id serial, other bigserial);");
    project.schema("CREATE TABLE t (id int, n int);");

    AutogenerateResult result = project.autogenerate("add n");

    assertThat(result.detected()).containsExactly("added column public.t.n");
    assertThat(result.listed()).containsExactly("table public.legacy");
    isUpToDate();
  }

  @Test
  void customJavaChangesAreNotReplayedAndSaidSo() throws IOException {
    Files.writeString(
        directory.resolve("project/versions/a1.xml"),
        """
        <!-- revision: a1 -->
        <!-- down-revision: <base> -->
        """
            + XML
            + """
          <changeSet id="1" author="me">
            <createTable tableName="t"><column name="id" type="int"/></createTable>
          </changeSet>
          <changeSet id="2" author="me">
            <addColumn tableName="t"><column name="hash" type="text"/></addColumn>
            <customChange class="com.example.Rehash"/>
          </changeSet>
          <changeSet id="3" author="me"><dropColumn tableName="t" columnName="hash"/></changeSet>
        </databaseChangeLog>
        """);
    project.schema("CREATE TABLE t (id int, n int);");

    assertThat(project.check().text()).contains("Not replayed: ", "com.example.Rehash");
    AutogenerateResult result = project.autogenerate("require n");

    assertThat(result.detected()).containsExactly("added column public.t.n");
    assertThat(project.progress()).anySatisfy(line -> assertThat(line).contains("Rehash"));
    isUpToDate();
  }

  @Test
  void aRevisionIsAddedToALiquibaseMasterChangelog() throws IOException {
    Path db = Files.createDirectories(directory.resolve("project/db/v1"));
    Files.writeString(
        db.resolve("tables.xml"),
        XML
            + """
            <changeSet id="1" author="me">
              <createTable tableName="t"><column name="id" type="int"/></createTable>
            </changeSet></databaseChangeLog>
            """);
    String master = XML + "  <include file=\"db/v1/tables.xml\"/>\n</databaseChangeLog>\n";
    Files.writeString(directory.resolve("project/db/master.xml"), master);
    project.master("db/master.xml").schema("CREATE TABLE t (id int, n int);");

    AutogenerateResult result = project.autogenerate("add n");

    assertThat(result.file().orElseThrow().path().getParent()).isEqualTo(db);
    assertThat(result.text()).contains("Including it in ");
    assertThat(project.read("db/master.xml").lines().toList())
        .containsAll(master.lines().toList())
        .hasSize((int) master.lines().count() + 1);
    isUpToDate();
    project.schema("CREATE TABLE t (id int, n int, m int);");
    assertThat(project.autogenerate("add m").file().orElseThrow().downRevisions())
        .containsExactly(result.file().get().revision());
    isUpToDate();
  }

  @Test
  void nothingIsWrittenWhereTheRehearsalFails() {
    project.revision("a1", "<base>", "CREATE TABLE t (id int); CREATE TABLE legacy (id int);");
    project.revision(
        "a2",
        "a1",
        "CREATE TABLE u (a int); CREATE FUNCTION stop() RETURNS"
            + " event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;"
            + " CREATE EVENT TRIGGER stop ON ddl_command_start WHEN TAG IN ('CREATE SEQUENCE')"
            + " EXECUTE FUNCTION stop();");
    project.schema("CREATE TABLE t (id int); CREATE SEQUENCE s;");
    project.acceptBaseline();

    assertThatThrownBy(() -> project.autogenerate("refused"))
        .isInstanceOf(AthanorException.class)
        .hasMessageContaining("Nothing was written");
    assertThat(directory.resolve("project/baseline.txt")).doesNotExist();
    assertThat(project.versions()).hasSize(2);
  }

  private void entities(String source) {
    ModelCompiler.compile(Provider.HIBERNATE_7, directory.resolve("classes"), source);
    project.model(JpaModel.of(Provider.HIBERNATE_7.classPath(directory.resolve("classes"))));
  }

  private void isUpToDate() {
    CheckResult check = project.check();
    assertThat(check.missing()).isEmpty();
    assertThat(check.required()).isEmpty();
  }
}
