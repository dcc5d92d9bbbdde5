package dev.athanor.engine.changelog;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The changeset that autogenerate writes before one that loses data: it stands for a decision that
 * nobody has taken yet.
 *
 * <p>A revision that has one is refused when it is compiled. Stock Liquibase, which runs the same
 * file, is stopped by the statement itself.
 */
public final class TodoChangeset {
  private static final String MARKER = "DO $$ BEGIN RAISE EXCEPTION 'TODO in revision ";
  private static final String END = "'; END $$";

  private static final Pattern WRITTEN =
      Pattern.compile(Pattern.quote(MARKER) + "[^:]*: (.*)" + Pattern.quote(END), Pattern.DOTALL);

  private TodoChangeset() {}

  /**
   * Its only statement, without a terminator.
   *
   * @param revision the id of the revision that it stands in
   * @param why what has to be decided
   */
  public static String sql(String revision, String why) {
    // Quotes within quotes, and % is RAISE's own.
    String text = (revision + ": " + why).replace("%", "%%").replace("'", "''");
    return MARKER + text + END;
  }

  /**
   * What has to be decided; empty where these statements are anything but {@link #sql}.
   *
   * @param up the statements of a changeset, without terminators
   */
  public static Optional<String> why(List<String> up) {
    if (up.size() != 1) {
      return Optional.empty();
    }
    Matcher written = WRITTEN.matcher(up.get(0));
    return written.matches()
        ? Optional.of(written.group(1).replace("''", "'").replace("%%", "%"))
        : Optional.empty();
  }
}
