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

  /** Rows that are made up have objects, or nothing could be read of them. */
  @Test
  void aLargeObjectThatBecomesATextIsNoDefect() {
    project.schema("CREATE TABLE t (id int PRIMARY KEY, o oid NOT NULL)").autogenerate("table t");
    project.schema("CREATE TABLE t (id int PRIMARY KEY, o varchar(255) NOT NULL)");

    assertThat(project.autogenerate("text").file()).isPresent();
    assertThat(project.progress()).noneMatch(line -> line.contains("stop"));
  }

  @Test
  void theNumberOfNoLargeObjectIsAMatterOfTheRows() {
    project.revision("t", "<base>", "CREATE TABLE t (o oid); INSERT INTO t VALUES (1);");
    project.schema("CREATE TABLE t (o text)").allowDestructive();

    assertThat(project.autogenerate("text").todos())
        .singleElement()
        .asString()
        .startsWith("the revisions themselves put 1 row into t whose o is no text (large object 1");
  }

  /** Its words for a value that is none are those of errors in a statement, or in the server. */
  @Test
  void aTypeOfAnExtensionMayRefuseValues() {
    project.revision("t", "<base>", "CREATE EXTENSION hstore; CREATE TABLE t (s text);");
    project
        .schema("CREATE TABLE t (s hstore)")
        .allowDestructive()
        .convert(Map.of("t.s", "s::hstore"), Map.of("t.s", "s::text"));

    assertThat(project.autogenerate("hstore").file()).isPresent();
    assertThat(project.progress()).anyMatch(line -> line.startsWith("Rows can stop this upgrade"));
  }

  /** What is proposed runs: no ordinal for what is no number. */
  @Test
  void aNameThatBecomesAListIsNoOrdinal() {
    project
        .schema("CREATE TABLE t (role varchar(9) CHECK (role IN ('ADMIN', 'USER')))")
        .autogenerate("names");
    project.schema("CREATE TABLE t (role bigint[])");

    assertThatThrownBy(() -> project.autogenerate("lists"))
        .isInstanceOfSatisfying(
            AthanorException.class,
            refused -> assertThat(refused.nextStep()).contains("t.role=role::bigint[]"));
  }

  private JpaModel model(String entities) {
    Provider provider = Provider.HIBERNATE_7;
    Path classes = directory.resolve("classes" + entities.hashCode());
    ModelCompiler.compile(provider, classes, entities);
    return JpaModel.of(provider.classPath(classes));
  }
}
