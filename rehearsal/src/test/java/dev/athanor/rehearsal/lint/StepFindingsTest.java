package dev.athanor.rehearsal.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.bundle.FindingsCache;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.command.PackageBundle;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.StepDigest;
import dev.athanor.engine.model.StepFindings;
import dev.athanor.engine.model.StepFindings.Found;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.TextRule;
import dev.athanor.engine.testing.TestBundle;
import dev.athanor.engine.testing.TestPostgres;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.Binaries;
import dev.athanor.scratch.ScratchDatabases;
import dev.athanor.scratch.ScratchServer;
import dev.athanor.scratch.ScratchSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What lint found of a step goes with it into the bundle. */
class StepFindingsTest {
  private static final String USERS =
      "CREATE TABLE users (id bigint PRIMARY KEY, name text, old text)";

  @TempDir Path directory;

  /** Hides what it does from who reads it. */
  private static final String HIDDEN =
      "DO $$ BEGIN EXECUTE 'ALTER TABLE users DR' || 'OP COLUMN old'; END $$";

  private static LintReport lint(
      Bundle bundle, Set<String> known, Function<String, String> texts, Path cache) {
    String url = "jdbc:postgresql://127.0.0.1:" + TestPostgres.port() + "/postgres?user=postgres";
    ScratchSettings settings =
        new ScratchSettings(
            Path.of("target"),
            new Binaries.Installed(Path.of("")),
            Optional.of(url),
            Duration.ZERO);
    try (ScratchServer server = ScratchServer.open(settings);
        ScratchDatabases databases = new ScratchDatabases(server)) {
      LintRequest request =
          new LintRequest(
              bundle,
              known,
              PlanOptions.UPGRADE,
              SnapshotOptions.DEFAULT,
              true,
              LintOptions.DEFAULTS,
              Checkout.ROOT,
              texts,
              Optional.of(cache));
      return new Lint(request, databases).run();
    }
  }

  private static Optional<StepFindings> of(
      List<StepFindings> steps, Bundle bundle, String revision, boolean undo) {
    Changeset changeset =
        bundle.upTo(revision).stream()
            .filter(each -> each.revision().id().equals(revision))
            .findFirst()
            .orElseThrow()
            .changesets()
            .get(0);
    List<String> sql = undo ? bundle.sql(changeset).down() : bundle.sql(changeset).up();
    String key = StepFindings.key(StepDigest.of(changeset, undo, sql));
    return steps.stream().filter(each -> each.step().equals(key)).findFirst();
  }

  @Test
  void eachStepThatRanHasWhatWasFoundOfItUpAndDown() {
    Bundle bundle =
        new TestBundle()
            .revision("a1", USERS, "DROP TABLE users")
            .revision("b2", HIDDEN, "ALTER TABLE users ADD COLUMN old text")
            .revision(
                "c3", "ALTER TABLE users RENAME TO people", "ALTER TABLE people RENAME TO users")
            .revision("d4", "SELECT 1 / 0", "SELECT 1")
            .build();
    List<StepFindings> steps = lint(bundle, Set.of(), path -> "", directory).steps();

    StepFindings first = of(steps, bundle, "a1", false).orElseThrow();
    assertThat(first.made()).containsExactly("public.users");
    assertThat(first.findings()).isEmpty();
    assertThat(of(steps, bundle, "b2", false).orElseThrow().findings())
        .extracting(Found::rule, Found::subject, Found::table)
        .containsExactly(tuple("drop-column", "public.users.old", "public.users"));
    StepFindings third = of(steps, bundle, "c3", false).orElseThrow();
    assertThat(third.made()).isEmpty();
    assertThat(third.renamed()).isEqualTo(Map.of("public.users", "public.people"));
    // What fails stays with who reads the SQL, and nothing is undone behind it.
    assertThat(of(steps, bundle, "d4", false)).isEmpty();
    assertThat(of(steps, bundle, "c3", true)).isEmpty();
  }

  @Test
  void theWayDownIsJudgedToo() {
    Bundle bundle =
        new TestBundle()
            .revision("a1", USERS, "DROP TABLE users")
            .revision("b2", "CREATE INDEX i ON users (name)", "DROP INDEX i")
            .build();
    List<StepFindings> steps = lint(bundle, Set.of(), path -> "", directory).steps();

    assertThat(of(steps, bundle, "a1", true).orElseThrow().findings())
        .extracting(Found::rule)
        .containsExactly("drop-table");
    assertThat(of(steps, bundle, "b2", true).orElseThrow().findings())
        .extracting(Found::rule)
        .containsExactly("drop-index-blocks");
  }

  @Test
  void anAcceptanceIsOfTheRevisionAndNotOfWhatUndoesIt() {
    Bundle bundle =
        new TestBundle()
            .revision("a1", USERS, "DROP TABLE users")
            .revision("b2", "DROP TABLE users", USERS)
            .build();
    String accepts = "-- athanor: accept drop-table because it is empty everywhere";
    List<StepFindings> steps = lint(bundle, Set.of(), path -> accepts, directory).steps();

    assertThat(of(steps, bundle, "b2", false).orElseThrow().findings().get(0).accepted())
        .contains("it is empty everywhere");
    assertThat(of(steps, bundle, "a1", true).orElseThrow().findings().get(0).accepted()).isEmpty();
  }

  @Test
  void whatIsNotJudgedAgainIsStillKnownAndWhatIsGoneIsForgotten() {
    TestBundle revisions = new TestBundle().revision("a1", USERS, "DROP TABLE users");
    Bundle first = revisions.build();
    lint(first, Set.of(), path -> "", directory);
    assertThat(Known.rehearsed(first, directory)).containsExactly("a1");

    Bundle second = revisions.revision("b2", HIDDEN, "SELECT 1").build();
    assertThat(Known.rehearsed(second, directory)).containsExactly("a1");
    lint(second, Set.of("a1"), path -> "", directory);
    assertThat(Known.rehearsed(second, directory)).containsExactlyInAnyOrder("a1", "b2");
    assertThat(of(new FindingsCache(directory).of(second), second, "a1", false)).isPresent();

    Bundle edited =
        new TestBundle()
            .revision("a1", USERS.replace("old", "older"), "DROP TABLE users")
            .revision("b2", HIDDEN, "SELECT 1")
            .build();
    // What comes behind something that is to be tried is tried again, too.
    assertThat(Known.rehearsed(edited, directory)).isEmpty();
    assertThat(new FindingsCache(directory).rehearsed(edited)).containsExactly("b2");
  }

  @Test
  void aBundleHasThemAndAnEditedStepLosesThem() throws IOException {
    Path root = Files.createDirectories(directory.resolve("project"));
    Path cache = directory.resolve("cache");
    Path file = directory.resolve("bundle.zip");
    revision(root, "aaaaaaaaaa01", "<base>", USERS);
    revision(root, "bbbbbbbbbb02", "aaaaaaaaaa01", "ALTER TABLE users DROP COLUMN old");
    CompileOptions options = CompileOptions.defaults().withCache(cache);
    Bundle without = packaged(root, options, file, 0);
    assertThat(without.findings()).isEmpty();

    lint(without, Set.of(), path -> "", cache);
    Bundle with = packaged(root, options, file, 2);
    assertThat(with.digest()).isNotEqualTo(without.digest());
    assertThat(with.revisions()).isEqualTo(without.revisions());
    assertThat(of(List.copyOf(with.findings().values()), with, "bbbbbbbbbb02", false))
        .hasValueSatisfying(
            found -> assertThat(found.findings()).extracting(Found::rule).contains("drop-column"));
    assertThat(packaged(root, options, file, 2).digest()).isEqualTo(with.digest());

    revision(root, "bbbbbbbbbb02", "aaaaaaaaaa01", "ALTER TABLE users DROP COLUMN name");
    Bundle edited = packaged(root, options, file, 1);
    assertThat(of(List.copyOf(edited.findings().values()), edited, "bbbbbbbbbb02", false))
        .isEmpty();
    assertThat(of(List.copyOf(edited.findings().values()), edited, "aaaaaaaaaa01", false))
        .isPresent();
  }

  private static Bundle packaged(Path root, CompileOptions options, Path file, int rehearsed) {
    Changelog changelog = Changelog.load(ChangelogSource.versions(root, "versions"));
    assertThat(new PackageBundle(changelog, options, file, true).run().rehearsed())
        .isEqualTo(rehearsed);
    return Bundle.read(file);
  }

  private static void revision(Path root, String id, String down, String sql) throws IOException {
    Files.createDirectories(root.resolve("versions"));
    Files.writeString(
        root.resolve("versions/" + id + ".sql"),
        """
        --liquibase formatted sql
        -- revision: %s
        -- down-revision: %s
        -- message: columns of users

        --changeset test:%s
        %s;
        --rollback SELECT 1;
        """
            .formatted(id, down, id, sql));
  }

  @Test
  void theExamplesBundleSaysWhatItsStepsDid() {
    Path root = Path.of("../examples/tweeteval");
    CompileOptions options = CompileOptions.defaults().withCache(directory.resolve("cache"));
    Changelog changelog = Changelog.load(ChangelogSource.versions(root, "versions"));
    Path file = directory.resolve("bundle.zip");
    new PackageBundle(changelog, options, file, true).run();
    Bundle without = Bundle.read(file);
    int changesets = without.revisions().stream().mapToInt(each -> each.changesets().size()).sum();

    lint(without, Set.of(), changelog.files()::text, directory.resolve("cache"));
    Bundle with = packaged(root, options, file, changesets);
    assertThat(Known.rehearsed(with, directory.resolve("cache"))).hasSize(with.revisions().size());
    // It may lose and hurt nothing that it does not say.
    assertThat(with.findings().values().stream().flatMap(each -> each.findings().stream()))
        .extracting(Found::rule)
        .isSubsetOf(Rules.all().stream().map(Rule::id).toList());
  }

  /** The view of who only reads is a view of the same rules. */
  @ParameterizedTest
  @EnumSource(TextRule.class)
  void whatReadersOfTextSayIsLintsRule(TextRule text) {
    Rule rule = Rules.named(text.id());
    assertThat(text.level().name()).isEqualTo(rule.level().name());
    assertThat(text.kind()).isEqualTo(rule.harm().kind());
  }
}
