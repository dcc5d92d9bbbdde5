package dev.athanor.cli;

import dev.athanor.cli.job.JobCommand;
import dev.athanor.cli.verb.Verbs;
import dev.athanor.engine.model.AthanorException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
    versionProvider = Main.Version.class)
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
    return commandLine(args)
        .setOverwrittenOptionsAllowed(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Main::refused)
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command))
        .execute(Stream.of(args).map(Main::relativeTarget).toArray(String[]::new));
  }

  /** Only the verb that is asked for is made: reading the annotations of all takes a while. */
  private static CommandLine commandLine(String[] args) {
    CommandLine command = new CommandLine(new Main());
    Map<String, Supplier<Object>> verbs = Verbs.all();
    verbs.put("job", JobCommand::new);
    if (args.length > 0 && verbs.containsKey(args[0])) {
      return command.addSubcommand(args[0], verbs.get(args[0]).get());
    }
    verbs.forEach((name, verb) -> command.addSubcommand(name, verb.get()));
    return command;
  }

  /** {@code downgrade -1}: no option is a number. */
  private static String relativeTarget(String argument) {
    return argument.matches("-\\d+") ? "--to=" + argument : argument;
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
