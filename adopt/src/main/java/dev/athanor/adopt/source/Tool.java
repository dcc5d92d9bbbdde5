package dev.athanor.adopt.source;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.Reason;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Who has migrated a database until now. */
public enum Tool {
  FLYWAY("flyway", "Flyway"),
  ALEMBIC("alembic", "Alembic"),
  GOLANG_MIGRATE("golang-migrate", "golang-migrate"),
  DBMATE("dbmate", "dbmate"),
  RAILS("rails", "Rails"),
  LIQUIBASE("liquibase", "Liquibase"),
  /** People, by hand. */
  NOBODY("nobody", "nobody");

  private static final int ID_DIGITS = 12;

  private final String word;
  private final String title;

  Tool(String word, String title) {
    this.word = word;
    this.title = title;
  }

  /** As options name it; the author of its changesets, too. */
  public String word() {
    return word;
  }

  /** As people write it. */
  public String title() {
    return title;
  }

  /**
   * The revision's id of a migration that has no id of this form: the same wherever and whenever it
   * is imported.
   *
   * @param key what the migration is to its tool, in one spelling: a version, usually
   */
  public String id(String key) {
    return Digest.of(word + ":" + key).replaceFirst("^sha256:", "").substring(0, ID_DIGITS);
  }

  /**
   * @throws AthanorException INVALID_CONFIGURATION for another word
   */
  public static Tool parse(String word) {
    return Arrays.stream(values())
        .filter(tool -> tool.word.equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new AthanorException(
                    Reason.INVALID_CONFIGURATION,
                    "No tool is called '" + word + "'.",
                    "Name one of "
                        + Arrays.stream(values()).map(Tool::word).collect(Collectors.joining(", "))
                        + "."));
  }
}
