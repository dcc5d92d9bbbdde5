package dev.athanor.pages.review;

import dev.athanor.pages.review.SchemaChange.ColumnChange;
import dev.athanor.pages.review.SchemaChange.KeyChange;
import dev.athanor.pages.review.SchemaChange.Mark;
import dev.athanor.pages.review.SchemaChange.TableChange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a plan changes in the schema as SVG: a box a table, beside and below each other. */
final class ChangePicture {
  /** For a page's style sheet. The sign before each line says the same as its colour. */
  static final String STYLE =
      """
      svg.change { max-width: 100%; height: auto; } svg.change text { font: 13px ui-monospace, monospace; fill: currentColor; }
      svg.change rect { fill: none; stroke: #8889; } svg.change .title { font-weight: 600; }
      svg.change .added { fill: #1a7f37; } svg.change .dropped { fill: #cf222e; } svg.change .changed { fill: #9a6700; }
      @media (prefers-color-scheme: dark) { svg.change .added { fill: #3fb950; } svg.change .dropped { fill: #f85149; } svg.change .changed { fill: #d29922; } }
      """;

  private static final int PAGE = 900;
  private static final int GAP = 20;
  private static final int ROW = 20;
  private static final double CHARACTER = 8;

  private final UnaryOperator<String> escape;
  private final StringBuilder boxes = new StringBuilder();
  private int x;
  private int y;
  private int highest;
  private int widest;

  private ChangePicture(UnaryOperator<String> escape) {
    this.escape = escape;
  }

  /** One line of a box. */
  private record Row(Mark mark, String text) {
    String line() {
      return switch (mark) {
        case ADDED -> "+ " + text;
        case DROPPED -> "− " + text;
        case CHANGED -> "~ " + text;
      };
    }
  }

  /**
   * @param escape makes a text of others harmless in HTML
   */
  static String render(SchemaChange change, UnaryOperator<String> escape) {
    ChangePicture picture = new ChangePicture(escape);
    change.tables().stream().limit(ChangeDiagram.MOST_TABLES).forEach(picture::box);
    int height = picture.y + picture.highest;
    return "<svg class=\"change\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\"%n aria-label=\"Tables that change\">%n%s</svg>%n"
        .formatted(picture.widest, height, picture.widest, height, picture.boxes)
        .replace("\r", "");
  }

  private void box(TableChange table) {
    List<Row> rows = rows(table);
    int longest = rows.stream().mapToInt(each -> each.line().length()).max().orElse(0);
    int width = (int) (Math.max(longest, table.name().length() + 2) * CHARACTER) + 24;
    int height = (rows.size() + 1) * ROW + 14;
    if (x > 0 && x + width > PAGE) {
      x = 0;
      y += highest + GAP;
      highest = 0;
    }
    boxes.append(
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\"/>%n"
            .formatted(x + 1, y + 1, width - 2, height - 2));
    text(new Row(table.mark(), table.name()), 0, " title");
    for (int i = 0; i < rows.size(); i++) {
      text(rows.get(i), i + 1, "");
    }
    x += width + GAP;
    widest = Math.max(widest, x - GAP);
    highest = Math.max(highest, height);
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

  private void text(Row row, int line, String title) {
    boxes.append(
        "<text class=\"%s%s\" x=\"%d\" y=\"%d\">%s</text>%n"
            .formatted(
                row.mark().word(), title, x + 12, y + 22 + line * ROW, escape.apply(row.line())));
  }
}
