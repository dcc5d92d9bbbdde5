package dev.athanor.maven;

import dev.athanor.autogenerate.compare.RenameQuestion;
import dev.athanor.engine.command.Terminals;
import dev.athanor.schema.diff.Rename;
import java.io.Console;
import java.util.Locale;
import java.util.Optional;

/** A person at a terminal. */
final class Terminal implements RenameQuestion {
  private final Console console;

  private Terminal(Console console) {
    this.console = console;
  }

  /** Nobody, where input or output is a file, a pipe or nothing. */
  static RenameQuestion orNobody() {
    return Terminals.console().<RenameQuestion>map(Terminal::new).orElse(NOBODY);
  }

  /** Asks until the answer is one; a blank line is none. */
  @Override
  public Optional<Boolean> isRename(Rename candidate) {
    while (true) {
      String answer =
          console.readLine("Was %s renamed to %s? [y/n] ", candidate.from(), candidate.name());
      if (answer == null || answer.isBlank()) {
        return Optional.empty();
      }
      switch (answer.strip().toLowerCase(Locale.ROOT)) {
        case "y", "yes" -> {
          return Optional.of(true);
        }
        case "n", "no" -> {
          return Optional.of(false);
        }
        default -> console.printf("Please answer y or n; nothing to leave it undecided.%n");
      }
    }
  }
}
