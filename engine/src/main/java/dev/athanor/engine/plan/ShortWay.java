package dev.athanor.engine.plan;

import dev.athanor.engine.bundle.Baseline;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The baseline that an upgrade of an empty database takes in place of changesets one by one. Where
 * anything is recorded or contexts, labels or another target leave one of them out, there is none.
 */
final class ShortWay {
  private final PlanContext context;
  private final Bundle bundle;

  ShortWay(PlanContext context) {
    this.context = context;
    this.bundle = context.request.bundle();
  }

  /** Puts the baseline that covers most in the place of the steps that it covers. */
  void take(List<PlanStep> steps) {
    if (bundle.baselines().isEmpty()
        || !context.history.rows().isEmpty()
        || !context.history.unfinished().isEmpty()) {
      return;
    }
    Map<ChangesetKey, PlanStep> pending = new HashMap<>();
    steps.forEach(step -> pending.put(step.changeset().key(), step));
    bundle.baselines().stream()
        // By the search path that it was made for: its SQL names no schema there.
        .filter(each -> context.history.place().equals(Optional.of(each.schema())))
        .flatMap(each -> step(each, pending).stream())
        .max(Comparator.comparing(step -> step.covers().size()))
        .ifPresent(
            step -> {
              step.covers().forEach(covered -> pending.remove(covered.changeset().key()));
              steps.removeIf(each -> !pending.containsKey(each.changeset().key()));
              steps.add(0, step);
            });
  }

  private Optional<PlanStep> step(Baseline baseline, Map<ChangesetKey, PlanStep> pending) {
    List<PlanStep> covers = new ArrayList<>();
    for (Changeset changeset : bundle.covered(baseline)) {
      PlanStep step = pending.get(changeset.key());
      if (step == null
          || step.changeset() != changeset
          || changeset.guard().isPresent()
          || changeset.live().isPresent()
          || !changeset.failOnError()) {
        return Optional.empty();
      }
      covers.add(new PlanStep(step.revision(), changeset, step.action(), List.of(), step.undo()));
    }
    return Optional.of(
        new PlanStep(
            baseline.revision(),
            baseline.changeset(covers.stream().allMatch(each -> each.changeset().reversible())),
            PlanStep.Action.BASELINE,
            baseline.sql(),
            List.of(),
            covers));
  }
}
