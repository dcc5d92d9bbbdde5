package dev.athanor.pages.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.testing.TestBundle;
import dev.athanor.engine.testing.TestPostgres;
import dev.athanor.pages.markdown.MarkdownPages;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.Binaries;
import dev.athanor.scratch.ScratchSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs: revisions in, pages out. */
@Timeout(120)
class DocsTest {
  @TempDir Path directory;

  private static TestBundle shop() {
    return new TestBundle()
        .revision(
            "aaaa00000001",
            """
            CREATE TYPE state AS ENUM ('new', 'paid');;
            CREATE TABLE customer (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                name text NOT NULL CHECK (name <> ''), parent bigint REFERENCES customer);;
            COMMENT ON TABLE customer IS 'Who buys.';;
            COMMENT ON COLUMN customer.name IS 'As | on <b>the</b> bill'
            """,
            "DROP TABLE customer",
            "DROP TYPE state")
        .revision(
            "aaaa00000002",
            """
            CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint NOT NULL
                REFERENCES customer ON DELETE CASCADE, state state DEFAULT 'new', at date)
                PARTITION BY RANGE (id);;
            CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (0) TO (1000);;
            CREATE INDEX orders_at ON orders (at) WHERE at IS NOT NULL;;
            CREATE SCHEMA "Odd";;
            CREATE TYPE "Odd"."a b" AS ENUM ('x');;
            ALTER TABLE orders ADD COLUMN odd "Odd"."a b"[], ADD COLUMN short varchar(3)
            """,
            "DROP TABLE orders")
        .revision("aaaa00000003", "INSERT INTO customer (name) VALUES ('a')", "SELECT 1")
        .revision(
            "aaaa00000004",
            """
            ALTER TABLE customer ADD COLUMN email text UNIQUE;;
            CREATE VIEW unpaid AS SELECT o.id, c.name FROM orders o JOIN customer c
                ON c.id = o.customer WHERE o.state = 'new';;
            CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql
                AS $$ BEGIN RETURN NEW; END $$;;
            CREATE TRIGGER touched BEFORE UPDATE ON customer FOR EACH ROW EXECUTE FUNCTION touch();;
            ALTER TABLE customer ENABLE ROW LEVEL SECURITY;;
            CREATE POLICY own ON customer FOR SELECT USING (name = current_user)
            """,
            "SELECT 1");
  }

  private Docs docs(Bundle bundle, Optional<DatabaseTarget> live) {
    String url = "jdbc:postgresql://127.0.0.1:" + TestPostgres.port() + "/postgres?user=postgres";
    return new Docs(
        new DocsRequest(
            bundle,
            PlanOptions.UPGRADE,
            SnapshotOptions.DEFAULT,
            new ScratchSettings(
                directory, new Binaries.Installed(directory), Optional.of(url), Duration.ZERO),
            live,
            schema -> Map.of(ObjectId.table("public", "customer"), "com.example.Customer"),
            Optional.of(directory.resolve("database")),
            Optional.of(directory.resolve("site"))));
  }

  private String page(String path) throws IOException {
    return Files.readString(directory.resolve("database").resolve(path));
  }

  @Test
  void aTablesPageHasAllThatIsKnownOfIt() throws IOException {
    docs(shop().build(), Optional.empty()).run();

    assertThat(page("tables/public.customer.md"))
        .startsWith(MarkdownPages.MARK)
        .contains("# `customer`", "Who buys.", "mapped by `com.example.Customer`")
        .contains(
            "made by revision [`aaaa00000001`](../revisions.md)",
            "| `name` | `text` | no |  |  | [`aaaa00000001`](../revisions.md)"
                + " | As \\| on \\<b\\>the\\</b\\> bill |",
            "| `email` | `text` | yes |  |  | [`aaaa00000004`](../revisions.md) |  |",
            "| `id` | `bigint` | no | identity, always | primary |",
            "`UNIQUE (email)`",
            "`CHECK (name <> ''::text)`",
            "| `customer` | [`orders`](public.orders.md) | `id` | `ON DELETE CASCADE` |",
            "`CREATE TRIGGER touched BEFORE UPDATE",
            "| `own` | SELECT | `PUBLIC` | `name = CURRENT_USER` |",
            "[`unpaid`](../views.md)",
            "\"customer\" |o--o{ \"customer\" : \"parent\"",
            "\"customer\" ||--o{ \"orders\" : \"customer\"");
    assertThat(page("tables/public.orders.md"))
        .contains("partitioned by `RANGE (id)`", "[`orders_1`](public.orders_1.md)")
        .contains("`FOR VALUES FROM ('0') TO ('1000')`", "orders_at");
    assertThat(page("tables/public.orders.md"))
        .contains(
            "| `state` | [`state`](../types.md) | yes | `'new'::state` |  |",
            "| `odd` | [`\"Odd\".\"a b\"[]`](../types.md) | yes |",
            "| `short` | `character varying(3)` | yes |",
            "## Enums\n\n| Name | Values, in order |\n| --- | --- |\n"
                + "| [`state`](../types.md) | `new`, `paid` |\n"
                + "| [`Odd.a b`](../types.md) | `x` |\n");
    assertThat(page("types.md")).contains("| `state` | `new`, `paid` |");
    assertThat(page("views.md"))
        .contains(
            "reads [`customer`](tables/public.customer.md), [`orders`](tables/public.orders.md)");
    assertThat(page("functions.md")).contains("## `touch()`", "```sql\nCREATE OR REPLACE FUNCTION");
    assertThat(page("README.md"))
        .contains("[`orders`](tables/public.orders.md) (1 partition)", "```mermaid\nerDiagram");
  }

  /** Rows alone change no page. */
  @Test
  void onlyRevisionsThatChangedTheSchemaAreTold() throws IOException {
    docs(shop().build(), Optional.empty()).run();

    assertThat(page("revisions.md"))
        .contains(
            "## `aaaa00000002` message of aaaa00000002\n\n- added schema Odd\n"
                + "- added enum Odd.a b\n- added table public.orders\n",
            "- added column public.customer.email\n")
        .doesNotContain("aaaa00000003", "column public.orders.at");
  }

  @Test
  void theSameSchemaIsTheSamePages() {
    docs(shop().build(), Optional.empty()).run();

    assertThat(docs(shop().build(), Optional.empty()).run().changed()).isEmpty();
    docs(shop().build(), Optional.empty()).check();
  }

  @Test
  void aCheckNamesEachStalePageAndWritesNothing() throws IOException {
    docs(shop().build(), Optional.empty()).run();
    String before = page("tables/public.customer.md");
    Bundle later =
        shop().revision("aaaa00000005", "ALTER TABLE customer DROP COLUMN parent", "").build();

    assertThatThrownBy(() -> docs(later, Optional.empty()).check())
        .isInstanceOfSatisfying(
            AthanorException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PAGES_STALE))
        .hasMessageContaining("~ tables/public.customer.md")
        .hasMessageContaining("~ revisions.md")
        .hasMessageNotContaining("types.md");
    assertThat(page("tables/public.customer.md")).isEqualTo(before);
  }

  @Test
  void pagesOfWhatIsGoneGoAndOthersFilesStay() throws IOException {
    docs(shop().build(), Optional.empty()).run();
    Files.writeString(directory.resolve("database/notes.md"), "mine");
    Bundle later =
        shop().revision("aaaa00000005", "DROP VIEW unpaid;;DROP TABLE orders", "").build();

    assertThat(docs(later, Optional.empty()).run().changed())
        .contains("- tables/public.orders.md", "- views.md", "~ README.md");
    assertThat(page("notes.md")).isEqualTo("mine");
    try (Stream<Path> tables = Files.list(directory.resolve("database/tables"))) {
      assertThat(tables).hasSize(1);
    }
  }

  /** Many a project has a README there already. */
  @Test
  void aFileOfSomebodysIsNeverWrittenOver() throws IOException {
    Files.createDirectories(directory.resolve("database"));
    Files.writeString(directory.resolve("database/README.md"), "by hand");

    assertThatThrownBy(() -> docs(shop().build(), Optional.empty()).run())
        .hasMessageContaining("README.md was not written by athanor docs");
    assertThat(page("README.md")).isEqualTo("by hand");
    assertThat(directory.resolve("database/tables")).doesNotExist();
  }

  @Test
  void aSiteTakesTheWayOfASiteAlone() throws IOException {
    Path site = Files.createDirectories(directory.resolve("site"));
    Files.writeString(site.resolve("app.js"), "by hand");

    assertThatThrownBy(() -> docs(shop().build(), Optional.empty()).run())
        .hasMessageContaining("app.js was not written by athanor docs");
    assertThat(site.resolve("app.js")).hasContent("by hand");
    assertThat(site.resolve("index.html")).doesNotExist();

    Files.delete(site.resolve("app.js"));
    docs(shop().build(), Optional.empty()).run();
    Files.writeString(site.resolve("app.js"), "of an older version");
    docs(shop().build(), Optional.empty()).run();

    assertThat(site.resolve("app.js")).content().doesNotContain("of an older version");
  }

  @Test
  void aLiveDatabaseIsDocumentedAsItIs() throws IOException {
    String url = TestPostgres.newDatabase();
    TestPostgres.execute(url, "CREATE TABLE by_hand (id int); CREATE TABLE \"Odd\"\"| name\" ()");

    docs(new TestBundle().build(), Optional.of(DatabaseTarget.of(DatabaseUrl.parse(url)))).run();

    assertThat(page("tables/public.by_hand.md")).contains("# `by_hand`").doesNotContain("revision");
    assertThat(page("tables/public.~4fdd~22~7c~20name.md"))
        .contains("# <code>Odd&#34;&#124; name</code>");
  }

  @Test
  void aRevisionThatDoesNotRunIsNamed() {
    Bundle broken = shop().revision("aaaa00000005", "DROP TABLE nowhere", "").build();

    assertThatThrownBy(() -> docs(broken, Optional.empty()).run())
        .isInstanceOfSatisfying(
            AthanorException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REPLAY_FAILED))
        .hasMessageContaining("aaaa00000005")
        .hasMessageContaining("nowhere");
  }
}
