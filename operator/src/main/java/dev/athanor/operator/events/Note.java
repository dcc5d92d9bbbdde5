package dev.athanor.operator.events;

import java.util.Objects;

/**
 * Something worth an event.
 *
 * @param warning whether somebody should care
 * @param reason UpperCamelCase, for programs
 * @param action what the operator was doing, UpperCamelCase
 * @param text for people
 */
public record Note(boolean warning, String reason, String action, String text) {
  public Note {
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(text, "text");
  }

  public static Note normal(String reason, String action, String text) {
    return new Note(false, reason, action, text);
  }

  public static Note warning(String reason, String action, String text) {
    return new Note(true, reason, action, text);
  }
}
