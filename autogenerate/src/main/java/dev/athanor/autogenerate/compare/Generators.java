package dev.athanor.autogenerate.compare;

import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Sequence;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a provider numbers keys with, beside identities.
 *
 * @param sequences those that nothing else counts with
 * @param rows of the tables of table generators
 */
public record Generators(Set<ObjectId> sequences, List<GeneratorRow> rows) {
  public static final Generators NONE = new Generators(Set.of(), List.of());

  public Generators {
    sequences = Set.copyOf(sequences);
    rows = List.copyOf(rows);
  }

  /** Those of a provider's schema. */
  static Generators of(DesiredSchema desired) {
    SchemaSnapshot schema = desired.snapshot();
    Set<ObjectId> counting =
        schema.dependencies().stream()
            .filter(one -> one.from().kind() == Kind.COLUMN)
            .map(one -> one.to())
            .collect(Collectors.toSet());
    Set<ObjectId> sequences =
        schema.all(Sequence.class).stream()
            .filter(sequence -> sequence.ownedBy() == null)
            .map(Sequence::id)
            .filter(id -> !counting.contains(id))
            .collect(Collectors.toSet());
    return new Generators(sequences, desired.generatorRows());
  }
}
