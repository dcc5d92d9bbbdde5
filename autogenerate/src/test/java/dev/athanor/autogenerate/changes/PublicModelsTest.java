package dev.athanor.autogenerate.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.autogenerate.command.AutogenerateResult;
import dev.athanor.autogenerate.command.CheckResult;
import dev.athanor.autogenerate.model.JpaExport;
import dev.athanor.autogenerate.testing.Project;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.scratch.ScratchDatabases;
import dev.athanor.scratch.ScratchServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Entity models of public projects, as {@code bench/models} has them from the package registry:
 * from nothing, and where a project publishes its history of the schema, on the database that this
 * made.
 */
@EnabledIfSystemProperty(named = "models", matches = ".+")
class PublicModelsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir Path directory;

  static Stream<PublicModel> models() {
    return PublicModel.in(Path.of(System.getProperty("models")));
  }

  static Stream<PublicModel> histories() {
    return models().filter(PublicModel::hasHistory);
  }

  @ParameterizedTest
  @MethodSource("models")
  void fromNothing(PublicModel model) throws Exception {
    Project project = new Project(directory).model(model.jpa());
    long start = System.nanoTime();
    AutogenerateResult result = project.autogenerate("all");
    Duration took = Duration.ofNanos(System.nanoTime() - start);

    assertThat(result.file()).isPresent();
    assertThat(result.todos()).isEmpty();
    assertThat(result.listed()).isEmpty();
    assertThat(project.autogenerate("again").file()).describedAs("a second revision").isEmpty();
    assertThat(project.check().upToDate()).isTrue();
    try (ScratchServer server = ScratchServer.open(Project.scratch());
        ScratchDatabases databases = new ScratchDatabases(server)) {
      SchemaRun run = new SchemaRun(server, databases.empty(), project);
      run.upgrade("heads");
      String provided = databases.empty();
      execute(
          server.session(provided),
          new JpaExport(model.jpa(), server.majorVersion()).run().statements());
      assertThat(run.dump()).isEqualTo(new SchemaRun(server, provided, project).dump());
      run.downgrade("base");
      assertThat(run.dump())
          .describedAs("after downgrade base")
          .isEqualTo(new SchemaRun(server, databases.empty(), project).dump());
    }
    model.report("nothing", Map.of("entities", model.entities(), "seconds", took.toMillis() / 1e3));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("histories")
  void onWhatTheHistoryMade(PublicModel model) throws Exception {
    Project project =
        model.copyHistory(new Project(directory)).model(model.jpa()).backfills(model.backfills());
    CheckResult before = project.check();
    List<String> head = graph(project).heads();
    long start = System.nanoTime();
    AutogenerateResult result = project.autogenerate("what the model has more");
    Duration took = Duration.ofNanos(System.nanoTime() - start);

    assertThat(result.detected()).isEqualTo(before.missing());
    assertThat(project.autogenerate("again").file()).describedAs("a second revision").isEmpty();
    try (ScratchServer server = ScratchServer.open(Project.scratch());
        ScratchDatabases databases = new ScratchDatabases(server)) {
      SchemaRun run = new SchemaRun(server, databases.empty(), project);
      run.upgrade(head.get(0));
      String history = run.dump();
      if (result.file().isPresent() && result.todos().isEmpty()) {
        run.upgrade("heads");
        run.downgrade(head.get(0));
        assertThat(run.dump()).describedAs("after the way back").isEqualTo(history);
      }
    }
    model.report(
        "history",
        Map.of(
            "revisions", graph(project).sorted().size(),
            "written", result.detected().size(),
            "listed", result.listed().size(),
            "todos", result.todos().size(),
            "seconds", took.toMillis() / 1e3));
    Path kept = model.directory().resolve("written.txt");
    Files.deleteIfExists(kept);
    for (String line : result.detected()) {
      Files.writeString(kept, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
    assertThat(took).isLessThan(MINUTE);
  }

  private static RevisionGraph graph(Project project) {
    return BundleCompiler.graph(project.changelog(), CompileOptions.defaults());
  }

  /** As it stands, but for a schema that is there: that is what a provider's own run tolerates. */
  private static void execute(Connection connection, List<String> statements) throws SQLException {
    Set<String> tolerated = Set.of("42P06");
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        try {
          statement.execute(sql);
        } catch (SQLException e) {
          assertThat(tolerated).describedAs(sql + "\n" + e.getMessage()).contains(e.getSQLState());
        }
      }
    }
  }
}
