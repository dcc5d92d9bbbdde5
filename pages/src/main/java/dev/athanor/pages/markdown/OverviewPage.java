package dev.athanor.pages.markdown;

import dev.athanor.pages.catalog.DocumentedSchema;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Extension;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Table;
import java.util.ArrayList;
import java.util.List;

/** What there is, schema by schema. */
final class OverviewPage {
  /** What PostgreSQL says of its own schema. */
  private static final String DEFAULT_COMMENT = "standard public schema";

  private final DocumentedSchema schema;
  private final Page page;

  private OverviewPage(DocumentedSchema schema) {
    this.schema = schema;
    this.page = new Page(schema, "", "Database");
  }

  static String render(DocumentedSchema schema, List<String> pages) {
    OverviewPage overview = new OverviewPage(schema);
    overview.page.paragraph(String.join(" · ", pages));
    schema.schemas().forEach(overview::schema);
    overview.page.section(
        "Extensions",
        List.of("Name", Page.COMMENT),
        schema.sorted(Extension.class).stream()
            .map(each -> List.of(Markdown.code(each.id().name()), Page.cell(each.comment())))
            .toList());
    return overview.page.render();
  }

  private void schema(String name) {
    List<Table> tables =
        schema.tables().stream().filter(each -> each.id().schema().equals(name)).toList();
    List<SchemaObject> views = new ArrayList<>(schema.views());
    views.removeIf(each -> !each.id().schema().equals(name));
    page.heading("Schema " + Markdown.code(name));
    if (!DEFAULT_COMMENT.equals(schema.commentOn(name))) {
      page.comment(schema.commentOn(name));
    }
    page.table(
        List.of("Table", "Columns", "Entity", Page.COMMENT),
        tables.stream().filter(each -> !each.isPartition()).map(this::row).toList());
    page.table(
        List.of("View", "Reads", Page.COMMENT),
        views.stream()
            .map(
                each ->
                    List.of(
                        page.link(each.id()),
                        page.links(schema.reads(each.id())),
                        Page.cell(each.comment())))
            .toList());
    diagram(tables);
  }

  private List<String> row(Table table) {
    int partitions = schema.children(table.id()).size();
    String more =
        table.isPartitioned()
            ? " (" + partitions + (partitions == 1 ? " partition)" : " partitions)")
            : "";
    return List.of(
        page.link(table.id()) + more,
        Integer.toString(schema.of(table.id(), Column.class).size()),
        schema.entity(table.id()).map(Markdown::code).orElse(""),
        Page.cell(table.comment()));
  }

  private void diagram(List<Table> tables) {
    List<ObjectId> drawn =
        tables.stream().filter(each -> !each.isPartition()).map(Table::id).toList();
    if (drawn.size() > MermaidDiagram.MOST_TABLES) {
      page.paragraph(
          "A diagram of "
              + drawn.size()
              + " tables nobody can read: each table's page has its own.");
    } else if (!drawn.isEmpty()) {
      page.block("mermaid", MermaidDiagram.overview(schema, drawn));
    }
  }
}
