package dev.athanor.operator.events;

import java.util.Objects;

/**
 * Something worth an event.
 *
 * @param warning whether somebody should care
 * @param reason UpperCamelCase, for programs
 * @param action what the operator was doing, UpperCamelCase
 * @param text for people
 * @param recurring whether it is the same thing though the text may differ, by the name of a pod
 *     that is tried again and again for one
 */
public record Note(boolean warning, String reason, String action, String text, boolean recurring) {
  public Note {
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(text, "text");
  }

  public static Note normal(String reason, String action, String text) {
    return new Note(false, reason, action, text, false);
  }

  public static Note warning(String reason, String action, String text) {
    return new Note(true, reason, action, text, false);
  }

  /** A warning whose text differs from one time to the next. */
  public static Note trouble(String reason, String action, String text) {
    return new Note(true, reason, action, text, true);
  }
}
