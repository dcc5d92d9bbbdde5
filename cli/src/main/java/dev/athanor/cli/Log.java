package dev.athanor.cli;

import dev.athanor.engine.model.Printable;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Lines for people, with the time, as a container's log shows them. */
public final class Log {
  private final PrintStream stream;

  public Log(PrintStream stream) {
    this.stream = stream;
  }

  /** Each line of the text as one of the log. */
  public void info(String text) {
    write("INFO ", text);
  }

  public void warn(String text) {
    write("WARN ", text);
  }

  public void error(String text) {
    write("ERROR", text);
  }

  /** With the stack trace: only for defects, where it is what helps. */
  public void defect(Throwable failure) {
    error("This is a defect of Athanor's; please report it with what follows.");
    failure.printStackTrace(stream);
  }

  private void write(String level, String text) {
    String time = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    Printable.lines(text).lines().forEach(line -> stream.println(time + " " + level + " " + line));
  }
}
