package dev.athanor.rehearsal.lint;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.schema.snapshot.SnapshotOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What is to be judged.
 *
 * @param bundle all revisions
 * @param known those that are not judged, with all that they need: they were applied or looked at
 *     before
 * @param plan contexts and labels
 * @param catalog what of the schema is looked at
 * @param rollbacks whether the way back is tried, too
 * @param options what the project wants
 * @param checkout where the changelog root is
 * @param texts a revision's file as text, by its path; an empty text where it is not at hand
 * @param cache where what was found of each step is kept for who packs it; empty for nowhere
 */
public record LintRequest(
    Bundle bundle,
    Set<String> known,
    PlanOptions plan,
    SnapshotOptions catalog,
    boolean rollbacks,
    LintOptions options,
    Checkout checkout,
    Function<String, String> texts,
    Optional<Path> cache) {
  public LintRequest {
    // A short way would try none of the revisions.
    bundle = bundle.withBaselines(List.of());
    known = Set.copyOf(known);
    Objects.requireNonNull(plan, "plan");
    catalog = catalog.withGrants(true);
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(checkout, "checkout");
    Objects.requireNonNull(texts, "texts");
    Objects.requireNonNull(cache, "cache");
  }

  /** The same of other revisions of the same ids. */
  public LintRequest with(Bundle other) {
    return new LintRequest(other, known, plan, catalog, rollbacks, options, checkout, texts, cache);
  }

  /** The same, of which nothing is kept. */
  public LintRequest withoutCache() {
    return new LintRequest(
        bundle, known, plan, catalog, rollbacks, options, checkout, texts, Optional.empty());
  }
}
