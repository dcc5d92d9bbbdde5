package dev.athanor.pages.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The picture in README is TweetEval's site. To take it again, run this test with
 * -Dathanor.update=true and commit.
 */
class PictureTest {
  private static final Path PICTURE = Path.of("../docs/pictures/site.png");

  @TempDir Path directory;

  @Test
  void theExampleIsDrawnWhole() {
    TestSite.write(
        directory,
        BundleCompiler.compile(
            Changelog.load(ChangelogSource.versions(Path.of("../examples/tweeteval"))),
            CompileOptions.defaults()),
        Map.of());
    try (Chromium chromium = new Chromium()) {
      Page page = chromium.browser().newPage();
      page.setViewportSize(1280, 860);
      page.navigate(directory.resolve("index.html").toUri() + "#/diagram");
      Locator tables = page.locator(".node");
      tables.first().waitFor();
      assertThat(tables.count()).isEqualTo(7);
      assertThat(page.locator("body").innerText()).contains("analysis_results", "users");
      if (Boolean.getBoolean("athanor.update")) {
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURE));
      }
      // A name of a file is longer than a telephone is wide.
      page.setViewportSize(390, 844);
      page.navigate(directory.resolve("index.html").toUri() + "#/revision/6e21f7a0c5d3");
      assertThat(page.locator("main").innerText()).contains("_create_export_jobs.xml");
      assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
          .isEqualTo(true);
    }
    assertThat(PICTURE).exists();
  }
}
