package dev.athanor.cli.job;

import dev.athanor.cli.ExitCode;
import dev.athanor.cli.Log;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The entrypoints of the operator's Jobs: "The Jobs' contract" in docs/architecture.md. */
@Command(
    name = "job",
    description = "What the operator's Jobs run; every command writes a report.",
    subcommands = {JobPlan.class, JobBackup.class, JobApply.class, JobRestore.class})
public final class JobCommand implements Callable<Integer> {
  private static final String REPORT = "--report";

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }

  /** A step whose arguments were refused reports that too: the operator waits for a report. */
  public static void reportRefusal(CommandLine.ParameterException e, List<String> arguments) {
    String step = e.getCommandLine().getCommandName();
    Path report = Path.of("/dev/termination-log");
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.startsWith(REPORT + "=")) {
        report = Path.of(argument.substring(REPORT.length() + 1));
      } else if (argument.equals(REPORT) && i + 1 < arguments.size()) {
        report = Path.of(arguments.get(i + 1));
      }
    }
    AthanorException refusal =
        new AthanorException(
            Reason.INVALID_CONFIGURATION,
            e.getMessage(),
            "The image and the operator must be of one release: see docs/architecture.md.");
    new ReportFile(report, new Log(System.err)).write(new ReportBuilder(step).failed(refusal));
  }
}
