package dev.athanor.cli;

import java.util.ResourceBundle;

/**
 * Keeps the platform's own logging off: the command says itself what there is to say. Without one,
 * the JDK looks for such a service in every jar before the driver's first logger is made, which
 * takes as long as a connection.
 */
public final class QuietLoggers extends System.LoggerFinder {
  @Override
  public System.Logger getLogger(String name, Module module) {
    return new Quiet(name);
  }

  private record Quiet(String name) implements System.Logger {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      return false;
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
      // Nothing is loggable.
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
      // Nothing is loggable.
    }
  }
}
