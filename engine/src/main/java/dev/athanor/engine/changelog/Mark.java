package dev.athanor.engine.changelog;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a revision's file says to Athanor: {@code -- athanor: VERB …}, in a comment of whatever
 * sign. Behind a line of {@code --changeset} it holds for that changeset, before the first for the
 * whole file.
 *
 * @param words what stands behind the verb
 * @param changeset the changeset's id; empty for the whole file
 * @param line where it stands, from 1
 */
public record Mark(String words, Optional<String> changeset, int line) {
  private static final String SIGN = "athanor:";
  private static final Pattern LINE =
      Pattern.compile("^\\s*(?:--|#|<!--|//)?\\s*athanor:\\s*(\\w+)\\b(.*?)(?:-->)?\\s*$");

  public Mark {
    Objects.requireNonNull(words, "words");
    Objects.requireNonNull(changeset, "changeset");
  }

  /** Those with this verb, in the order of their lines. */
  public static List<Mark> in(String text, String verb) {
    List<Mark> found = new ArrayList<>();
    if (!text.contains(SIGN)) {
      return found;
    }
    Optional<String> changeset = Optional.empty();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      Optional<String> begun = ChangesetLine.idIn(line);
      if (begun.isPresent()) {
        changeset = begun;
        continue;
      }
      Matcher mark = LINE.matcher(line);
      if (mark.matches() && mark.group(1).equals(verb)) {
        found.add(new Mark(mark.group(2), changeset, number));
      }
    }
    return found;
  }
}
