package dev.athanor.cli;

import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.job.JobSteps;
import dev.athanor.cli.verb.Verbs;
import dev.athanor.engine.model.AthanorException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The command {@code athanor}. */
public final class Main {
  private static final String JOB = "job";
  private static final String BUNDLE = "--bundle";

  private Main() {}

  public static void main(String[] args) {
    if (isCompiled(args)) {
      readNoLanguages();
    }
    Console.paint(Colours.ofProcess());
    Shutdown shutdown = Shutdown.install(new Log(System.err));
    int code = run(args);
    System.out.flush();
    shutdown.finished();
    // System.exit would set up the platform's logging first, in case somebody logs who exits.
    Runtime.getRuntime().halt(code);
  }

  /**
   * The command speaks one language, and reading the JDK's would be a third of a connection's time:
   * Linux has no HOST provider, so none is read. But Liquibase reads numbers by them (without, NaN
   * is none): so who may compile reads them, and who runs a bundle does not.
   */
  static void readNoLanguages() {
    System.setProperty("java.locale.providers", "HOST");
  }

  private static boolean isCompiled(String... args) {
    return Arrays.stream(args)
        .anyMatch(each -> each.equals(BUNDLE) || each.startsWith(BUNDLE + "="));
  }

  /** Runs a command line; nothing it throws leaves it. */
  static int run(String... args) {
    List<String> words = List.of(args);
    String first = words.isEmpty() ? "" : words.get(0);
    return switch (first) {
      case "", "help" -> {
        System.err.print(overview());
        yield first.isEmpty() ? ExitCode.USAGE : ExitCode.OK;
      }
      case "-h", "--help" -> {
        System.out.print(overview());
        yield ExitCode.OK;
      }
      case "-V", "--version" -> {
        System.out.println("athanor " + version());
        yield ExitCode.OK;
      }
      case JOB -> dispatch("athanor job", JobSteps.all(), words.subList(1, words.size()));
      default -> dispatch("athanor", Verbs.all(), words);
    };
  }

  private static int dispatch(
      String prefix, Map<String, Supplier<Command>> commands, List<String> words) {
    String name = words.isEmpty() ? "" : words.get(0);
    if (!commands.containsKey(name)) {
      Console.err("error: " + prefix + " has no '" + name + "'; it has " + commands.keySet() + ".");
      return ExitCode.USAGE;
    }
    Command command = commands.get(name).get();
    Arguments arguments = new Arguments();
    command.declare(arguments);
    boolean job = prefix.endsWith(JOB);
    EnvironmentOption environment = new EnvironmentOption();
    if (!job) {
      environment.declare(arguments);
    }
    List<String> own = words.subList(1, words.size());
    if (own.contains("--help") || own.contains("-h")) {
      System.out.print(arguments.help(prefix + " " + name, command.summary()));
      return ExitCode.OK;
    }
    try {
      arguments.parse(own, environment::fillIn);
    } catch (AthanorException e) {
      Console.err("error: " + e.describe(job ? Words.RESOURCE : Words.COMMAND));
      if (job) {
        JobSteps.reportRefusal(name, own, e);
      }
      return ExitCode.USAGE;
    }
    return run(command);
  }

  private static int run(Command command) {
    try {
      return command.run();
    } catch (AthanorException e) {
      Console.err("error: " + e.describe(Words.COMMAND));
      return ExitCode.of(e);
    } catch (Throwable e) {
      new Log(System.err).defect(e);
      return ExitCode.DEFECT;
    }
  }

  private static String overview() {
    StringBuilder text = new StringBuilder("Usage: athanor VERB [OPTION…]\n");
    Verbs.all().forEach((name, verb) -> line(text, name, verb.get().summary()));
    line(text, JOB, "What the operator's Jobs run: " + String.join(", ", JobSteps.all().keySet()));
    return text.append("`athanor VERB --help` shows what it takes.\n").toString();
  }

  private static void line(StringBuilder text, String name, String summary) {
    text.append(String.format("  %-15s%s%n", name, summary));
  }

  private static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }
}
