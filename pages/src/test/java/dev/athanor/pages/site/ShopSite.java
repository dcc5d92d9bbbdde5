package dev.athanor.pages.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.athanor.engine.testing.TestBundle;
import dev.athanor.schema.model.ObjectId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A site with all that the tests of sites look at, opened from a disk in a browser. */
abstract class ShopSite {

  @TempDir static Path directory;
  private static Chromium chromium;

  /** What the page complained of; a test takes out what it expects. */
  final List<String> problems = new ArrayList<>();

  private final List<String> asked = new ArrayList<>();
  private BrowserContext context;

  @BeforeAll
  static void build() {
    TestSite.write(
        directory,
        shop().build(),
        Map.of(ObjectId.table("public", "customer"), "com.example.Customer"));
    chromium = new Chromium();
  }

  @AfterAll
  static void stop() {
    chromium.close();
  }

  @AfterEach
  void close() {
    if (context != null) {
      context.close();
    }
    assertThat(problems).isEmpty();
    assertThat(asked).allMatch(url -> url.startsWith("file:") || url.startsWith("blob:"));
  }

  /** Two branches that are merged, two schemas, and text that would like to be more than text. */
  private static TestBundle shop() {
    return new TestBundle()
        .revision(
            "a10000000001",
            """
            CREATE TYPE state AS ENUM ('new', 'paid', 'sent');;
            CREATE TABLE customer (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                name varchar(80) NOT NULL CHECK (name <> ''));;
            CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint NOT NULL REFERENCES customer,
                state state NOT NULL DEFAULT 'new', at timestamptz NOT NULL DEFAULT now());;
            COMMENT ON TABLE customer IS 'Who buys <img src=x onerror="window.hacked=1">'
            """,
            "DROP TABLE orders, customer",
            "DROP TYPE state")
        .revision(
            "b20000000002",
            List.of("a10000000001"),
            """
            CREATE SCHEMA stock;;
            CREATE TABLE stock.article (id int PRIMARY KEY, name text NOT NULL, weight numeric(8,2));;
            CREATE TABLE item (order_id bigint REFERENCES orders ON DELETE CASCADE, line int,
                article int NOT NULL REFERENCES stock.article, PRIMARY KEY (order_id, line))
            """,
            "DROP TABLE item",
            "DROP SCHEMA stock CASCADE")
        .and("more", "ALTER TABLE item ADD CHECK (line > 0)", "SELECT 1")
        .revision(
            "c30000000003",
            List.of("a10000000001"),
            "ALTER TABLE customer ADD COLUMN email text UNIQUE",
            "ALTER TABLE customer DROP COLUMN email")
        .revision("d40000000004", List.of("b20000000002", "c30000000003"), "SELECT 1", "SELECT 1")
        .revision(
            "e50000000005",
            """
            CREATE VIEW unpaid AS SELECT o.id, c.name FROM orders o JOIN customer c
                ON c.id = o.customer WHERE o.state = 'new' -- those that wait
            """,
            "DROP VIEW unpaid")
        .revision(
            "f60000000006",
            "ALTER TABLE customer ALTER email TYPE varchar(90);;ALTER TABLE orders DROP COLUMN at",
            "SELECT 1");
  }

  final Page open(String address) {
    return open(address, 1280, 800, ColorScheme.LIGHT);
  }

  final Page open(String address, int width, int height, ColorScheme colours) {
    if (context != null) {
      context.close();
    }
    context =
        chromium
            .browser()
            .newContext(
                new com.microsoft.playwright.Browser.NewContextOptions()
                    .setViewportSize(width, height)
                    .setColorScheme(colours));
    Page page = context.newPage();
    page.onPageError(problems::add);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            problems.add(message.text());
          }
        });
    page.onRequest(request -> asked.add(request.url()));
    page.navigate(directory.resolve("index.html").toUri() + address);
    return page;
  }

  static String heading(Page page) {
    return page.locator("h1").innerText();
  }

  static String transform(Page page) {
    return (String) page.evaluate("document.querySelector('.canvas').style.transform");
  }
}
