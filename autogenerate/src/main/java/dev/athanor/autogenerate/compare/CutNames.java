package dev.athanor.autogenerate.compare;

import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.engine.sql.SqlToken;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Names that are longer than PostgreSQL's 63 bytes: it cuts them, and only a notice says so. */
final class CutNames {
  private static final int LONGEST = 63;

  private CutNames() {}

  /** What becomes of a name. */
  static String cut(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= LONGEST) {
      return name;
    }
    int end = LONGEST;
    // Not within a character.
    while ((bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  /** A line for each name in a model's statements that is cut. */
  static List<String> in(List<String> ddl) {
    Set<String> names = new LinkedHashSet<>();
    for (String sql : ddl) {
      if (sql.length() > LONGEST) {
        for (SqlStatement statement : SqlStatement.in(sql)) {
          statement.tokens().stream()
              .filter(CutNames::isName)
              .map(SqlToken::name)
              .filter(name -> !cut(name).equals(name))
              .forEach(names::add);
        }
      }
    }
    List<String> lines = new ArrayList<>();
    names.forEach(
        name -> lines.add("PostgreSQL cuts names at 63 bytes: " + name + " is " + cut(name)));
    return lines;
  }

  private static boolean isName(SqlToken token) {
    return token.kind() == SqlToken.Kind.WORD || token.kind() == SqlToken.Kind.QUOTED;
  }
}
