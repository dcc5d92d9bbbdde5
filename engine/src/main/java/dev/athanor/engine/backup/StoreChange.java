package dev.athanor.engine.backup;

import java.util.List;
import java.util.Objects;

/**
 * What has become of a store.
 *
 * @param backup the one that was made, or serves again
 * @param deleted the names of those that retention has deleted
 * @param released the names of those that are pinned no more
 */
public record StoreChange(Backup backup, List<String> deleted, List<String> released) {
  public StoreChange {
    Objects.requireNonNull(backup, "backup");
    deleted = List.copyOf(deleted);
    released = List.copyOf(released);
  }
}
