package dev.athanor.autogenerate.compare;

import dev.athanor.autogenerate.model.RenameHint;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.util.List;
import java.util.Objects;

/**
 * The schema that a model asks for.
 *
 * @param snapshot as a real server has it
 * @param renames what the model itself says about old names
 */
public record DesiredSchema(SchemaSnapshot snapshot, List<RenameHint> renames) {
  public DesiredSchema {
    Objects.requireNonNull(snapshot, "snapshot");
    renames = List.copyOf(renames);
  }
}
