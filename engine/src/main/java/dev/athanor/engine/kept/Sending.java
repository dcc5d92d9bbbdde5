package dev.athanor.engine.kept;

/**
 * What goes to the server by itself.
 *
 * @param sql the statements, without the rows of a COPY
 * @param sent sends it, and throws what it fails with
 */
public record Sending(String sql, Runnable sent) {
  void send() {
    sent.run();
  }
}
