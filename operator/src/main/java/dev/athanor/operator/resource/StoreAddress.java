package dev.athanor.operator.resource;

import dev.athanor.crds.v1alpha1.BackupSpec;
import dev.athanor.crds.v1alpha1.ObjectStoreSpec;
import java.util.Optional;

/**
 * A place of backups, as people name it.
 *
 * @param text such as {@code pvc backups} or {@code s3://backups/shop}
 * @param server that it is at, where that is not the cloud's own; empty otherwise
 */
public record StoreAddress(String text, String server) {

  /** Empty where the resource names none. */
  public static Optional<StoreAddress> of(BackupSpec backup) {
    if (backup.persistentVolumeClaim() != null) {
      return Optional.of(new StoreAddress("pvc " + backup.persistentVolumeClaim().claimName(), ""));
    }
    return Optional.ofNullable(backup.objectStore()).map(StoreAddress::of);
  }

  private static StoreAddress of(ObjectStoreSpec store) {
    String prefix = store.prefix() == null ? "" : "/" + store.prefix().replaceAll("/+$", "");
    String server = store.endpoint() == null ? "" : store.endpoint();
    return new StoreAddress("s3://" + store.bucket() + prefix, server);
  }

  /** Where a backup of that name is. */
  public String locationOf(String backup) {
    return locationOf(text, backup);
  }

  /** Where a backup of that name is in a store of that text. */
  public static String locationOf(String store, String backup) {
    return store + "/" + backup;
  }

  @Override
  public String toString() {
    return server.isEmpty() ? text : text + " at " + server;
  }
}
