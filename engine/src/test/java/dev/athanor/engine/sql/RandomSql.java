package dev.athanor.engine.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Scripts at random, of all that makes the end of a statement hard to find. The server reads most
 * of them; a few are torn, for psql has an opinion on those, too.
 */
final class RandomSql {
  private static final String[] INSIDE = {
    "a",
    "b1",
    ";",
    "'",
    "\"",
    "\\",
    "\\'",
    "\\\\",
    "''",
    "$",
    "$$",
    "$t$",
    "$u$",
    "--",
    "/*",
    "*/",
    "\n",
    "\r\n",
    "(",
    ")",
    " ",
    "é",
    "ſ",
    "日本",
    "\uD83D\uDE00",
    "BEGIN ATOMIC",
    "END",
    "e'",
    "\t"
  };
  private static final String[] BLANKS = {
    " ",
    "\n",
    "\r\n",
    "\t",
    " -- it's; $$ (\n",
    "\n-- \"/*\r\n",
    "/* ; ' */",
    "/* /* $$ ; */ ( */",
    " /**/ ",
    "\f",
    "  "
  };
  private static final String[] WORDS = {"a", "x1", "end_of", "été", "e", "u", "b$$c", "n", "ſet"};

  private final Random random;

  RandomSql(long seed) {
    random = new Random(seed);
  }

  /** Some statements, each with its semicolon, but for the last one now and then. */
  String script() {
    StringBuilder script = new StringBuilder();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      script.append(maybe(this::blank)).append(statement()).append(maybe(this::blank)).append(";");
    }
    if (random.nextInt(8) == 0) {
      script.setLength(script.length() - 1);
    }
    // psql counts the words of a body: in a torn one nobody else ends it where psql does.
    boolean tear = random.nextInt(8) == 0 && script.length() > 0 && script.indexOf("ATOMIC") < 0;
    return tear ? torn(script) : script.toString();
  }

  private String statement() {
    return switch (random.nextInt(12)) {
      case 0 -> "CREATE FUNCTION f() RETURNS int" + blank() + body();
      case 1 -> "create or" + blank() + "replace procedure p(x int)" + blank() + body();
      case 2 ->
          "CREATE RULE r AS ON INSERT TO t DO ALSO (" + select() + ";" + blank() + select() + ")";
      case 3 -> "CREATE VIEW v AS SELECT begin" + blank() + "atomic FROM t";
      case 4 -> "DO " + dollar();
      case 5 -> "";
      default -> select();
    };
  }

  private String body() {
    StringBuilder body = new StringBuilder("BEGIN" + blank() + "ATOMIC" + blank());
    for (int i = random.nextInt(3); i >= 0; i--) {
      body.append(bodyStatement()).append(maybe(this::blank)).append(";").append(blank());
    }
    return body + "END";
  }

  private String bodyStatement() {
    return switch (random.nextInt(5)) {
      case 0 -> "SELECT CASE WHEN true THEN 1" + blank() + "END";
      case 1 -> "SELECT max(a)" + blank() + "AS" + blank() + "end FROM t";
      case 2 -> "SELECT t.end, (SELECT 1 AS begin) FROM t";
      default -> select();
    };
  }

  private String select() {
    StringBuilder select = new StringBuilder("SELECT" + blank());
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      select.append(i == 0 ? "" : ",").append(maybe(this::blank)).append(expression());
    }
    return select.toString();
  }

  private String expression() {
    return switch (random.nextInt(12)) {
      case 0 -> "(" + expression() + maybe(this::blank) + ")";
      case 1 -> expression() + " ||" + blank() + expression();
      case 2 -> dollar();
      case 3 -> "1" + blank() + "AS \"" + inside("\"") + "x\"";
      case 4 -> "1.5e3" + blank() + "AS " + WORDS[random.nextInt(WORDS.length)];
      case 5 -> "U&'" + inside("'").replace("\\", "") + "'" + maybe(() -> blank() + "UESCAPE '!'");
      case 6 -> "b'01" + goesOn("10") + "'";
      case 7 -> "X'0f" + goesOn("a0") + "'";
      case 8 -> "N'" + inside("'") + goesOn(inside("'")) + "'";
      case 9 -> "E'" + escaped() + goesOn(escaped()) + "'";
      case 10 -> "1" + blank() + "+-" + blank() + "2";
      default -> "'" + inside("'") + goesOn(inside("'")) + "'";
    };
  }

  /** Now and then, the quote is closed and goes on behind a line's end. */
  private String goesOn(String more) {
    if (random.nextInt(3) > 0) {
      return "";
    }
    String[] between = {"\n", "\r\n", "  \n\t", " -- a ' ;\n", "\n\n-- ;\n  ", "\r"};
    return "'" + between[random.nextInt(between.length)] + "'" + more;
  }

  private String escaped() {
    return inside("'").replace("\\", "\\\\") + (random.nextBoolean() ? "\\';" : "");
  }

  private String dollar() {
    String tag = new String[] {"$$", "$t$", "$été$", "$t_1$"}[random.nextInt(4)];
    return tag + inside("").replace("$", "") + tag;
  }

  /** Anything, with the quote doubled. */
  private String inside(String quote) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(INSIDE[random.nextInt(INSIDE.length)]);
    }
    return quote.isEmpty() ? text.toString() : text.toString().replace(quote, quote + quote);
  }

  private String blank() {
    return BLANKS[random.nextInt(BLANKS.length)];
  }

  private String maybe(Supplier<String> text) {
    return random.nextInt(3) == 0 ? text.get() : "";
  }

  /** A character out, in or doubled. */
  private String torn(StringBuilder script) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < script.length(); i++) {
      if (!Character.isSurrogate(script.charAt(i))) {
        places.add(i);
      }
    }
    int at = places.get(random.nextInt(places.size()));
    String[] torn = {"'", "\"", "(", ")", "$$", "/*", "*/", ";", "\n", "--", "E'"};
    if (random.nextBoolean()) {
      script.deleteCharAt(at);
    } else {
      script.insert(at, torn[random.nextInt(torn.length)]);
    }
    return script.toString();
  }
}
