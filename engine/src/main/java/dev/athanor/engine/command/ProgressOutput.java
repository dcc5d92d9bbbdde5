package dev.athanor.engine.command;

/** Where a command says how it goes. Called from more than one thread. */
@FunctionalInterface
public interface ProgressOutput {

  /** Takes a line for people, to stay. */
  void line(String text);

  /**
   * Shows what holds for the moment only, in place of what was shown before, until the next line.
   *
   * @return whether that can be done here: at a terminal it can, in a log it cannot
   */
  default boolean moment(String text) {
    return false;
  }
}
