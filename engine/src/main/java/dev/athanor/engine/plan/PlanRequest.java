package dev.athanor.engine.plan;

import dev.athanor.engine.bundle.Bundle;
import java.util.Objects;

/**
 * What was asked for: the same request and the same history give the same plan.
 *
 * @param bundle the compiled changelog
 * @param target {@code head}, {@code base}, a revision, a unique prefix, a label, {@code +1} …
 * @param options how to plan
 */
public record PlanRequest(Bundle bundle, String target, PlanOptions options) {
  public PlanRequest {
    Objects.requireNonNull(bundle, "bundle");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(options, "options");
  }
}
