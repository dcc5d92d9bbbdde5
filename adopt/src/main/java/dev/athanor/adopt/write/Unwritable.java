package dev.athanor.adopt.write;

/** SQL that no changeset can hold, and where it stands. */
final class Unwritable extends Exception {
  private static final long serialVersionUID = 1L;

  private final int line;

  Unwritable(int line, String reason) {
    super(reason);
    this.line = line;
  }

  int line() {
    return line;
  }
}
