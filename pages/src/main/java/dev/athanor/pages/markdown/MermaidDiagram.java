package dev.athanor.pages.markdown;

import dev.athanor.pages.catalog.DocumentedSchema;
import dev.athanor.pages.catalog.ForeignKey;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.ObjectId;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** An {@code erDiagram} as GitHub draws it. */
final class MermaidDiagram {
  /** More tables than anybody can read in one picture; Mermaid itself ends at 500 lines. */
  static final int MOST_TABLES = 60;

  private final DocumentedSchema schema;
  private final StringBuilder lines = new StringBuilder("erDiagram\n");

  MermaidDiagram(DocumentedSchema schema) {
    this.schema = schema;
  }

  /** Tables without their columns, and who refers to whom. */
  static String overview(DocumentedSchema schema, Collection<ObjectId> tables) {
    MermaidDiagram diagram = new MermaidDiagram(schema);
    tables.forEach(table -> diagram.lines.append("  ").append(diagram.name(table)).append("\n"));
    for (ObjectId table : tables) {
      schema.foreignKeys(table).stream()
          .filter(key -> tables.contains(key.target()))
          .forEach(diagram::relation);
    }
    return diagram.lines.toString();
  }

  /** A table with its columns, and its neighbours with those of their keys. */
  static String around(DocumentedSchema schema, ObjectId table) {
    MermaidDiagram diagram = new MermaidDiagram(schema);
    Set<ForeignKey> keys = new LinkedHashSet<>(schema.foreignKeys(table));
    keys.addAll(schema.referrers(table));
    Set<ObjectId> neighbours = new LinkedHashSet<>();
    keys.forEach(
        key -> {
          neighbours.add(key.table());
          neighbours.add(key.target());
        });
    neighbours.remove(table);
    diagram.entity(table, column -> true);
    neighbours.stream()
        .sorted()
        .limit(MOST_TABLES)
        .forEach(each -> diagram.entity(each, column -> diagram.isKey(each, column)));
    keys.stream().filter(key -> isDrawn(key, table, neighbours)).forEach(diagram::relation);
    return diagram.lines.toString();
  }

  private static boolean isDrawn(ForeignKey key, ObjectId table, Set<ObjectId> neighbours) {
    List<ObjectId> drawn = neighbours.stream().sorted().limit(MOST_TABLES).toList();
    ObjectId other = key.table().equals(table) ? key.target() : key.table();
    return other.equals(table) || drawn.contains(other);
  }

  private boolean isKey(ObjectId table, String column) {
    return schema.primaryKey(table).contains(column)
        || schema.foreignKeys(table).stream().anyMatch(key -> key.columns().contains(column));
  }

  private void entity(ObjectId table, Predicate<String> wanted) {
    List<Column> columns =
        schema.of(table, Column.class).stream()
            .filter(each -> wanted.test(each.id().name()))
            .toList();
    lines.append("  ").append(name(table));
    if (!columns.isEmpty()) {
      lines.append(" {\n");
      columns.forEach(each -> column(table, each));
      lines.append("  }");
    }
    lines.append("\n");
  }

  private void column(ObjectId table, Column column) {
    String name = column.id().name();
    String word = MermaidWords.word(name);
    lines.append("    ").append(MermaidWords.type(column.type())).append(' ').append(word);
    String keys = keys(table, name);
    if (!keys.isEmpty()) {
      lines.append(' ').append(keys);
    }
    if (!word.equals(name)) {
      lines.append(' ').append(MermaidWords.quoted(name));
    }
    lines.append("\n");
  }

  private String keys(ObjectId table, String column) {
    boolean primary = schema.primaryKey(table).contains(column);
    boolean foreign =
        schema.foreignKeys(table).stream().anyMatch(key -> key.columns().contains(column));
    return primary && foreign ? "PK, FK" : primary ? "PK" : foreign ? "FK" : "";
  }

  private void relation(ForeignKey key) {
    lines
        .append("  ")
        .append(name(key.target()))
        .append(key.optional() ? " |o--" : " ||--")
        .append(key.single() ? "o| " : "o{ ")
        .append(name(key.table()))
        .append(" : ")
        .append(MermaidWords.quoted(String.join(", ", key.columns())))
        .append("\n");
  }

  /** In quotes no name is a word of the language. */
  private String name(ObjectId table) {
    return MermaidWords.quoted(schema.name(table));
  }
}
