package dev.athanor.engine.model;

import java.util.List;

/** A front end's own words for what advice names. */
@FunctionalInterface
public interface Vocabulary {

  /** The engine's own, for whoever calls it from Java: names in camel case. */
  Vocabulary NEUTRAL = Vocabulary::neutral;

  /**
   * @param values as {@link Term} says; none for most
   */
  String word(Term term, List<String> values);

  /** A text of the engine's in these words. */
  default String say(String text) {
    return Term.replace(text, this);
  }

  /** A value as a word of a shell's command line, quoted where it has to be. */
  static String shellWord(String value) {
    return value.matches("[\\w@%+=:,./-]+") ? value : "'" + value.replace("'", "'\\''") + "'";
  }

  private static String neutral(Term term, List<String> values) {
    StringBuilder word = new StringBuilder();
    for (String part : term.name().split("_")) {
      word.append(part.charAt(0)).append(part.substring(1).toLowerCase(java.util.Locale.ROOT));
    }
    word.setCharAt(0, Character.toLowerCase(word.charAt(0)));
    return values.isEmpty() ? word.toString() : word + " " + values.get(0);
  }
}
