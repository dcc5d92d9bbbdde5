package dev.athanor.pages.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;

/** The site as people use it: with the mouse and without. */
class SiteTest extends ShopSite {
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
  void anAddressOfNothingIsSaid() {
    Page page = open("#/table/nowhere");
    assertThat(heading(page)).isEqualTo("Not here");
    page.navigate(directory.resolve("index.html").toUri() + "#/revision/%E0%A4%A");
    assertThat(heading(page)).isEqualTo("Not here");
  }
}
