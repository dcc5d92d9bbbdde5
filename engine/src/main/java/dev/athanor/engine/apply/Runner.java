package dev.athanor.engine.apply;

/** Who runs this process: what {@code athanor.run} keeps of them. */
public final class Runner {
  private Runner() {}

  /** The user, and the host where it is known. */
  public static String name() {
    String host = System.getenv().getOrDefault("HOSTNAME", "");
    return System.getProperty("user.name", "?") + (host.isEmpty() ? "" : "@" + host);
  }
}
