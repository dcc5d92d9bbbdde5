package dev.athanor.autogenerate.compare;

import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.util.Objects;

/**
 * The schema that a changelog builds.
 *
 * @param database where it stands on the scratch server; shared, so it is only read
 * @param snapshot what it looks like
 */
public record ReplayedSchema(String database, SchemaSnapshot snapshot) {
  public ReplayedSchema {
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(snapshot, "snapshot");
  }
}
