package dev.athanor.engine.plan;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.AthanorException;
import java.util.List;

/**
 * What is to be recorded in a database that nobody asks.
 *
 * @param assumed what such a database is taken to have
 * @param plan what becomes recorded, and what is forgotten
 */
public record OfflineStamp(AssumedHistory assumed, StampPlan plan) {

  /**
   * @param from where the database is taken to be, {@code base} or a symbol that needs no database
   * @param targets where it is to be recorded as
   * @throws AthanorException UNKNOWN_TARGET for what means nothing, and as {@link
   *     AssumedHistory#of}
   */
  public static OfflineStamp of(
      Bundle bundle, String from, List<String> targets, PlanOptions options) {
    AssumedHistory assumed = AssumedHistory.of(bundle, from, String.join(" ", targets), options);
    return new OfflineStamp(
        assumed, StampPlan.of(bundle, targets, options, assumed.history(), false));
  }
}
