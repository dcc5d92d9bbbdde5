package dev.athanor.cli;

import dev.athanor.cli.args.Arguments;

/** Something that the command line can ask for. */
public interface Command {
  /** One sentence, for help. */
  String summary();

  /** Declares what it takes. */
  void declare(Arguments arguments);

  /**
   * Does it, once its arguments are there.
   *
   * @return the {@link ExitCode}
   */
  int run();
}
