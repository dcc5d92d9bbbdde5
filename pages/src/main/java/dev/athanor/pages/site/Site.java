package dev.athanor.pages.site;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.athanor.pages.catalog.DocumentedSchema;
import dev.athanor.pages.history.SchemaHistory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A folder of files that a browser opens from a disk, and that asks no network for anything. */
public final class Site {
  private static final List<String> FILES =
      List.of(
          "index.html",
          "site.css",
          "model.js",
          "sql.js",
          "diagram.js",
          "graph.js",
          "views.js",
          "app.js",
          "vendor/elk-api.js",
          "vendor/elkjs-LICENSE.md");

  private Site() {}

  /** Texts by their path, with forward slashes. */
  public static SortedMap<String, String> render(DocumentedSchema schema, SchemaHistory history) {
    SortedMap<String, String> files = new TreeMap<>();
    FILES.forEach(name -> files.put(name, resource(name)));
    files.put("data.js", new SiteData(schema, history).script());
    files.put("vendor/elk-worker.js", worker());
    return files;
  }

  /** As text: a page from a disk may start no worker from a file beside it, but from a text. */
  private static String worker() {
    char[] text =
        JsonStringEncoder.getInstance().quoteAsString(resource("vendor/elk-worker.min.js"));
    return "window.ELK_WORKER = \"" + new String(text) + "\";\n";
  }

  private static String resource(String name) {
    try (InputStream in = Site.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
