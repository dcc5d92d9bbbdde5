package dev.athanor.pages.review;

import static dev.athanor.pages.markdown.MermaidWords.quoted;

import dev.athanor.pages.markdown.MermaidWords;
import dev.athanor.pages.review.SchemaChange.ColumnChange;
import dev.athanor.pages.review.SchemaChange.KeyChange;
import dev.athanor.pages.review.SchemaChange.Mark;
import dev.athanor.pages.review.SchemaChange.TableChange;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a plan changes in the schema as an {@code erDiagram}, which GitHub draws. */
final class ChangeDiagram {
  /** More than that nobody can read in one picture. */
  static final int MOST_TABLES = 30;

  private ChangeDiagram() {}

  static String render(SchemaChange change) {
    List<TableChange> drawn = change.tables().stream().limit(MOST_TABLES).toList();
    Map<String, String> titles =
        drawn.stream().collect(Collectors.toMap(TableChange::name, ChangeDiagram::title));
    StringBuilder lines = new StringBuilder("erDiagram\n");
    for (TableChange table : drawn) {
      lines.append("  ").append(quoted(title(table)));
      if (!table.columns().isEmpty()) {
        lines.append(" {\n");
        table.columns().forEach(each -> column(lines, each));
        lines.append("  }");
      }
      lines.append('\n');
    }
    for (TableChange table : drawn) {
      for (KeyChange key : table.keys()) {
        lines
            .append("  ")
            .append(quoted(titles.getOrDefault(key.target(), key.target())))
            .append(" ||--o{ ")
            .append(quoted(title(table)))
            .append(" : ")
            .append(quoted(key.columns() + " (" + key.mark().word() + ")"))
            .append('\n');
      }
    }
    return lines.toString();
  }

  private static String title(TableChange table) {
    return table.mark() == Mark.CHANGED
        ? table.name()
        : table.name() + " (" + table.mark().word() + ")";
  }

  /** The name that a bare word cannot hold stands before the note. */
  private static void column(StringBuilder lines, ColumnChange column) {
    String word = MermaidWords.word(column.name());
    String note = word.equals(column.name()) ? column.note() : column.name() + ", " + column.note();
    lines
        .append("    ")
        .append(MermaidWords.type(column.type()))
        .append(' ')
        .append(word)
        .append(' ')
        .append(quoted(note))
        .append('\n');
  }
}
