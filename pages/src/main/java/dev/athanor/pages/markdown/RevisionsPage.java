package dev.athanor.pages.markdown;

import dev.athanor.engine.model.Revision;
import dev.athanor.pages.catalog.DocumentedSchema;
import dev.athanor.pages.history.Headlines;
import dev.athanor.pages.history.RevisionRecord;
import dev.athanor.pages.history.SchemaHistory;
import dev.athanor.schema.diff.Difference;
import java.util.List;

/** The revisions that changed the schema, and what each changed; others change no page. */
final class RevisionsPage {
  private RevisionsPage() {}

  static String render(DocumentedSchema schema, SchemaHistory history) {
    Page page = new Page(schema, "", "Revisions");
    page.paragraph("Those that changed the schema, the oldest first.");
    for (RevisionRecord record : history.revisions()) {
      List<Difference> headlines = Headlines.of(record.changes());
      if (!headlines.isEmpty()) {
        revision(page, record.revision());
        StringBuilder list = new StringBuilder();
        headlines.forEach(
            each -> list.append("- ").append(Markdown.line(each.describe())).append('\n'));
        page.paragraph(list.toString().stripTrailing());
      }
    }
    return page.render();
  }

  private static void revision(Page page, Revision revision) {
    page.heading(Markdown.code(revision.id()) + " " + Markdown.line(revision.message()));
    if (revision.downRevisions().size() > 1) {
      page.paragraph("Merges " + Page.codes(revision.downRevisions()) + ".");
    }
  }
}
