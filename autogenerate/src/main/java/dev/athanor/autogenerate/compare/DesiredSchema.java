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
 * @param cutNames a line for each name that the server cuts
 * @param generatorRows rows that number keys
 */
public record DesiredSchema(
    SchemaSnapshot snapshot,
    List<RenameHint> renames,
    List<String> cutNames,
    List<GeneratorRow> generatorRows) {
  public DesiredSchema {
    Objects.requireNonNull(snapshot, "snapshot");
    renames = List.copyOf(renames);
    cutNames = List.copyOf(cutNames);
    generatorRows = List.copyOf(generatorRows);
  }
}
