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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What numbers the keys of rows that are there, after another has done so. */
class GeneratorsTest {
  @TempDir Path directory;
  private Project project;

  @BeforeEach
  void project() {
    project = new Project(directory);
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

  /** A sequence takes its place from numbers, and the keys are texts before. */
  @Test
  void aSequenceForKeysThatBecomeNumbersStartsBehindThem() throws IOException {
    project.model(model("@Entity class T { @Id String id; }")).autogenerate("texts");
    project.revision("rows", last(), "INSERT INTO t VALUES ('7'), ('12');");
    project.model(model("@Entity class T { @Id @GeneratedValue Long id; }")).allowDestructive();

    AutogenerateResult up = project.autogenerate("numbers");

    assertThat(Files.readString(up.file().orElseThrow().path()))
        .containsSubsequence(
            "ALTER TABLE t ALTER COLUMN id TYPE bigint",
            "SELECT setval('t_seq', greatest((SELECT max(id) FROM t), -49) + 50, false);");
    assertThat(project.check().upToDate()).isTrue();

    project.model(model("@Entity class T { @Id String id; }"));
    AutogenerateResult back = project.autogenerate("texts again");

    assertThat(Files.readString(back.file().orElseThrow().path()))
        .containsSubsequence(
            "DROP SEQUENCE t_seq;",
            "--rollback SELECT setval('t_seq', greatest((SELECT max(id) FROM t), -49) + 50, false);",
            "--rollback ALTER TABLE t ALTER COLUMN id TYPE bigint");
  }

  private JpaModel model(String entities) {
    Provider provider = Provider.HIBERNATE_7;
    Path classes = directory.resolve("classes" + entities.hashCode());
    ModelCompiler.compile(provider, classes, entities);
    return JpaModel.of(provider.classPath(classes));
  }

  private String last() {
    return project.changelog().revisions().get(project.changelog().revisions().size() - 1).id();
  }
}
