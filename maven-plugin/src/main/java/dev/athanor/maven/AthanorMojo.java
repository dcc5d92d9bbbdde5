package dev.athanor.maven;

import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Json;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Printable;
import dev.athanor.engine.model.ProcessText;
import dev.athanor.engine.model.Reason;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;

/** What every goal shares: skipping, printing, and the one place where errors become Maven's. */
abstract class AthanorMojo extends AbstractMojo {
  @Parameter(defaultValue = "${project}", readonly = true, required = true)
  MavenProject project;

  @Parameter(defaultValue = "${session}", readonly = true, required = true)
  MavenSession session;

  @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
  MojoExecution execution;

  /** Does nothing. */
  @Parameter(property = "athanor.skip", defaultValue = "false")
  boolean skip;

  /** Prints the result as JSON on standard output, also with {@code mvn -q}. */
  @Parameter(property = "athanor.json", defaultValue = "false")
  boolean json;

  /** Maven's log, for {@link Printable} text only. */
  @Override
  public final Log getLog() {
    return new PrintableLog(super.getLog());
  }

  @Override
  public final void execute() throws MojoExecutionException, MojoFailureException {
    if (skip) {
      getLog().info("Skipped: athanor.skip is set.");
      return;
    }
    try {
      requireWholeProperties();
      run();
    } catch (AthanorException e) {
      throw translated(e);
    }
  }

  /** Of those of the command line the ones that are this goal's. */
  private void requireWholeProperties() {
    for (var parameter : execution.getMojoDescriptor().getParameters()) {
      String expression = parameter.getExpression();
      if (expression != null && expression.startsWith("${")) {
        String name = expression.substring(2, expression.length() - 1);
        String value = session.getUserProperties().getProperty(name, "");
        ProcessText.requireWhole("-D" + name, value);
      }
    }
  }

  /** The goal itself. */
  abstract void run() throws MojoExecutionException;

  /** A defect of ours keeps its stack trace for -e; everything else is said in the message. */
  private static MojoFailureException translated(AthanorException e) {
    String message = e.getMessage() + nextStep(e);
    return e.reason() == Reason.INTERNAL_ERROR
        ? new MojoFailureException(message, e)
        : new MojoFailureException(message);
  }

  private static String nextStep(AthanorException e) {
    String nextStep = e.nextStep(new GoalWords());
    return nextStep.isEmpty() ? "" : System.lineSeparator() + "  → " + nextStep;
  }

  /** What nobody should miss: on standard error where Maven is told to be quiet. */
  final void warn(String text) {
    if (getLog().isWarnEnabled()) {
      getLog().warn(text);
    } else {
      System.err.println("[WARNING] " + Printable.lines(text));
    }
  }

  final void print(CommandResult result) {
    if (json) {
      System.out.println(Json.write(result));
      return;
    }
    result.text().lines().forEach(getLog()::info);
  }
}
