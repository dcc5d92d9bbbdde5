package dev.athanor.engine.bundle;

import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.HeadState;
import dev.athanor.engine.model.LiveSource;
import dev.athanor.engine.model.PropertyChoice;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What {@code manifest.json} says.
 *
 * @param headState comes first, so that a look at it need not read the rest
 * @param liquibase the version of liquibase-core that rendered the SQL
 * @param baselines without their SQL, which comes behind that of the revisions
 * @param live for Liquibase to read the sources again; only where it may have to
 * @param choices of values that properties have by contexts or labels, those that were made; a
 *     bundle with any has no {@code headState}: it takes a plan to see whether a run makes the same
 * @param revisions parents first
 */
record Manifest(
    Optional<HeadState> headState,
    String liquibase,
    List<Baseline> baselines,
    Optional<LiveSource> live,
    List<PropertyChoice> choices,
    List<CompiledRevision> revisions) {
  /** What this version writes, and the only one it reads. */
  static final int FORMAT = 3;

  /** The first version of Athanor that reads it, for those that do not. */
  static final String READER = "0.1.0";

  Manifest {
    Objects.requireNonNull(headState, "headState");
    Objects.requireNonNull(liquibase, "liquibase");
    baselines = List.copyOf(baselines);
    Objects.requireNonNull(live, "live");
    choices = List.copyOf(choices);
    revisions = List.copyOf(revisions);
  }
}
