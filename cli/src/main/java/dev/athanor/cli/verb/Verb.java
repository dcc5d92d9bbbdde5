package dev.athanor.cli.verb;

import dev.athanor.cli.ExitCode;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Json;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A verb: reads arguments, runs its command of the engine, and prints the result. */
abstract class Verb implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(names = "--json", description = "Print the result as JSON.")
  boolean json;

  abstract CommandResult run();

  @Override
  public final Integer call() {
    CommandResult result = run();
    PrintWriter out = spec.commandLine().getOut();
    String text = json ? Json.write(result) : result.text();
    if (!text.isEmpty()) {
      out.println(text);
    }
    out.flush();
    return ExitCode.OK;
  }

  /** Progress goes to stderr, so that the result can be piped. */
  final void progress(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }
}
