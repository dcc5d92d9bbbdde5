package dev.athanor.engine.bundle;

import java.time.Instant;
import java.time.LocalDate;

/** Instants as the manifest writes them. */
final class Times {
  /** {@code 2026-11-22T10:00:00Z}. */
  private static final int USUAL_LENGTH = 20;

  private static final int HOUR = 3_600;
  private static final int MINUTE = 60;

  private Times() {}

  /** As {@link Instant#parse}, which takes a third of the time to read a manifest. */
  static Instant parse(String text) {
    boolean usual =
        text.length() == USUAL_LENGTH
            && text.charAt(4) == '-'
            && text.charAt(7) == '-'
            && text.charAt(10) == 'T'
            && text.charAt(13) == ':'
            && text.charAt(16) == ':'
            && text.charAt(19) == 'Z';
    if (!usual) {
      return Instant.parse(text);
    }
    int hours = number(text, 11, 13);
    int minutes = number(text, 14, 16);
    int seconds = number(text, 17, 19);
    if (hours > 23 || minutes > 59 || seconds > 59) {
      return Instant.parse(text);
    }
    LocalDate day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
    return Instant.ofEpochSecond(
        day.toEpochDay() * 24 * HOUR + hours * HOUR + minutes * MINUTE + seconds);
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new IllegalArgumentException("'" + text + "' is no time");
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
