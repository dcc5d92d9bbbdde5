package dev.athanor.pages.review;

import dev.athanor.pages.review.SchemaChange.ColumnChange;
import dev.athanor.pages.review.SchemaChange.KeyChange;
import dev.athanor.pages.review.SchemaChange.Mark;
import dev.athanor.pages.review.SchemaChange.TableChange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a plan changes in the schema as HTML: a box a table, as many beside each other as fit. */
final class ChangePicture {
  /** For a page's style sheet. The sign before each line says the same as its colour. */
  static final String STYLE =
      """
      ul.change { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start; font: 13px/1.5 ui-monospace, monospace; }
      ul.change li { border: 1px solid #8889; border-radius: 6px; padding: .4rem .8rem; max-width: 100%; box-sizing: border-box; break-inside: avoid; }
      ul.change b, ul.change span { display: block; overflow-wrap: anywhere; } ul.change b { font-weight: 600; }
      ul.change .added { color: #1a7f37; } ul.change .dropped { color: #cf222e; } ul.change .changed { color: #9a6700; }
      @media (prefers-color-scheme: dark) { ul.change .added { color: #3fb950; } ul.change .dropped { color: #f85149; } ul.change .changed { color: #d29922; } }
      """;

  private ChangePicture() {}

  /** One line of a box. */
  private record Row(Mark mark, String text) {
    String line() {
      return switch (mark) {
        case ADDED -> "+ " + text;
        case DROPPED -> "− " + text;
        case CHANGED -> "~ " + text;
      };
    }

    String html(String element, UnaryOperator<String> escape) {
      return "<%s class=\"%s\">%s</%s>\n"
          .formatted(element, mark.word(), escape.apply(line()), element);
    }
  }

  /**
   * @param escape makes a text of others harmless in HTML
   */
  static String render(SchemaChange change, UnaryOperator<String> escape) {
    StringBuilder boxes = new StringBuilder("<ul class=\"change\">\n");
    change.tables().stream()
        .limit(ChangeDiagram.MOST_TABLES)
        .forEach(
            table -> {
              boxes.append("<li>").append(new Row(table.mark(), table.name()).html("b", escape));
              rows(table).forEach(row -> boxes.append(row.html("span", escape)));
              boxes.append("</li>\n");
            });
    return boxes.append("</ul>\n").toString();
  }

  private static List<Row> rows(TableChange table) {
    List<Row> rows = new ArrayList<>();
    for (ColumnChange column : table.columns()) {
      String was = column.note().startsWith("was ") ? ", " + column.note() : "";
      rows.add(new Row(column.mark(), column.name() + " " + column.type() + was));
    }
    for (KeyChange key : table.keys()) {
      rows.add(new Row(key.mark(), key.columns() + " → " + key.target()));
    }
    return rows;
  }
}
