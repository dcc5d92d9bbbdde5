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

/** Columns that get another type: what is written, marked, asked. */
class ConversionTest {
  @TempDir Path directory;
  private Project project;

  @BeforeEach
  void project() {
    project = new Project(directory);
  }

  @Test
  void anOrdinalThatBecomesANameIsAskedAbout() throws IOException {
    project
        .schema("CREATE TABLE users (id bigint PRIMARY KEY, role smallint)")
        .autogenerate("users");
    project.schema(
        "CREATE TABLE users (id bigint PRIMARY KEY, role varchar(255)"
            + " CHECK (role IN ('ADMIN', 'USER')))");

    assertThatThrownBy(() -> project.autogenerate("names"))
        .isInstanceOfSatisfying(
            AthanorException.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Reason.CONVERSION_UNDECIDED);
              assertThat(refused.getMessage())
                  .contains("users.role from smallint to character varying(255)", "'ADMIN'");
              assertThat(refused.nextStep())
                  .contains(
                      "-Dathanor.convert=\"users.role=CASE role WHEN 0 THEN 'ADMIN'"
                          + " WHEN 1 THEN 'USER' END\"",
                      "-Dathanor.convertBack=\"users.role=CASE role WHEN 'ADMIN' THEN 0"
                          + " WHEN 'USER' THEN 1 END\"");
            });
    assertThat(project.versions()).hasSize(1);

    AutogenerateResult result =
        project
            .convert(
                Map.of("users.role", "CASE role WHEN 0 THEN 'ADMIN' WHEN 1 THEN 'USER' END"),
                Map.of("users.role", "CASE role WHEN 'ADMIN' THEN 0 WHEN 'USER' THEN 1 END"))
            .autogenerate("names");

    assertThat(result.todos()).isEmpty();
    assertThat(Files.readString(result.file().orElseThrow().path()))
        .contains(
            "TYPE character varying(255) USING CASE role WHEN 0 THEN 'ADMIN'",
            "--rollback ALTER TABLE users ALTER COLUMN role TYPE smallint USING CASE role WHEN 'ADM");
    assertThat(project.check().upToDate()).isTrue();
  }

  @Test
  void whatIsSaidOfAColumnThatKeepsItsTypeIsRefused() {
    project.schema("CREATE TABLE users (id bigint PRIMARY KEY, n int)").autogenerate("users");
    project
        .schema("CREATE TABLE users (id bigint PRIMARY KEY, n bigint)")
        .convert(Map.of("users.m", "1"), Map.of());

    assertThatThrownBy(() -> project.autogenerate("wider"))
        .hasMessageContaining("-Dathanor.convert speaks of users.m, whose type does not change");
  }

  @Test
  void whatRoundsWaitsForADecision() throws IOException {
    project.schema("CREATE TABLE t (id int PRIMARY KEY, n numeric(19,4))").autogenerate("table t");
    project.schema("CREATE TABLE t (id int PRIMARY KEY, n numeric(10,2))");

    AutogenerateResult result = project.autogenerate("narrow");

    assertThat(result.todos())
        .containsExactly(
            "values change: public.t.n from numeric(19,4) to numeric(10,2): numbers are rounded");
    assertThat(Files.readString(result.file().orElseThrow().path())).contains("-- dataLoss: ");
  }

  @Test
  void aTextIsNeverCutSilently() throws IOException {
    project.schema("CREATE TABLE t (id int PRIMARY KEY, s text)").autogenerate("table t");
    project.schema("CREATE TABLE t (id int PRIMARY KEY, s varchar(3))");

    AutogenerateResult result = project.autogenerate("shorter");

    assertThat(Files.readString(result.file().orElseThrow().path()))
        .contains("ALTER COLUMN s TYPE character varying(3);");
  }

  @Test
  void aLengthOfSixIsALength() {
    project.schema("CREATE TABLE code (id bigint PRIMARY KEY, value varchar)").autogenerate("code");

    assertThat(
            project
                .model(
                    model("@Entity class Code { @Id Long id; @Column(length = 6) String value; }"))
                .autogenerate("six")
                .detected())
        .containsExactly(
            "changed column public.code.value: type: character varying → character varying(6)");
  }

  /** Types that are stored otherwise: the settings of the old one mean nothing for the new one. */
  @Test
  void anotherStorageIsNoDefect() {
    project.model(model("@Entity class T { @Id Long id; Integer n; UUID u; String s; }"));
    project.autogenerate("table t");
    project
        .model(model("@Entity class T { @Id Long id; String n; String u; Integer s; }"))
        .allowDestructive();

    assertThat(project.autogenerate("types").file()).isPresent();
    assertThat(project.check().upToDate()).isTrue();
  }

  @Test
  void aGeneratorsSequenceStartsBehindTheRows() throws IOException {
    project.model(
        model(
            "@Entity class Thing { @Id @GeneratedValue(strategy = GenerationType.IDENTITY) Long id;"
                + " }"));
    project.autogenerate("identity");
    project.model(model("@Entity class Thing { @Id @GeneratedValue Long id; }")).allowDestructive();

    AutogenerateResult result = project.autogenerate("sequence");

    assertThat(Files.readString(result.file().orElseThrow().path()))
        .contains(
            "SELECT setval('thing_seq', greatest((SELECT max(id) FROM thing), -49) + 50, false);");
  }

  @Test
  void aSharedSequenceStartsBehindEveryTable() throws IOException {
    String own = "@GeneratedValue(strategy = GenerationType.IDENTITY)";
    String shared =
        "@GeneratedValue(generator = \"s\") @SequenceGenerator(name = \"s\","
            + " sequenceName = \"ids\", allocationSize = 1)";
    String model = "@Entity class A { @Id %1$s Long id; } @Entity class B { @Id %1$s Long id; }";
    project.model(model(model.formatted(own))).autogenerate("identity");
    project.model(model(model.formatted(shared))).allowDestructive();

    AutogenerateResult result = project.autogenerate("shared");

    assertThat(Files.readString(result.file().orElseThrow().path()))
        .contains(
            "SELECT setval('ids', greatest((SELECT max(id) FROM a), (SELECT max(id) FROM b), 0)"
                + " + 1, false);");
  }

  /** Hibernate 5 had one sequence for all entities, from 6 on each has its own. */
  @Test
  void oneSequenceForEachEntityInPlaceOfASharedOneStartsBehindItsRows() throws IOException {
    String shared =
        "@GeneratedValue(generator = \"s\") @SequenceGenerator(name = \"s\","
            + " sequenceName = \"hibernate_sequence\", allocationSize = 1)";
    String model = "@Entity class A { @Id %1$s Long id; } @Entity class B { @Id %1$s Long id; }";
    project.model(model(model.formatted(shared))).autogenerate("shared");
    project.model(model(model.formatted("@GeneratedValue"))).allowDestructive();

    AutogenerateResult result = project.autogenerate("own");

    assertThat(Files.readString(result.file().orElseThrow().path()))
        .contains(
            "SELECT setval('a_seq', greatest((SELECT max(id) FROM a), -49) + 50, false);",
            "SELECT setval('b_seq', greatest((SELECT max(id) FROM b), -49) + 50, false);",
            "DROP SEQUENCE hibernate_sequence;");
    assertThat(project.check().upToDate()).isTrue();
  }

  @Test
  void aSequenceUnderAnotherNameMayBeTheSame() throws IOException {
    String named =
        "@Entity class A { @Id @GeneratedValue(generator = \"s\") @SequenceGenerator(name = \"s\","
            + " sequenceName = \"%s\", allocationSize = 1) Long id; }";
    project.model(model(named.formatted("hibernate_sequence"))).autogenerate("first");
    project.model(model(named.formatted("a_seq")));

    assertThatThrownBy(() -> project.autogenerate("other"))
        .isInstanceOfSatisfying(
            AthanorException.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Reason.RENAME_UNDECIDED);
              assertThat(refused.nextStep())
                  .startsWith("Say -Drename=hibernate_sequence:a_seq if it is;");
            });

    AutogenerateResult result = project.renames("hibernate_sequence:a_seq").autogenerate("renamed");
    assertThat(Files.readString(result.file().orElseThrow().path()))
        .contains("ALTER SEQUENCE hibernate_sequence RENAME TO a_seq;");
    assertThat(project.check().upToDate()).isTrue();
  }

  private JpaModel model(String entities) {
    Provider provider = Provider.HIBERNATE_7;
    Path classes = directory.resolve("classes" + entities.hashCode());
    ModelCompiler.compile(provider, classes, entities);
    return JpaModel.of(provider.classPath(classes));
  }
}
