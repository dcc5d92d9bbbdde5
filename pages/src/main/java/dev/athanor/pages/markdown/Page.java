package dev.athanor.pages.markdown;

import dev.athanor.pages.catalog.DocumentedSchema;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** A page on its way: what all pages say in the same words. */
final class Page {
  /** The last column of a table of things that may have one. */
  static final String COMMENT = "Comment";

  private final DocumentedSchema schema;
  private final String up;
  private final StringBuilder text = new StringBuilder();

  /**
   * @param up from the page to the directory of all: {@code ../} or nothing
   */
  Page(DocumentedSchema schema, String up, String title) {
    this.schema = schema;
    this.up = up;
    text.append(MarkdownPages.MARK).append("\n\n# ").append(title).append("\n\n");
  }

  Page heading(String heading) {
    text.append("## ").append(heading).append("\n\n");
    return this;
  }

  Page subheading(String heading) {
    text.append("### ").append(heading).append("\n\n");
    return this;
  }

  /** A paragraph that is Markdown already; nothing for nothing. */
  Page paragraph(String markdown) {
    if (!markdown.isEmpty()) {
      text.append(markdown).append("\n\n");
    }
    return this;
  }

  /** A comment; nothing for null. */
  Page comment(String comment) {
    return comment == null ? this : paragraph(Markdown.prose(comment));
  }

  /** A table under a heading; nothing without rows. */
  Page section(String heading, List<String> head, List<List<String>> rows) {
    return rows.isEmpty() ? this : heading(heading).table(head, rows);
  }

  /** Nothing without rows, and no column of comments where there is none. */
  Page table(List<String> head, List<List<String>> rows) {
    if (rows.isEmpty()) {
      return this;
    }
    int last = head.size() - 1;
    boolean silent =
        head.get(last).equals(COMMENT) && rows.stream().allMatch(row -> row.get(last).isEmpty());
    int width = silent ? last : head.size();
    return paragraph(
        Markdown.table(
                head.subList(0, width), rows.stream().map(row -> row.subList(0, width)).toList())
            .stripTrailing());
  }

  Page block(String language, String code) {
    text.append(Markdown.block(language, code)).append('\n');
    return this;
  }

  /** A table's own page, or the page on which the object stands. */
  String link(ObjectId id) {
    String name = schema.name(id);
    String page =
        switch (id.kind()) {
          case TABLE -> PageNames.TABLES + PageNames.of(id);
          case VIEW -> PageNames.VIEWS;
          case ROUTINE -> PageNames.FUNCTIONS;
          default -> PageNames.TYPES;
        };
    if (schema.snapshot().get(id) == null) {
      return Markdown.code(name);
    }
    boolean beside = !up.isEmpty() && id.kind() == Kind.TABLE;
    return Markdown.link(name, beside ? PageNames.of(id) : up + page);
  }

  String links(Collection<ObjectId> ids) {
    return ids.stream().map(this::link).collect(Collectors.joining(", "));
  }

  /** The revision that made it; empty where that is not known. */
  String origin(SchemaObject object) {
    return schema
        .origin(object.id())
        .map(id -> Markdown.link(id, up + PageNames.REVISIONS))
        .orElse("");
  }

  static String codes(Collection<String> names) {
    return names.stream().map(Markdown::code).collect(Collectors.joining(", "));
  }

  static String cell(String comment) {
    return comment == null ? "" : Markdown.cell(comment);
  }

  String render() {
    return text.toString().stripTrailing() + "\n";
  }
}
