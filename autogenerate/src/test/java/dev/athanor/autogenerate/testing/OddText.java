package dev.athanor.autogenerate.testing;

import java.util.List;
import java.util.Random;

/** Texts made of what means something to Liquibase, to SQL or to a reader of lines. */
public final class OddText {
  private static final List<String> PIECES =
      List.of(
          "\n--rollback DROP TABLE invoice;\n",
          "\n--changeset x:y\n",
          "\r\n--rollback empty\r\n",
          "\n/* liquibase rollback\nDROP TABLE invoice;\n*/\n",
          "\n--liquibase formatted sql\n",
          "\n--comment: c\n",
          "\n--preconditions onFail:HALT\n",
          "\n--ignoreLines:start\n",
          "\n--property name:p value:v\n",
          "\n-- revision: abc\n",
          "\nGO\n",
          "\n/\n",
          "\r",
          "\n",
          "\t",
          "\u2028",
          "\u0085",
          "\f",
          "\u0001",
          ";",
          ";;\n",
          "--",
          "/*",
          "*/",
          "'",
          "''",
          "\"",
          "\\",
          "\\n",
          "\\'",
          "$$",
          "$x$",
          "${invoice}",
          "${",
          "{{revision}}",
          "E'",
          "U&'",
          "…",
          "é",
          "😀",
          "\uFEFF",
          " ",
          "a",
          "%",
          "%%",
          "?");

  private OddText() {}

  /** That many pieces. */
  public static String of(Random random, int pieces) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pieces; i++) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  /** As a literal of Java, in ASCII. */
  public static String java(String text) {
    StringBuilder literal = new StringBuilder("\"");
    for (char one : text.toCharArray()) {
      if (one == '"' || one == '\\') {
        literal.append('\\').append(one);
      } else if (one < ' ') {
        literal.append("\\%03o".formatted((int) one));
      } else if (one > '~') {
        literal.append("\\u%04x".formatted((int) one));
      } else {
        literal.append(one);
      }
    }
    return literal.append('"').toString();
  }
}
