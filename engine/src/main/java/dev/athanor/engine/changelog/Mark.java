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
 * @param verb its first word
 * @param words what stands behind the verb
 * @param signed whether it stands behind a comment's sign on its line
 * @param changeset the changeset's id; empty for the whole file
 * @param line where it stands, from 1
 */
public record Mark(
    String verb, String words, boolean signed, Optional<String> changeset, int line) {
  private static final String SIGN = "athanor:";
  private static final Pattern LINE =
      Pattern.compile("^\\s*(--|#|<!--|//)?\\s*athanor:\\s*(\\w+)\\b(.*?)(?:-->)?\\s*$");

  public Mark {
    Objects.requireNonNull(verb, "verb");
    Objects.requireNonNull(words, "words");
    Objects.requireNonNull(changeset, "changeset");
  }

  /** Those with this verb, in the order of their lines. */
  public static List<Mark> in(String text, String verb) {
    return in(text).stream().filter(mark -> mark.verb().equals(verb)).toList();
  }

  /** All of them. */
  static List<Mark> in(String text) {
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
      if (mark.matches()) {
        boolean signed = mark.group(1) != null;
        found.add(new Mark(mark.group(2), mark.group(3), signed, changeset, number));
      }
    }
    return found;
  }
}
