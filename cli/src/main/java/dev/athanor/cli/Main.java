package dev.athanor.cli;

import dev.athanor.cli.job.JobCommand;
import dev.athanor.engine.model.AthanorException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code athanor}. */
@Command(
    name = "athanor",
    description = "Safe PostgreSQL schema change.",
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT,
    versionProvider = Main.Version.class,
    subcommands = {JobCommand.class})
public final class Main implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }

  public static void main(String[] args) {
    Shutdown shutdown = Shutdown.install(new Log(System.err));
    int code = run(args);
    System.out.flush();
    shutdown.finished();
    System.exit(code);
  }

  /** Runs a command line; nothing it throws leaves it. */
  static int run(String... args) {
    return new CommandLine(new Main())
        .setOverwrittenOptionsAllowed(true)
        .setParameterExceptionHandler(Main::refused)
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command))
        .execute(args);
  }

  private static int refused(CommandLine.ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    command.getErr().println(e.getMessage());
    command.getErr().println("See `" + command.getCommandSpec().qualifiedName() + " --help`.");
    if (args.length > 1 && args[0].equals("job")) {
      JobCommand.reportRefusal(e, List.of(args));
    }
    return ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine command) {
    if (e instanceof AthanorException known) {
      command.getErr().println("error: " + known.describe());
    } else {
      new Log(System.err).defect(e);
    }
    return ExitCode.of(e);
  }

  /** The version of the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"athanor " + (version == null ? "(not packaged)" : version)};
    }
  }
}
