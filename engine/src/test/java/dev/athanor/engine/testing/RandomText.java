package dev.athanor.engine.testing;

import java.util.Random;

/**
 * Any Unicode text, what is special to SQL, XML, YAML, JSON and terminals more often than the rest.
 */
public final class RandomText {
  private static final String[] SPECIAL = {
    "-",
    "--",
    "->",
    "-->",
    "<!--",
    "]]>",
    "\"",
    "'",
    "''",
    "\\",
    "$",
    "$$",
    "{{",
    "}}",
    "#",
    ": ",
    "%",
    "&",
    "<",
    ">",
    "&#0;",
    "\u001b[2J",
    "\u0000",
    "\r",
    "\n",
    "\r\n",
    "\t",
    " ",
    "\u0085",
    "\u2028",
    "\u2029",
    "\u00a0",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\ufffe",
    "\ud800",
    "\udc00",
    "\u007f",
    "\u009b",
    "\u0008",
    "\ud83d\ude00",
    "é",
    "/*",
    "*/",
    ";",
    "--changeset a:b",
    "--rollback",
    "\u000b",
    "\u3000"
  };

  private RandomText() {}

  public static String next(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> text.append((char) ('a' + random.nextInt(26)));
        case 1 -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
        case 2 -> text.appendCodePoint(random.nextInt(0x300));
        default -> text.append(SPECIAL[random.nextInt(SPECIAL.length)]);
      }
    }
    return text.toString();
  }
}
