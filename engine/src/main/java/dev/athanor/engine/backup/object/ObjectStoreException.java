package dev.athanor.engine.backup.object;

import java.io.IOException;
import java.util.Objects;

/** Why a store did not do what it was asked to. */
public final class ObjectStoreException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What programs branch on. */
  public enum Kind {
    /** There is no object of that key. */
    MISSING,
    /** No room, or a quota that is used up. */
    FULL,
    /** The credentials are wrong or may not do this. */
    DENIED,
    /** Anything else: unreachable, no such bucket, a fault of the store's. */
    FAILED
  }

  private final Kind kind;

  public ObjectStoreException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  public Kind kind() {
    return kind;
  }

  /** Its message says all: what failed is told to people by the text of what they meet. */
  @Override
  public String toString() {
    return getMessage();
  }
}
