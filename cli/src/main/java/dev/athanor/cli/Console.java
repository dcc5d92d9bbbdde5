package dev.athanor.cli;

import dev.athanor.engine.model.Printable;

/** Everything that the command prints, but the lines of its log: {@link Printable}. */
public final class Console {
  private Console() {}

  /** A result, on standard output. */
  public static void out(String text) {
    System.out.println(Printable.lines(text));
  }

  /** Progress and errors, on standard error, so that a result can be piped. */
  public static void err(String text) {
    System.err.println(Printable.lines(text));
  }
}
