package dev.athanor.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.changelog.RevisionFormat;
import dev.athanor.engine.model.AthanorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NewRevisionTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @TempDir Path root;

  @BeforeEach
  void init() {
    init(false);
  }

  @Test
  void theFirstOneFollowsBaseAndTheNextOneFollowsIt() throws IOException {
    NewRevisionFile users = write(request("create users", "1975ea83b712"));
    NewRevisionFile datasets =
        write(request("Create datasets, with an index & more!", "27c6a30d7c24"));

    assertThat(users.path()).hasFileName("20261122120000_1975ea83b712_create_users.sql");
    assertThat(Files.readString(users.path()))
        .startsWith(
            """
            --liquibase formatted sql
            -- revision: 1975ea83b712
            -- down-revision: <base>
            -- message: create users
            -- created: 2026-11-22T12:00:00Z

            --changeset ada:1975ea83b712
            """);
    assertThat(datasets.path())
        .hasFileName("20261122120001_27c6a30d7c24_create_datasets_with_an_index_more.sql");
    // One second later than its parent: names are in the order of the revisions.
    assertThat(datasets.downRevisions()).containsExactly("1975ea83b712");
    assertThat(datasets.text()).isEqualTo("Generating " + datasets.path() + " ...  done");
  }

  @ParameterizedTest
  @EnumSource(names = {"SQL", "YAML", "XML"})
  void everyFormatIsReadBack(RevisionFormat format) {
    RevisionRequest request =
        new RevisionRequest(
            "say \"hi\" & <bye>: 100% $1",
            format,
            List.of("head"),
            false,
            List.of("reports"),
            List.of(),
            Optional.of("123456789012"),
            "ada",
            NOON,
            Optional.empty());

    write(request);

    assertThat(changelog().revisions())
        .singleElement()
        .satisfies(
            revision -> {
              assertThat(revision.id()).isEqualTo("123456789012");
              assertThat(revision.message()).isEqualTo("say \"hi\" & <bye>: 100% $1");
              assertThat(revision.branchLabels()).containsExactly("reports");
              assertThat(revision.created()).isEqualTo(NOON);
            });
  }

  @Test
  void aProjectsTemplateReplacesOurs() throws IOException {
    Files.writeString(
        root.resolve("revision.sql.template"),
        """
        --liquibase formatted sql
        -- revision: {{revision}}
        -- down-revision: {{down-revision}}
        -- © Example

        --changeset {{author}}:{{revision}}
        SET search_path = ${schema};
        """);

    Path file = write(request("create users", "1975ea83b712")).path();

    assertThat(Files.readString(file))
        .contains("-- revision: 1975ea83b712\n")
        .endsWith("--changeset ada:1975ea83b712\nSET search_path = ${schema};\n");
  }

  @Test
  void aRevisionMayStartABranchOnlyWhereItIsAskedTo() {
    write(request("one", "aaaaaaaaaaaa"));
    write(request("two", "bbbbbbbbbbbb"));
    RevisionRequest branch = request("three", "cccccccccccc").withHeads(List.of("aaaa"));

    assertThatThrownBy(() -> write(branch))
        .isInstanceOf(AthanorException.class)
        .hasMessageContaining("revision aaaaaaaaaaaa is no head");
    assertThat(files()).hasSize(2);
  }

  @Test
  void twoHeadsAreMergedByARevisionThatRecordsIt() throws IOException {
    write(request("one", "aaaaaaaaaaaa"));
    write(request("two", "bbbbbbbbbbbb").withHeads(List.of("base")));

    assertThatThrownBy(() -> write(request("three", "cccccccccccc")))
        .isInstanceOf(AthanorException.class)
        .hasMessageContaining("aaaaaaaaaaaa, bbbbbbbbbbbb");

    NewRevisionFile merge =
        new Merge(changelog(), request("join", "dddddddddddd").withHeads(List.of("heads"))).run();

    assertThat(merge.downRevisions()).containsExactly("aaaaaaaaaaaa", "bbbbbbbbbbbb");
    assertThat(Files.readString(merge.path())).contains("SELECT 1;\n--rollback empty\n");
    assertThatThrownBy(
            () -> new Merge(changelog(), request("again", "e").withHeads(List.of("heads"))).run())
        .hasMessage("there is nothing to merge: heads is the one revision dddddddddddd");
  }

  @Test
  void aMergeJoinsHeadsAndNothingElse() {
    write(request("one", "aaaaaaaaaaaa"));
    write(request("two", "bbbbbbbbbbbb"));
    write(request("other", "cccccccccccc").withHeads(List.of("base")));

    assertRefused(false, "cccc,aaaa", "revision aaaaaaaaaaaa is no head");
    assertRefused(false, "bbbb,aaaa", "aaaaaaaaaaaa comes before bbbbbbbbbbbb");
    assertRefused(true, "bbbb,aaaa", "revision aaaaaaaaaaaa comes before bbbbbbbbbbbb");
    assertRefused(true, "heads,base,aaaa", "aaaaaaaaaaaa comes before bbbbbbbbbbbb");
    assertRefused(true, "bbbb,cccc,cccc", "a revision is named twice: bbbb, cccc, cccc");
    assertRefused(true, "aaaa,aaaa", "there is nothing to merge");
    assertThat(files()).hasSize(3);
    assertThat(merge(true, "aaaa,cccc").downRevisions())
        .containsExactly("aaaaaaaaaaaa", "cccccccccccc");
  }

  private void assertRefused(boolean splice, String heads, String message) {
    assertThatThrownBy(() -> merge(splice, heads))
        .isInstanceOf(AthanorException.class)
        .hasMessageContaining(message);
  }

  private NewRevisionFile merge(boolean splice, String heads) {
    RevisionRequest join = request("join", "dddddddddddd");
    return new Merge(
            changelog(),
            new RevisionRequest(
                join.message(),
                join.format(),
                List.of(heads.split(",")),
                splice,
                List.of(),
                List.of(),
                join.id(),
                join.author(),
                join.created(),
                Optional.empty()))
        .run();
  }

  @Test
  void anIdThatIsTakenWritesNothing() {
    write(request("one", "aaaaaaaaaaaa"));

    assertThatThrownBy(() -> write(request("two", "aaaaaaaaaaaa")))
        .isInstanceOf(AthanorException.class)
        .hasMessageContaining("aaaaaaaaaaaa is present twice");
    assertThat(files()).hasSize(1);
  }

  @Test
  void changesThatAreWrittenAlreadyAreTakenAsTheyAre() throws IOException {
    RevisionRequest request =
        request("one", "aaaaaaaaaaaa")
            .withChanges("--changeset ada:x\nSELECT 1;\n--rollback empty");

    assertThat(Files.readString(write(request).path()))
        .endsWith("\n\n--changeset ada:x\nSELECT 1;\n--rollback empty\n");
  }

  @Test
  void initLeavesAloneWhatIsThere() {
    assertThatThrownBy(() -> init(false))
        .isInstanceOf(AthanorException.class)
        .hasMessage(root.resolve("versions") + " exists already");
    assertThat(init(true)).hasSize(3);
  }

  @Test
  void initWritesWhatAProjectBeginsWithWhileThereIsNoRevision() throws IOException {
    Path file = root.resolve("beginning.txt");

    assertThat(init(false, file)).containsExactly(file);
    assertThat(file).hasContent("text");
    assertThatThrownBy(() -> init(false, file)).isInstanceOf(AthanorException.class);

    Files.delete(file);
    write(request("one", "aaaaaaaaaaaa"));
    assertThatThrownBy(() -> init(false, file)).isInstanceOf(AthanorException.class);
    assertThat(file).doesNotExist();
  }

  private List<Path> init(boolean templates, Path... beginning) {
    Map<Path, String> files = new HashMap<>();
    for (Path file : beginning) {
      files.put(file, "text");
    }
    return new Init(ChangelogSource.versions(root), templates, files, "revision").run().files();
  }

  private static RevisionRequest request(String message, String id) {
    return new RevisionRequest(
        message,
        RevisionFormat.SQL,
        List.of("head"),
        false,
        List.of(),
        List.of(),
        Optional.of(id),
        "ada",
        NOON,
        Optional.empty());
  }

  private NewRevisionFile write(RevisionRequest request) {
    return new NewRevision(changelog(), request).run();
  }

  private Changelog changelog() {
    return Changelog.load(ChangelogSource.versions(root));
  }

  private List<Path> files() {
    try (var files = Files.list(root.resolve("versions"))) {
      return files.filter(file -> file.toString().endsWith(".sql")).toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
