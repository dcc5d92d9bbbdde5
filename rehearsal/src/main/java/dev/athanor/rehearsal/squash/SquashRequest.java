package dev.athanor.rehearsal.squash;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.scratch.ScratchSettings;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What to squash.
 *
 * @param bundle the revisions, compiled
 * @param source where they are, and the baseline is written
 * @param to the last revision that the baseline stands for: an id, a unique prefix, a label
 * @param accepted columns, as {@code schema.table.column}, whose values differ from run to run: the
 *     baseline has those of one run
 * @param scratch where it is made and proven
 * @param progress takes lines for people, as it goes
 */
public record SquashRequest(
    Bundle bundle,
    ChangelogSource source,
    String to,
    Set<String> accepted,
    ScratchSettings scratch,
    Consumer<String> progress) {
  public SquashRequest {
    bundle = bundle.withBaselines(List.of());
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(to, "to");
    accepted = Set.copyOf(accepted);
    Objects.requireNonNull(scratch, "scratch");
    Objects.requireNonNull(progress, "progress");
  }
}
