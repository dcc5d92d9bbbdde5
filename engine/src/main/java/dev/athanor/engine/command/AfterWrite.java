package dev.athanor.engine.command;

import dev.athanor.engine.changelog.ProjectFile;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The commands that a project has run for each revision file that was written. */
final class AfterWrite {
  private static final String PATH = "{{path}}";

  private final Path root;
  private final List<List<String>> commands;

  AfterWrite(Path root, List<List<String>> commands) {
    this.root = Objects.requireNonNull(root, "root");
    this.commands = List.copyOf(commands);
  }

  /**
   * Runs them in order, in the changelog root; the file's path is a single argument, whatever its
   * characters.
   *
   * @throws AthanorException INVALID_CONFIGURATION for the first that fails; the file stays
   */
  void run(Path file) {
    for (List<String> command : commands) {
      Program program =
          new Program(
              root, command.stream().map(word -> word.replace(PATH, file.toString())).toList());
      Program.Result result = program.run(new byte[0]);
      if (!result.succeeded()) {
        throw new AthanorException(
            Reason.INVALID_CONFIGURATION,
            program
                + " failed with exit code "
                + result.exitCode()
                + (result.errors().isEmpty() ? "" : ": " + result.errors()),
            "The revision was written: "
                + file
                + ". Correct revisions.afterWrite in "
                + ProjectFile.NAME
                + ", or run that command by hand.");
      }
    }
  }
}
