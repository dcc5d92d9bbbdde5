package dev.athanor.engine.live;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Objects;

/**
 * What the process that runs Liquibase says.
 *
 * @param kind what it is about
 * @param text of the kind
 * @param state SQLSTATE of a failure; empty where PostgreSQL did not say it
 */
public record LiveReply(Kind kind, String text, String state) {
  /** Of what a reply is about. */
  public enum Kind {
    /** Something that a reader should know; the text says it. */
    WARNING,
    /** All is run and recorded, and is about to be committed; the text is the transaction's id. */
    COMMITTING,
    /** It is committed; outside a transaction, it is run. */
    DONE,
    /** It failed; in a transaction, nothing of it is left. The text says why. */
    FAILED,
    /** The process is gone; the text is its exit code. */
    ENDED
  }

  public LiveReply {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(state, "state");
  }

  LiveReply(Kind kind, String text) {
    this(kind, text, "");
  }

  void write(DataOutputStream out) throws IOException {
    Wire.text(out, kind.name());
    Wire.text(out, text);
    Wire.text(out, state);
    out.flush();
  }

  static LiveReply read(DataInputStream in) throws IOException {
    return new LiveReply(Kind.valueOf(Wire.text(in)), Wire.text(in), Wire.text(in));
  }
}
