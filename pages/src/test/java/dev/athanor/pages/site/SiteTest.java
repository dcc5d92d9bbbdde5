package dev.athanor.pages.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import dev.athanor.engine.testing.TestBundle;
import dev.athanor.schema.model.ObjectId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The site as people use it: opened from a disk, in a browser, with the mouse and without. */
class SiteTest {
  private static final Path SCREENS = Path.of("target", "screens");

  @TempDir static Path directory;
  private static Chromium chromium;

  private final List<String> problems = new ArrayList<>();
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

  /** How many tables of a diagram are not all within it, once it has heard of its size. */
  private static final String OUT_OF_SIGHT =
      """
      () => new Promise((done) => setTimeout(() => done([...document.querySelectorAll(".node")].filter((node) => {
        const [a, b] = [node.getBoundingClientRect(), node.closest(".view").getBoundingClientRect()];
        return a.left < b.left || a.right > b.right || a.top < b.top || a.bottom > b.bottom;
      }).length), 50))
      """;

  /** How many tables of a diagram are not all within 18 by 16 cm, as it stood for the printer. */
  private static final String BEYOND_PAPER =
      """
      () => {
        const at = new DOMMatrix(window.printed), [width, height] = [18, 16].map((cm) => cm / 2.54 * 96);
        const right = (node) => at.e + at.a * (node.offsetLeft + node.offsetWidth);
        const bottom = (node) => at.f + at.a * (node.offsetTop + node.offsetHeight);
        return [...document.querySelectorAll(".node")].filter((node) => right(node) > width || bottom(node) > height
            || at.e + at.a * node.offsetLeft < 0 || at.f + at.a * node.offsetTop < 0).length;
      }
      """;

  private Page open(String address) {
    return open(address, 1280, 800, ColorScheme.LIGHT);
  }

  private Page open(String address, int width, int height, ColorScheme colours) {
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

  private static String heading(Page page) {
    return page.locator("h1").innerText();
  }

  @Test
  void aTableIsFoundByClicks() {
    Page page = open("");
    page.getByRole(AriaRole.NAVIGATION).getByText("Tables").click();
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("customer")).click();

    assertThat(heading(page)).isEqualTo("customer");
    String text = page.locator("main").innerText();
    assertThat(text)
        .contains("mapped by com.example.Customer", "Who buys <img src=x", "identity")
        .contains("::text <> ''::text)", "orders", "unpaid");
    assertThat(page.evaluate("window.hacked")).isNull();
    page.locator(".node").first().waitFor();
    assertThat(page.locator(".node")).satisfies(nodes -> assertThat(nodes.count()).isEqualTo(2));
    assertThat(page.url()).endsWith("#/table/customer");
    assertThat(heading(open("#/table/public.customer"))).isEqualTo("customer");
  }

  @Test
  void aRevisionSaysWhatItDoesInSqlInWordsAndAsAPicture() {
    Page page = open("#/revisions");
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("f60000000006")).click();

    assertThat(page.locator("main").innerText())
        .contains("column public.customer.email: type: text → character varying(90)")
        .contains("column public.orders.at")
        .contains("ACCESS EXCLUSIVE on public.customer: reads and writes wait")
        .contains("loses data: ALTER TABLE orders DROP COLUMN at (drop-column, not recorded)");
    assertThat(page.locator("pre .k").allInnerTexts()).contains("ALTER", "TABLE", "DROP");
    page.locator(".node.changed").first().waitFor();
    assertThat(page.locator(".node span.removed").innerText()).contains("at", "timestamptz");
    assertThat(page.locator(".node span.changed").innerText()).contains("email");
  }

  /** Nobody waits for a table that was not there. */
  @Test
  void locksAreThoseOnTablesThatWereThere() {
    assertThat(open("#/revision/b20000000002").locator("main").innerText())
        .contains("SHARE ROW EXCLUSIVE on public.orders: writes wait")
        .doesNotContain("on public.item", "on stock.article");
  }

  @Test
  void branchesAndMergesAreDrawn() {
    Page page = open("#/revisions");

    assertThat(page.locator(".revisions circle").count()).isEqualTo(6);
    assertThat(page.locator(".revisions path").count()).isEqualTo(6);
    assertThat(
            page.evaluate(
                "new Set([...document.querySelectorAll('.revisions circle')].map(c => c.getAttribute('cx'))).size"))
        .isEqualTo(2);
    assertThat(page.locator(".tag").allInnerTexts()).containsExactly("head", "merge");
  }

  /** One branch does not have what the other made. */
  @Test
  void anyTwoRevisionsAreCompared() {
    Page page = open("#/compare/b20000000002/c30000000003");

    assertThat(page.locator("ul.words").innerText())
        .contains("table stock.article", "table item", "column customer.email");
    assertThat(page.locator("ul.words .added").count()).isPositive();
    page.getByLabel("From").selectOption("c30000000003");
    assertThat(page.locator("main").innerText()).contains("Nothing in the schema");
    page.getByLabel("From").selectOption("base");
    page.locator(".node.added").first().waitFor();
    assertThat(page.locator(".node").count()).isEqualTo(2);
    assertThat(page.url()).endsWith("#/compare/base/c30000000003");
  }

  @Test
  void theDiagramIsMovedZoomedAndFiltered() {
    Page page = open("#/diagram");
    page.locator(".node").first().waitFor();
    assertThat(page.locator(".node").count()).isEqualTo(4);
    String before = transform(page);
    page.mouse().move(300, 700);
    page.mouse().down();
    page.mouse().move(400, 640);
    page.mouse().up();
    String moved = transform(page);
    assertThat(moved).isNotEqualTo(before);
    page.mouse().wheel(0, -300);
    page.waitForFunction("old => document.querySelector('.canvas').style.transform !== old", moved);
    page.locator(".view").focus();
    page.keyboard().press("0");
    assertThat(transform(page)).isEqualTo(before);
    page.getByLabel("Schema").selectOption("stock");
    page.waitForFunction("() => document.querySelectorAll('.node').length === 1");
    page.getByLabel("Schema").selectOption("");
    page.getByLabel("Around").selectOption("customer");
    page.waitForFunction("() => document.querySelectorAll('.node').length === 2");
    page.getByLabel("Distance").selectOption("2");
    page.waitForFunction("() => document.querySelectorAll('.node').length === 3");
    page.locator(".node").first().click();
    assertThat(page.url()).contains("#/table/");
  }

  private static String transform(Page page) {
    return (String) page.evaluate("document.querySelector('.canvas').style.transform");
  }

  @Test
  void theKeyboardAloneFindsAColumn() {
    Page page = open("");
    page.keyboard().press("/");
    page.keyboard().type("article weight");
    Locator hits = page.locator("#hits li");
    assertThat(hits.count()).isEqualTo(1);
    page.keyboard().press("ArrowDown");
    page.keyboard().press("Enter");

    page.waitForURL("**#/table/stock.article");
    assertThat(page.evaluate("document.activeElement.id")).isEqualTo("main");
    assertThat(page.locator("main").innerText()).contains("numeric(8,2)");
  }

  @Test
  void darkIsKept() {
    Page page = open("", 1280, 800, ColorScheme.DARK);
    assertThat(page.locator("html").getAttribute("class")).isEqualTo("dark");
    page.locator("#theme").click();
    page.reload();
    assertThat(page.locator("html").getAttribute("class")).isNullOrEmpty();
  }

  /** On paper all tables of a diagram stand in its frame, and no colour is one for the dark. */
  @Test
  void aPageIsPrinted() {
    Page page = open("#/diagram", 1440, 900, ColorScheme.DARK);
    page.locator(".node").first().waitFor();
    String moved = transform(page);
    page.evaluate(
        "addEventListener('beforeprint', () => window.printed = document.querySelector('.canvas').style.transform)");
    page.pdf();
    assertThat(transform(page)).as("as it was, afterwards").isEqualTo(moved);
    assertThat(page.evaluate(BEYOND_PAPER)).isEqualTo(0);

    page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
    assertThat(page.locator("header").isVisible()).isFalse();
    assertThat(page.locator(".zoom").isVisible()).isFalse();
    assertThat(serious(page)).isEmpty();
    page.evaluate("location.hash = '#/revision/f60000000006'");
    page.locator("pre .k").first().waitFor();
    assertThat(serious(page)).isEmpty();
    problems.removeIf(each -> each.contains("site.css"));
  }

  @Test
  void anAddressOfNothingIsSaid() {
    Page page = open("#/table/nowhere");
    assertThat(heading(page)).isEqualTo("Not here");
    page.navigate(directory.resolve("index.html").toUri() + "#/revision/%E0%A4%A");
    assertThat(heading(page)).isEqualTo("Not here");
  }

  /** Every page in both colours; the pictures are for people to look at, at three widths. */
  @Test
  void axeFindsNothingSerious() {
    String[] addresses = {
      "#/",
      "#/diagram",
      "#/tables",
      "#/table/customer",
      "#/other",
      "#/revisions",
      "#/revision/f60000000006",
      "#/compare/a10000000001/f60000000006"
    };
    for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (String address : addresses) {
        Page page = open(address, 1440, 900, colours);
        for (int width : new int[] {1440, 900, 390}) {
          page.setViewportSize(width, 900);
          if (page.locator(".view").count() > 0) {
            page.locator(".node").first().waitFor();
          }
          String name = address.replaceAll("[^a-z0-9]+", "-") + "-" + width + "-" + colours;
          page.screenshot(new Page.ScreenshotOptions().setPath(SCREENS.resolve(name + ".png")));
          assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
              .as(name + " is no wider than the window")
              .isEqualTo(true);
          assertThat(page.evaluate(OUT_OF_SIGHT)).as(name).isEqualTo(0);
        }
        assertThat(serious(page)).as(address + " " + colours).isEmpty();
      }
    }
    // It asks for the style sheet to read it.
    problems.removeIf(each -> each.contains("site.css"));
  }

  private static List<String> serious(Page page) {
    return new AxeBuilder(page)
        .analyze().getViolations().stream()
            .filter(each -> List.of("serious", "critical").contains(each.getImpact()))
            .map(each -> each.getId() + " " + each.getNodes().get(0).getHtml())
            .toList();
  }
}
