package dev.athanor.engine.plan;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.history.History;
import dev.athanor.engine.model.AthanorException;
import java.util.Objects;

/**
 * What was asked for: the same request and the same history give the same plan.
 *
 * @param bundle the compiled changelog
 * @param target {@code head}, {@code base}, a revision, a unique prefix, a label, {@code +1}, a
 *     tag; downwards also a date, or {@code changesets-3}: {@link PastTarget}
 * @param options how to plan
 */
public record PlanRequest(Bundle bundle, String target, PlanOptions options) {
  public PlanRequest {
    Objects.requireNonNull(bundle, "bundle");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(options, "options");
  }

  /**
   * The same with the bundle as this history has it: {@link BundleInPlace}.
   *
   * @throws AthanorException INVALID_CHANGELOG where two changesets with one key are selected
   */
  public PlanRequest on(History history) {
    Bundle inPlace = new BundleInPlace(bundle, Selection.of(options), history).bundle();
    return inPlace == bundle ? this : new PlanRequest(inPlace, target, options);
  }
}
