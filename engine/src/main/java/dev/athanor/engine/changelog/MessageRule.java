package dev.athanor.engine.changelog;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Printable;
import dev.athanor.engine.model.Reason;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which messages say nothing: those of which every word is on a list, a single letter, or an id (a
 * number, a version, a ticket, hex digits). One word that is none of these is enough, for what a
 * word means nobody can tell from here.
 */
public final class MessageRule {
  /** What a project gets that has no list of its own. */
  public static final List<String> DEFAULT_WORDS =
      List.of(
          "alter",
          "asdf",
          "bar",
          "bug",
          "bugfix",
          "change",
          "changed",
          "changes",
          "commit",
          "db",
          "ddl",
          "database",
          "edit",
          "fix",
          "fixed",
          "fixes",
          "fixup",
          "foo",
          "hotfix",
          "migrate",
          "migration",
          "migrations",
          "minor",
          "misc",
          "new",
          "patch",
          "revision",
          "schema",
          "script",
          "sql",
          "stuff",
          "temp",
          "test",
          "testing",
          "tests",
          "tmp",
          "todo",
          "tweak",
          "update",
          "updated",
          "updates",
          "various",
          "wip",
          "work",
          "xxx");

  private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s,;/]+");
  private static final Pattern AROUND_A_WORD =
      Pattern.compile("^[^\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+$");
  private static final Pattern ID =
      Pattern.compile("v?[0-9][0-9._:-]*|[a-z][a-z0-9]*-[0-9]+|(?=.*[0-9])[0-9a-f]{7,}|[a-z]");

  private final Set<String> words;

  /**
   * @param words that say nothing, in any case
   */
  public MessageRule(Collection<String> words) {
    this.words =
        words.stream().map(w -> w.strip().toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  /** Whether a reader learns nothing from it about what is changed; true of an empty one. */
  public boolean saysNothing(String message) {
    String whole = MessageText.normalized(message).toLowerCase(Locale.ROOT);
    return words.contains(whole)
        || Stream.of(BETWEEN_WORDS.split(whole))
            .map(word -> AROUND_A_WORD.matcher(word).replaceAll(""))
            .allMatch(word -> word.isEmpty() || words.contains(word) || ID.matcher(word).matches());
  }

  /**
   * @throws AthanorException INVALID_CONFIGURATION for a message that says nothing
   */
  public void require(String message) {
    String checked = MessageText.checked(message);
    if (saysNothing(checked)) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "the message '" + Printable.line(checked) + "' does not say what the revision changes",
          "Name what becomes different, as in \"add email to users\"; which words say nothing is a"
              + " list in "
              + ProjectFile.NAME
              + " (revisions.meaningless).");
    }
  }
}
