package dev.athanor.autogenerate.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import dev.athanor.autogenerate.compare.CompareRequest;
import dev.athanor.autogenerate.compare.RenameQuestion;
import dev.athanor.autogenerate.model.JpaModel;
import dev.athanor.autogenerate.testing.ModelCompiler;
import dev.athanor.autogenerate.testing.Project;
import dev.athanor.autogenerate.testing.Provider;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.schema.snapshot.SnapshotOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example: its twelve revisions, written by hand, and its entities say the same. */
class TweetEvalTest {
  private static final Path EXAMPLE = Path.of("..", "examples", "tweeteval");

  @TempDir Path directory;

  @Test
  void checkHasNothingToSay() throws IOException {
    Path classes = directory.resolve("classes");
    List<Path> classPath = new ArrayList<>(Provider.HIBERNATE_7.classPath(classes));
    for (Class<?> jackson : List.of(JsonNode.class, JsonFactory.class, JsonProperty.class)) {
      classPath.add(Path.of(jackson.getProtectionDomain().getCodeSource().getLocation().getPath()));
    }
    ModelCompiler.compileTree(classPath, classes, EXAMPLE.resolve("src/main/java"));
    Path unit = Path.of("META-INF", "persistence.xml");
    Files.createDirectories(classes.resolve(unit).getParent());
    Files.copy(EXAMPLE.resolve("src/main/resources").resolve(unit), classes.resolve(unit));
    CompareRequest request =
        new CompareRequest(
            Changelog.load(ChangelogSource.versions(EXAMPLE)),
            CompileOptions.defaults(),
            PlanOptions.UPGRADE,
            JpaModel.of(classPath),
            Project.scratch(),
            SnapshotOptions.DEFAULT,
            List.of(),
            RenameQuestion.NOBODY,
            directory.resolve("baseline.txt"),
            false);

    CheckResult check = new Check(request, false).run();

    assertThat(check.missing()).isEmpty();
    assertThat(check.listed()).isEmpty();
  }
}
