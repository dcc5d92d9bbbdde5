package dev.athanor.engine.backup.object;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What is in a store.
 *
 * @param now by the store's own clock: ours may be wrong
 */
public record ObjectListing(List<Item> items, Instant now) {
  public ObjectListing {
    items = List.copyOf(items);
    Objects.requireNonNull(now, "now");
  }

  /**
   * An object.
   *
   * @param bytes its size
   * @param modified when it was stored, by the store's clock
   */
  public record Item(String key, long bytes, Instant modified) {
    public Item {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(modified, "modified");
    }
  }
}
