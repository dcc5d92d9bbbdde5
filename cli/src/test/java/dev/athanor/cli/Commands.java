package dev.athanor.cli;

/** Runs command lines as {@link Main} does, but for the end of the process. */
public final class Commands {
  private Commands() {}

  public static int run(String... arguments) {
    return Main.run(arguments);
  }
}
