package dev.athanor.pages.markdown;

import dev.athanor.engine.model.Digest;
import dev.athanor.schema.model.ObjectId;
import java.nio.charset.StandardCharsets;

/** File names of pages: the same on every system, whatever a table is called. */
final class PageNames {
  static final String OVERVIEW = "README.md";
  static final String TYPES = "types.md";
  static final String VIEWS = "views.md";
  static final String FUNCTIONS = "functions.md";
  static final String REVISIONS = "revisions.md";
  static final String TABLES = "tables/";

  private static final int LONGEST = 120;

  private PageNames() {}

  /** {@code public.users.md}; upper case and what is special as {@code ~} and its bytes in hex. */
  static String of(ObjectId table) {
    String name = escaped(table.schema()) + "." + escaped(table.name());
    if (name.length() > LONGEST) {
      String digest = Digest.of(table.path()).replaceFirst("^sha256:", "").substring(0, 12);
      name = name.substring(0, LONGEST - digest.length() - 1) + "~" + digest;
    }
    return name + ".md";
  }

  /** Two names that differ in case alone are one file on many systems. */
  private static String escaped(String name) {
    StringBuilder shown = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '-';
      if (plain) {
        shown.append(c);
      } else {
        shown.append(String.format("~%02x", (int) c));
      }
    }
    return shown.toString();
  }
}
