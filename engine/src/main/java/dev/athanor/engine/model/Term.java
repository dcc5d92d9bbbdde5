package dev.athanor.engine.model;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What advice may name and each front end has its own words for: an option, or another verb.
 *
 * <p>In the text of an {@link AthanorException}'s next step a term is a mark, written by {@link
 * #of} or by {@link #toString}; {@link Vocabulary#say} puts the front end's words in its place.
 * Nobody else writes such marks: they hold control characters.
 */
public enum Term {
  ALLOW_DOWNGRADE,
  ALLOW_UNKNOWN_HISTORY,
  /** With the names of roles, separated by commas, as its value. */
  TRUSTED_ROLES,
  ALLOW_SUPERUSER,
  /** Lets Liquibase run what could not be compiled. */
  ALLOW_LIVE,
  ROLE,
  SEARCH_PATH,
  LOCK_TIMEOUT,
  STATEMENT_TIMEOUT,
  /** The directory of PostgreSQL's client programs. */
  TOOLS,
  BACKUP_DIRECTORY,
  /** The file of the key that backups are encrypted with. */
  BACKUP_KEY,
  BACKUP_RETAIN,
  BACKUP_DAYS,
  BACKUP_JOBS,
  BACKUP_MAX_AGE,
  /** With the token as its value. */
  ACCEPT_LOSS,
  /** The verb that lists backups. */
  BACKUPS,
  /** The verb that brings one back: its name, the volume, and the database's URL. */
  RESTORE,
  /** The verb that releases the lock of a stock Liquibase that is gone. */
  UNLOCK,
  /** The verb that accepts what was edited since it was applied. */
  REPAIR,
  /** The verb that takes over what another tool, or somebody, has made. */
  ADOPT,
  /** Accepts differences from what is taken over: their names. */
  ACCEPT,
  /** The revision that a database is at which is taken over. */
  AT,
  /** Who has migrated it: the tool's word. */
  TOOL,
  /** That tool's table. */
  TABLE,
  /** The PostgreSQL on which schemas are built to compare. */
  SCRATCH_SERVER,
  /** Where one that is started here keeps its data. */
  SCRATCH_HOME,
  /** That what an upgrade drops is kept. */
  RETAIN_DROPPED,
  /** The verb that forgets what was kept: its id. */
  DROPPED,
  /** The verb that lists revisions. */
  HISTORY;

  private static final String START = "\u0002";
  private static final String SEPARATOR = "\u001f";
  private static final String END = "\u0003";
  private static final Pattern MARK =
      Pattern.compile(START + "([A-Z_]+)((?:" + SEPARATOR + "[^" + SEPARATOR + END + "]*)*)" + END);

  /** The mark of this term with values, such as the name of a backup. */
  public String of(String... values) {
    StringBuilder mark = new StringBuilder(START).append(name());
    for (String value : values) {
      mark.append(SEPARATOR).append(value);
    }
    return mark.append(END).toString();
  }

  /** The mark of this term by itself, so that it can stand in a concatenation. */
  @Override
  public String toString() {
    return of();
  }

  static String replace(String text, Vocabulary vocabulary) {
    Matcher matcher = MARK.matcher(text);
    return matcher.replaceAll(
        mark -> {
          String values = mark.group(2);
          List<String> each =
              values.isEmpty()
                  ? List.of()
                  : Arrays.asList(values.substring(1).split(SEPARATOR, -1));
          return Matcher.quoteReplacement(vocabulary.word(valueOf(mark.group(1)), each));
        });
  }
}
