package dev.athanor.cli;

import dev.athanor.engine.command.ProgressOutput;
import dev.athanor.engine.command.Terminals;
import dev.athanor.engine.model.Cut;
import dev.athanor.engine.model.Printable;
import java.io.PrintStream;
import java.util.function.BooleanSupplier;

/**
 * Progress on standard error: lines, and at a terminal below them one that changes.
 *
 * <p>The last one goes with {@link #close}, so that nothing is printed behind it.
 */
public final class TerminalOutput implements ProgressOutput, AutoCloseable {
  private static final String CLEAR = "\r\u001b[K";
  private static final int WIDTH = 80;

  private final PrintStream stream;
  private final BooleanSupplier terminal;
  private final int width;
  private Boolean changes;
  private boolean shown;

  /**
   * @param terminal asked once, when there is something to show: asking loads much of the JDK
   */
  TerminalOutput(PrintStream stream, BooleanSupplier terminal, int width) {
    this.stream = stream;
    this.terminal = terminal;
    this.width = width;
  }

  /** Of this process, where what it prints may go to a terminal, a file or a pipe. */
  public static TerminalOutput standard() {
    return new TerminalOutput(
        System.err, TerminalOutput::isTerminal, width(System.getenv("COLUMNS")));
  }

  private static boolean isTerminal() {
    String term = System.getenv("TERM");
    return term != null && !term.equals("dumb") && Terminals.console().isPresent();
  }

  static int width(String columns) {
    return columns != null && columns.matches("[1-9][0-9]{1,3}")
        ? Integer.parseInt(columns)
        : WIDTH;
  }

  @Override
  public synchronized void line(String text) {
    clear();
    stream.println(Console.onError(text));
  }

  @Override
  public synchronized boolean moment(String text) {
    if (changes == null) {
      changes = terminal.getAsBoolean();
    }
    if (changes) {
      String line = Printable.lines(text).replace('\n', ' ');
      // One less than fits: some terminals go to the next line behind the last column.
      stream.print(CLEAR + (line.length() < width ? line : Cut.head(line, width - 2) + "…"));
      stream.flush();
      shown = true;
    }
    return changes;
  }

  private void clear() {
    if (shown) {
      stream.print(CLEAR);
      shown = false;
    }
  }

  @Override
  public synchronized void close() {
    clear();
    stream.flush();
  }
}
