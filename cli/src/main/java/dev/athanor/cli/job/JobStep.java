package dev.athanor.cli.job;

import dev.athanor.cli.Command;
import dev.athanor.cli.ExitCode;
import dev.athanor.cli.Log;
import dev.athanor.cli.Words;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.model.AthanorException;
import java.nio.file.Path;

/**
 * A container's work, under "The Jobs' contract" (docs/architecture.md): whatever happens, a report
 * is written, and the exit code is 0 only when it says Succeeded.
 */
abstract class JobStep implements Command {
  private Path report = Path.of("/dev/termination-log");

  final Log log = new Log(System.err);

  /** As {@link JobSteps} has it. */
  abstract String name();

  /**
   * Does the work and fills in what it learns.
   *
   * @return a sentence on what was done
   */
  abstract String work(ReportBuilder builder);

  /** What the step takes beside {@code --report}. */
  abstract void options(Arguments arguments);

  @Override
  public final void declare(Arguments arguments) {
    options(arguments);
    arguments.option(
        "--report",
        "FILE",
        "where the report goes (default: /dev/termination-log)",
        v -> report = Path.of(v));
  }

  @Override
  public final int run() {
    ReportBuilder builder = new ReportBuilder(name());
    ReportFile file = new ReportFile(report, log);
    try {
      String message = work(builder);
      log.info(message);
      return file.write(builder.succeeded(message)) ? ExitCode.OK : ExitCode.FAILED;
    } catch (AthanorException e) {
      log.error(e.describe(Words.RESOURCE));
      file.write(builder.failed(e));
      return ExitCode.of(e);
    } catch (Throwable e) {
      // Errors too: out of memory, the operator shall still learn why.
      file.write(builder.failed(e));
      log.defect(e);
      return ExitCode.of(e);
    }
  }
}
