package dev.athanor.engine.backup;

import java.util.Objects;

/**
 * Which database a backup is of.
 *
 * @param name its name
 * @param oid its number in the cluster: a database that was dropped and made anew has another
 * @param cluster the cluster's system identifier, or {@code host:port} where the role may not read
 *     it
 */
record DatabaseIdentity(String name, long oid, String cluster) {
  DatabaseIdentity {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(cluster, "cluster");
  }
}
