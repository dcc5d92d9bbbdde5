package dev.athanor.rehearsal.lint;

import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What undoes the judged revisions, as far down as there is a way back: to the last of them that
 * nothing undoes.
 *
 * @param requests the downgrades, one after the other
 * @param untried revisions that no downgrade comes to, each with the reason
 */
record WayBack(List<PlanRequest> requests, Map<String, String> untried) {

  static WayBack of(LintRequest request, List<CompiledRevision> judged) {
    Set<String> kept = new HashSet<>(request.known());
    Map<String, String> untried = new HashMap<>();
    int first = 0;
    for (int i = judged.size() - 1; i >= 0 && first == 0; i--) {
      first = isReversible(judged.get(i)) ? 0 : i + 1;
    }
    for (CompiledRevision each : judged.subList(0, first)) {
      kept.add(each.revision().id());
      if (isReversible(each)) {
        untried.put(
            each.revision().id(),
            "nothing undoes " + judged.get(first - 1).revision().id() + ", which comes after it");
      }
    }
    return new WayBack(
        first == judged.size()
            ? List.of()
            : requests(request, kept, judged.subList(first, judged.size())),
        untried);
  }

  private static boolean isReversible(CompiledRevision revision) {
    return !revision.revision().irreversible()
        && revision.changesets().stream().allMatch(Changeset::reversible);
  }

  private static List<PlanRequest> requests(
      LintRequest request, Set<String> kept, List<CompiledRevision> undone) {
    PlanOptions options = request.plan().withWay(PlanOptions.Way.DOWN).withAllowSuperuser(true);
    if (kept.isEmpty()) {
      return List.of(new PlanRequest(request.bundle(), "base", options));
    }
    RevisionGraph graph = request.bundle().graph();
    List<PlanRequest> requests = new ArrayList<>();
    for (String head : graph.headsOf(kept)) {
      Set<String> newer = graph.descendants(List.of(head));
      if (undone.stream().anyMatch(each -> newer.contains(each.revision().id()))) {
        requests.add(new PlanRequest(request.bundle(), head, options));
      }
    }
    return requests;
  }
}
