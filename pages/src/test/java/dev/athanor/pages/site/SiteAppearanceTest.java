package dev.athanor.pages.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The site as people see it: in both colours, at each width, and on paper. */
class SiteAppearanceTest extends ShopSite {
  private static final Path SCREENS = Path.of("target", "screens");

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
        "addEventListener('beforeprint', () => window.printed = ['.canvas', '.canvas > div']"
            + ".map((each) => document.querySelector(each).style.transform).join(' '))");
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
