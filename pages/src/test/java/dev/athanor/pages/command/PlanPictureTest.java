package dev.athanor.pages.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.MigrationTerms;
import dev.athanor.engine.command.ShowPlan;
import dev.athanor.engine.command.Upgrade;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.testing.TestBundle;
import dev.athanor.engine.testing.TestPostgres;
import dev.athanor.scratch.Binaries;
import dev.athanor.scratch.ScratchSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real plans of real databases, with the picture of what they change. */
@Timeout(120)
class PlanPictureTest {
  @TempDir Path directory;

  private final Bundle bundle =
      new TestBundle()
          .revision(
              "aaaa00000001",
              "CREATE TABLE customer (id bigint PRIMARY KEY, level int, old text)",
              "DROP TABLE customer")
          .revision(
              "aaaa00000002",
              """
              ALTER TABLE customer DROP COLUMN old;;
              ALTER TABLE customer ALTER COLUMN level TYPE bigint;;
              ALTER TABLE customer ADD COLUMN "e-mail <b>" text;;
              CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint REFERENCES customer)
              """,
              "SELECT 1")
          .build();

  private final Set<String> asked = new TreeSet<>();
  private final DatabaseTarget database =
      DatabaseTarget.of(DatabaseUrl.parse(TestPostgres.newDatabase()));

  private void upgrade(String target) {
    new Upgrade(
            bundle,
            target,
            PlanOptions.UPGRADE,
            database,
            MigrationTerms.withoutBackup("test"),
            line -> {})
        .run();
  }

  private Path review(String target, PlanOptions options) {
    String url = "jdbc:postgresql://127.0.0.1:" + TestPostgres.port() + "/postgres?user=postgres";
    ScratchSettings scratch =
        new ScratchSettings(
            directory, new Binaries.Installed(directory), Optional.of(url), Duration.ZERO);
    Path comment = directory.resolve("plan.md");
    Path page = directory.resolve("plan.html");
    PlanRequest request = new PlanRequest(bundle, target, options);
    new ReviewFiles(
            Optional.of(comment),
            Optional.of(page),
            Optional.of(new PlanPicture(bundle, options, scratch)),
            Optional.of(new PlanSizes(bundle, this::sizes)))
        .write(new ShowPlan(request, database).run());
    return comment;
  }

  private Map<String, String> sizes(Set<String> tables) {
    asked.addAll(tables);
    return Map.of("public.customer", "1,200 rows, 88 kB, about 1 s to read");
  }

  @Test
  void anUpgradeShowsWhatItsRevisionsChangeAndNothingElse() throws IOException {
    upgrade("aaaa00000001");

    String comment = Files.readString(review("head", PlanOptions.UPGRADE));

    assertThat(comment)
        .contains(
            """
            ```mermaid
            erDiagram
              "customer" {
                bigint level "was integer"
                text old "dropped"
                text e-mail__b_ "e-mail #60;b#62;, added"
              }
              "orders (added)" {
                bigint id "added"
                bigint customer "added"
              }
              "customer" ||--o{ "orders (added)" : "customer (added)"
            ```
            """);
    String page = Files.readString(directory.resolve("plan.html"));
    assertThat(page)
        .contains("<ul class=\"change\">", "− old text", "~ level bigint, was integer")
        .contains("+ orders", "+ customer → customer", "e-mail &lt;b&gt; text")
        .contains("<li><code>public.customer</code>: 1,200 rows, 88 kB, about 1 s to read</li>")
        .doesNotContain("e-mail <b>");
    assertThat(comment).contains("| `public.customer` | 1,200 rows, 88 kB, about 1 s to read |");
    assertThat(asked).as("orders are not there yet").containsExactly("public.customer");
  }

  @Test
  void aDowngradeShowsTheOtherWayRound() throws IOException {
    upgrade("head");

    String comment = Files.readString(review("aaaa00000001", PlanOptions.DOWNGRADE));

    assertThat(comment)
        .contains("text old \"added\"", "integer level \"was bigint\"", "\"orders (dropped)\"")
        .contains("\"customer\" ||--o{ \"orders (dropped)\" : \"customer (dropped)\"");
  }

  @Test
  void aPlanOfNothingHasNoPicture() throws IOException {
    upgrade("head");

    assertThat(Files.readString(review("head", PlanOptions.UPGRADE)))
        .contains("Nothing to do")
        .doesNotContain("mermaid");
  }
}
