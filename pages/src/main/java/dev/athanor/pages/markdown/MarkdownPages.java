package dev.athanor.pages.markdown;

import dev.athanor.pages.catalog.DocumentedSchema;
import dev.athanor.pages.history.SchemaHistory;
import dev.athanor.schema.model.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A schema as Markdown that GitHub renders: always the same for the same schema and revisions. */
public final class MarkdownPages {
  /** How each page begins. Files without it are somebody's own, and never written over. */
  public static final String MARK =
      "<!-- Written by athanor docs. Do not edit: the next run writes it again. -->";

  private MarkdownPages() {}

  /** Texts by their path, with forward slashes. */
  public static SortedMap<String, String> render(
      DocumentedSchema schema, Optional<SchemaHistory> history) {
    SortedMap<String, String> pages = new TreeMap<>();
    for (Table table : schema.tables()) {
      pages.put(PageNames.TABLES + PageNames.of(table.id()), TablePage.render(schema, table));
    }
    List<String> links = new ArrayList<>();
    ObjectPages objects = new ObjectPages(schema);
    put(pages, links, PageNames.VIEWS, "Views", objects.views());
    put(pages, links, PageNames.TYPES, "Types and sequences", objects.types());
    put(pages, links, PageNames.FUNCTIONS, "Functions and procedures", objects.functions());
    put(
        pages,
        links,
        PageNames.REVISIONS,
        "Revisions",
        history.map(each -> RevisionsPage.render(schema, each)));
    pages.put(PageNames.OVERVIEW, OverviewPage.render(schema, links));
    return pages;
  }

  private static void put(
      SortedMap<String, String> pages,
      List<String> links,
      String file,
      String title,
      Optional<String> text) {
    text.ifPresent(
        page -> {
          pages.put(file, page);
          links.add("[" + title + "](" + file + ")");
        });
  }
}
