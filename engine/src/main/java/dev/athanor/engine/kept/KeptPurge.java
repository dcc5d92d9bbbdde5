package dev.athanor.engine.kept;

import dev.athanor.engine.database.Database;
import java.util.List;

/** Forgets what was kept for long enough, or what nobody wants back. */
public final class KeptPurge {
  private static final String EXPIRED = "kept_until < clock_timestamp()";

  private KeptPurge() {}

  /**
   * Forgets what a history has kept past its time.
   *
   * @return what it was
   */
  public static List<Kept> expired(Database database, String history) {
    return forget(
        database, KeptRegistry.read(database, KeptRegistry.ofHistory(history) + " AND " + EXPIRED));
  }

  /**
   * What is kept of all histories, the newest first.
   *
   * @param database its session, by its own search path; the registry is there
   */
  public static List<Kept> list(Database database) {
    return KeptRegistry.read(database, "true");
  }

  /** Forgets them, each in a transaction of its own. */
  public static List<Kept> forget(Database database, List<Kept> kept) {
    for (Kept each : kept) {
      // The statements of one message are one transaction.
      database.execute(KeptRegistry.forget(each));
    }
    return kept;
  }
}
