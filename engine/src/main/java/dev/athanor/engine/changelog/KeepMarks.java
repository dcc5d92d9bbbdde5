package dev.athanor.engine.changelog;

import dev.athanor.engine.model.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a revision's file says of the data that it migrates: {@code -- athanor: keep rows of TABLE,
 * TABLE}, as {@link Mark} has it. Runs that keep what is dropped keep these tables' old rows, too.
 */
public final class KeepMarks {
  private static final String NEXT_STEP =
      "Write '-- athanor: keep rows of TABLE', several tables with commas between them, as names in"
          + " SQL.";
  private static final Pattern WORDS = Pattern.compile("\\s+rows\\s+of\\s+(.*?)\\s*");
  private static final String PART = "(?:\"(?:[^\"]|\"\")+\"|[\\p{L}_][\\p{L}\\p{N}_$]*)";
  private static final Pattern TABLE =
      Pattern.compile("\\s*(" + PART + "(?:\\." + PART + ")?)\\s*(?:,|$)");

  private static final String KEEP = "keep";
  private static final Set<String> VERBS = Set.of("accept", KEEP);

  private record Marked(Mark mark, List<String> tables) {}

  private final List<Marked> marks;

  private KeepMarks(List<Marked> marks) {
    this.marks = List.copyOf(marks);
  }

  /**
   * @param path the file, for messages
   * @param problems takes INVALID_CHANGELOG for each mark that names no tables, and for comments
   *     that say to Athanor what it does not know
   */
  public static KeepMarks in(String path, String text, Problems problems) {
    List<Marked> marks = new ArrayList<>();
    for (Mark mark : Mark.in(text)) {
      if (mark.verb().equals(KEEP)) {
        marks.add(new Marked(mark, tables(path, mark, problems)));
      } else if (!VERBS.contains(mark.verb()) && mark.signed()) {
        problems.add(
            Reason.INVALID_CHANGELOG,
            path + ", line " + mark.line() + ": '" + mark.verb() + "' is nothing to say to Athanor",
            "Write accept or keep; or begin the comment with another word.");
      }
    }
    return new KeepMarks(marks);
  }

  private static List<String> tables(String path, Mark mark, Problems problems) {
    List<String> tables = tables(mark.words());
    if (tables.isEmpty()) {
      problems.add(
          Reason.INVALID_CHANGELOG,
          path + ", line " + mark.line() + ": keeps" + mark.words() + ", which names no tables",
          NEXT_STEP);
    }
    return tables;
  }

  /** Empty where the words are others. */
  private static List<String> tables(String words) {
    Matcher matcher = WORDS.matcher(words);
    List<String> tables = new ArrayList<>();
    if (matcher.matches()) {
      Matcher table = TABLE.matcher(matcher.group(1));
      while (table.lookingAt()) {
        tables.add(table.group(1));
        table.region(table.end(), table.regionEnd());
        if (table.regionStart() == table.regionEnd()) {
          return matcher.group(1).endsWith(",") ? List.of() : tables;
        }
      }
    }
    return List.of();
  }

  /** The tables whose rows a changeset of this id is to keep, as the file spells them. */
  public List<String> of(String changeset) {
    return marks.stream()
        .filter(each -> each.mark().changeset().map(changeset::equals).orElse(true))
        .flatMap(each -> each.tables().stream())
        .distinct()
        .toList();
  }
}
