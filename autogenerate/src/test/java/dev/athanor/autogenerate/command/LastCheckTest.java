package dev.athanor.autogenerate.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.autogenerate.compare.CompareRequest;
import dev.athanor.autogenerate.model.SqlFileModel;
import dev.athanor.autogenerate.testing.Project;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.model.AthanorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a result is remembered for shows in how often it is looked for. */
class LastCheckTest {
  private static final CheckResult FOUND =
      new CheckResult(
          List.of("table a"),
          List.of("view \u00fc"),
          List.of(),
          3,
          List.of("x"),
          List.of("000000000001"));

  @TempDir Path directory;
  private Project project;
  private int looks;

  @BeforeEach
  void aProjectThatWasLookedAt() {
    project =
        new Project(directory)
            .schema("CREATE TABLE a (id int);")
            .revision("000000000001", "<base>", "CREATE TABLE a (id int);");
    check();
    assertThat(looks).isEqualTo(1);
  }

  @Test
  void whatHasNotChangedIsNotLookedAtAgain() {
    assertThat(check()).isEqualTo(FOUND);
    assertThat(looks).isEqualTo(1);
  }

  @Test
  void whatItFollowsFromIs() throws IOException {
    project.schema("CREATE TABLE a (id bigint);");
    seenOnce(2, false, request());
    project.revision("000000000002", "000000000001", "CREATE TABLE b (id int);");
    seenOnce(3, false, request());
    Files.writeString(directory.resolve("baseline.txt"), "table b\n");
    seenOnce(4, false, request());
    seenOnce(5, true, request());
    CompareRequest other = request();
    seenOnce(
        6,
        true,
        new CompareRequest(
            other.changelog(),
            other.compile(),
            other.plan(),
            other.model(),
            other.scratch(),
            other.snapshot().withGrants(true),
            other.renames(),
            other.question(),
            other.baseline(),
            other.allowDestructive()));
  }

  @Test
  void whatChangedMeanwhileIsNotRemembered() {
    project.schema("CREATE TABLE a (id int, b int);");
    new LastCheck(request(), false)
        .or(
            () -> {
              project.schema("CREATE TABLE a (id int, c int);");
              return FOUND;
            });
    check();
    assertThat(looks).isEqualTo(2);
  }

  @Test
  void aBrokenFileIsNoError() throws IOException {
    Path file = directory.resolve("cache/last-check");
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 3, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      int before = looks;
      assertThat(check()).isEqualTo(FOUND);
      assertThat(looks).isEqualTo(before + 1);
    }
  }

  @Test
  void anErrorIsFoundAnew() {
    project.schema("CREATE TABLE a (");
    for (int times = 0; times < 2; times++) {
      assertThatThrownBy(() -> new Check(request(), false).run())
          .isInstanceOf(AthanorException.class);
    }
    project.schema("CREATE TABLE a (id int);");
    assertThat(new Check(request(), false).run().heads()).containsExactly("000000000001");
  }

  @Test
  void whatAServerToldIsAnsweredWithoutOne() {
    Path nowhere = directory.resolve("cache2");
    CheckResult told = new Check(request(nowhere), false).run();
    assertThat(told.upToDate()).isTrue();
    List<String> looked = new ArrayList<>();
    CheckResult again =
        new LastCheck(request(nowhere), false)
            .or(
                () -> {
                  looked.add("again");
                  return FOUND;
                });
    assertThat(looked).isEmpty();
    assertThat(again).isEqualTo(told);
  }

  private void seenOnce(int expected, boolean allowSeveralHeads, CompareRequest request) {
    for (int times = 0; times < 2; times++) {
      check(allowSeveralHeads, request);
      assertThat(looks).isEqualTo(expected);
    }
  }

  private CheckResult check() {
    return check(false, request());
  }

  private CheckResult check(boolean allowSeveralHeads, CompareRequest request) {
    return new LastCheck(request, allowSeveralHeads)
        .or(
            () -> {
              looks++;
              // As a look does: only then is it known what the changelog is.
              dev.athanor.engine.bundle.BundleCompiler.compile(
                  request.changelog(), request.compile());
              return FOUND;
            });
  }

  private CompareRequest request() {
    return request(directory.resolve("cache"));
  }

  private CompareRequest request(Path cache) {
    CompareRequest plain = project.request();
    return new CompareRequest(
        plain.changelog(),
        CompileOptions.defaults().withCache(cache),
        plain.plan(),
        new SqlFileModel(directory.resolve("schema.sql")),
        plain.scratch(),
        plain.snapshot(),
        plain.renames(),
        plain.question(),
        directory.resolve("baseline.txt"),
        plain.allowDestructive());
  }
}
