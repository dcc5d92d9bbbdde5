package dev.athanor.cli;

import dev.athanor.engine.model.Printable;
import java.nio.charset.StandardCharsets;

/** Everything that the command prints, but the lines of its log: {@link Printable}. */
public final class Console {
  private static Colours colours = Colours.NONE;

  private Console() {}

  /** From now on, what is printed for people. */
  static void paint(Colours with) {
    colours = with;
  }

  /** As a line on standard error shows it. */
  static String onError(String text) {
    return colours.in(Printable.lines(text), Colours.ERR);
  }

  /** A result, on standard output. */
  public static void out(String text) {
    System.out.println(colours.in(Printable.lines(text), Colours.OUT));
  }

  /** A text for a program, on standard output, as it is. */
  public static void raw(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.out.write(bytes, 0, bytes.length);
    System.out.flush();
  }

  /** Progress and errors, on standard error, so that a result can be piped. */
  public static void err(String text) {
    System.err.println(onError(text));
  }
}
