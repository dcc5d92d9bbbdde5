package dev.athanor.autogenerate.write;

import dev.athanor.schema.ddl.DdlStatement;
import dev.athanor.schema.model.Kind;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a changeset does, in a few words for its comment: a column that becomes NOT NULL makes four
 * changesets of one table, which the table's name does not tell apart.
 */
final class Purpose {
  /** An identifier as it is written. */
  static final String PART = "(?:\"(?:[^\"]|\"\")+\"|[^\\s.\"]+)";

  private static final String NAME = "(?:" + PART + "\\.)?(" + PART + ")";
  private static final String ALTER = "^ALTER TABLE .+? ";

  /** From the particular to the general; {@code $1} is a name. */
  private static final Map<Pattern, String> WORDS = new LinkedHashMap<>();

  /** Liquibase cuts a comment at 250 characters; nobody wants to read as many. */
  private static final int ROOM = 120;

  static {
    words("^CREATE (?:UNLOGGED )?TABLE ()", "create table");
    words("^DROP TABLE ()", "drop table");
    words("^CREATE (?:UNIQUE )?INDEX (?:CONCURRENTLY )?" + NAME, "add $1");
    words("^DROP INDEX (?:CONCURRENTLY )?" + NAME, "drop $1");
    words("^UPDATE .+? SET " + NAME + " = ", "fill $1");
    words("^INSERT INTO ()", "go on behind the keys");
    words("^SELECT setval\\(()", "go on behind the keys");
    words(ALTER + "ADD (?:COLUMN|CONSTRAINT) " + NAME, "add $1");
    words(ALTER + "DROP (?:COLUMN|CONSTRAINT) " + NAME, "drop $1");
    words(ALTER + "RENAME COLUMN " + NAME, "rename $1");
    words(ALTER + "VALIDATE CONSTRAINT " + NAME, "validate $1");
    words(ALTER + "ALTER COLUMN " + NAME + " SET NOT NULL", "$1 is not null");
    words(ALTER + "ALTER COLUMN " + NAME, "change $1");
  }

  private Purpose() {}

  private static void words(String sql, String words) {
    WORDS.put(Pattern.compile(sql), words);
  }

  /** The concern, and after a colon what is done; the concern alone where there are no words. */
  static String of(String concern, List<DdlStatement> group) {
    Set<String> all = new LinkedHashSet<>();
    for (DdlStatement statement : group) {
      // The check that made way for SET NOT NULL; that it goes would read like a loss.
      boolean scaffold =
          statement.subject().kind() == Kind.COLUMN
              && statement.sql().contains(" DROP CONSTRAINT ");
      if (!scaffold) {
        of(statement.sql()).ifPresent(all::add);
      }
    }
    StringBuilder text = new StringBuilder(concern);
    String separator = ": ";
    for (String words : all) {
      if (text.length() + words.length() > ROOM) {
        return text + separator + "…";
      }
      text.append(separator).append(words);
      separator = ", ";
    }
    return text.toString();
  }

  private static Optional<String> of(String sql) {
    for (Map.Entry<Pattern, String> one : WORDS.entrySet()) {
      Matcher matcher = one.getKey().matcher(sql);
      if (matcher.find()) {
        return Optional.of(one.getValue().replace("$1", matcher.group(1)));
      }
    }
    return Optional.empty();
  }
}
