package dev.athanor.engine.command;

import java.io.Console;
import java.util.Optional;

/** Whether a person sees what is printed and can be asked. */
public final class Terminals {
  private Terminals() {}

  /**
   * The process' console, where it is a terminal. From JDK 22 on there may be a console without
   * one, and a method that tells.
   */
  public static Optional<Console> console() {
    return Optional.ofNullable(System.console()).filter(Terminals::isTerminal);
  }

  private static boolean isTerminal(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
