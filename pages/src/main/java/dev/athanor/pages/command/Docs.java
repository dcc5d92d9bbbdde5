package dev.athanor.pages.command;

import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.pages.catalog.DocumentedSchema;
import dev.athanor.pages.files.PageDirectory;
import dev.athanor.pages.files.SiteDirectory;
import dev.athanor.pages.history.SchemaHistory;
import dev.athanor.pages.history.SchemaReplay;
import dev.athanor.pages.markdown.MarkdownPages;
import dev.athanor.pages.site.Site;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.scratch.ScratchDatabases;
import dev.athanor.scratch.ScratchServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/** The verb {@code docs}: the schema and its history as pages. */
public final class Docs {
  private final DocsRequest request;

  public Docs(DocsRequest request) {
    this.request = Objects.requireNonNull(request, "request");
  }

  /**
   * Writes the pages.
   *
   * @throws AthanorException REPLAY_FAILED where the revisions do not run, INVALID_CONFIGURATION
   *     where the pages cannot be written
   */
  public DocsResult run() {
    SchemaHistory history = history();
    DocumentedSchema schema = schema(history);
    List<String> changed = List.of();
    if (request.markdown().isPresent()) {
      changed = directory(request.markdown().get()).write(pages(schema, history)).lines();
    }
    request.site().ifPresent(site -> SiteDirectory.write(site, Site.render(schema, history)));
    return result(schema, history, changed);
  }

  /**
   * Writes nothing, and looks whether the Markdown that is there is what would be written.
   *
   * @throws AthanorException PAGES_STALE with every page that differs
   */
  public DocsResult check() {
    Path markdown =
        request
            .markdown()
            .orElseThrow(
                () ->
                    new AthanorException(
                        Reason.INVALID_CONFIGURATION,
                        "there are no pages to check: no directory of Markdown is named",
                        "Name the one that is committed, such as docs/database."));
    SchemaHistory history = history();
    DocumentedSchema schema = schema(history);
    PageDirectory.Difference difference = directory(markdown).compare(pages(schema, history));
    if (!difference.isEmpty()) {
      throw new AthanorException(
          Reason.PAGES_STALE,
          "The pages in "
              + markdown
              + " are not those of this schema (+ missing, ~ changed, - left):\n  "
              + String.join("\n  ", difference.lines()),
          "Write them again with docs, look at what changed, and commit them.");
    }
    return result(schema, history, List.of());
  }

  private static PageDirectory directory(Path markdown) {
    return new PageDirectory(markdown, MarkdownPages.MARK);
  }

  private static SortedMap<String, String> pages(DocumentedSchema schema, SchemaHistory history) {
    return MarkdownPages.render(
        schema, history.revisions().isEmpty() ? Optional.empty() : Optional.of(history));
  }

  private SchemaHistory history() {
    try (ScratchServer server = ScratchServer.open(request.scratch());
        ScratchDatabases databases = new ScratchDatabases(server)) {
      return new SchemaReplay(request.bundle(), request.plan(), request.options(), databases).run();
    }
  }

  private DocumentedSchema schema(SchemaHistory history) {
    SchemaSnapshot schema = request.live().map(this::read).orElse(history.schema());
    return new DocumentedSchema(schema, history.origins(), request.entities().apply(schema));
  }

  private SchemaSnapshot read(DatabaseTarget live) {
    try (Database database = live.open()) {
      return database.readSchema(schema -> SchemaSnapshot.read(schema, request.options()));
    }
  }

  private DocsResult result(DocumentedSchema schema, SchemaHistory history, List<String> changed) {
    return new DocsResult(
        schema.tables().size(),
        history.revisions().size(),
        request.markdown().map(Path::toString).orElse(null),
        changed,
        request.site().map(site -> site.resolve("index.html").toString()).orElse(null),
        history.notReplayed());
  }
}
