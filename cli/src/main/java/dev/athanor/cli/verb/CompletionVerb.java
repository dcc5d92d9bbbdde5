package dev.athanor.cli.verb;

import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.Map;

/** The script by which a shell completes the command. */
final class CompletionVerb extends Verb {
  private String shell;

  @Override
  public String summary() {
    return "Print the script by which bash, zsh or fish completes this command.";
  }

  @Override
  void options(Arguments arguments) {
    arguments.requiredPositional("SHELL", "bash, zsh or fish", v -> shell = v);
  }

  @Override
  CommandResult result() {
    Completion completion = new Completion(Verbs.all());
    return switch (shell) {
      case "bash" -> new Script(shell, completion.bash());
      case "zsh" -> new Script(shell, completion.zsh());
      case "fish" -> new Script(shell, completion.fish());
      default ->
          throw new AthanorException(
              Reason.INVALID_CONFIGURATION,
              "There is no completion for '" + shell + "'.",
              "Name bash, zsh or fish.");
    };
  }

  private record Script(String shell, String script) implements CommandResult {
    @Override
    public String text() {
      return script.stripTrailing();
    }

    @Override
    public Object json() {
      return Map.of("shell", shell, "script", script);
    }
  }
}
