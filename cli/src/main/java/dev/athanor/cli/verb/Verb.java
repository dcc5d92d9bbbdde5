package dev.athanor.cli.verb;

import dev.athanor.cli.Command;
import dev.athanor.cli.Console;
import dev.athanor.cli.ExitCode;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Json;
import dev.athanor.engine.command.SqlScript;
import dev.athanor.engine.command.Terminals;

/** A verb: reads arguments, runs its command of the engine, and prints the result. */
abstract class Verb implements Command {
  private boolean json;

  abstract CommandResult result();

  /** What the verb takes beside {@code --json}. */
  abstract void options(Arguments arguments);

  @Override
  public final void declare(Arguments arguments) {
    options(arguments);
    arguments.flag("--json", "print the result as JSON", () -> json = true);
  }

  @Override
  public int run() {
    CommandResult result = result();
    String text = json ? Json.write(result) : result.text();
    if (!json && result instanceof SqlScript script && Terminals.console().isEmpty()) {
      // Nobody's terminal, but a program's text: not a character of it may change.
      Console.raw(script.script());
    } else if (!text.isEmpty()) {
      Console.out(text);
    }
    return ExitCode.OK;
  }

  final void progress(String line) {
    Console.err(line);
  }
}
