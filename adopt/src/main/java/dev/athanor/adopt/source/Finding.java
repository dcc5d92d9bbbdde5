package dev.athanor.adopt.source;

import java.util.Objects;

/**
 * Something in a folder that a person has to know of.
 *
 * @param kind what became of it
 * @param file the file's name
 * @param line counted from 1; 0 for the file as such
 * @param reason in a line
 */
public record Finding(Kind kind, String file, int line, String reason) {

  /** What became of something. */
  public enum Kind {
    /** A migration of which a revision stands for a decision: somebody has to write its SQL. */
    TO_WRITE,
    /** A file that is no migration to us, and is left where it is. */
    LEFT_OUT,
    /** It was taken over; this is what is different now. */
    NOTE
  }

  public Finding {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(reason, "reason");
  }

  static Finding leftOut(String file, String reason) {
    return new Finding(Kind.LEFT_OUT, file, 0, reason);
  }

  public static Finding note(String file, String reason) {
    return new Finding(Kind.NOTE, file, 0, reason);
  }

  /** {@code file:line: reason}. */
  public String text() {
    return (file.isEmpty() ? "" : file + (line > 0 ? ":" + line : "") + ": ") + reason;
  }
}
