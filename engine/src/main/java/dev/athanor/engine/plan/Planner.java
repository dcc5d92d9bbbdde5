package dev.athanor.engine.plan;

import dev.athanor.engine.history.History;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import dev.athanor.engine.model.Term;
import java.util.List;
import java.util.Set;

/**
 * Decides what runs: bundle + history + target → {@link MigrationPlan}.
 *
 * <p>Pure but for {@link History#stored()}: the same input gives the same plan and hash. Where
 * nothing is pending, the bundle's SQL is never read.
 */
public final class Planner {
  private Planner() {}

  /**
   * @throws AthanorException UNKNOWN_TARGET, WRONG_DIRECTION, DOWNGRADE_NOT_ALLOWED,
   *     CHECKSUM_MISMATCH, UNKNOWN_HISTORY, UNTRUSTED_HISTORY, IRREVERSIBLE or LIVE_CHANGESET;
   *     INVALID_CONFIGURATION for a bundle that was compiled for other contexts or labels; nothing
   *     has been changed then
   */
  public static MigrationPlan plan(PlanRequest request, History history) {
    CompiledFor.require(request);
    PlanContext context = new PlanContext(request, history);
    requireRevision(context);
    checkSums(context);
    return isDowngrade(context)
        ? new DowngradePlan(context).plan()
        : new UpgradePlan(context).plan();
  }

  /**
   * The current revisions: heads of what is applied, partly applied ones included.
   *
   * @throws AthanorException UNKNOWN_HISTORY as {@link #plan}
   */
  public static List<RevisionState> current(PlanRequest request, History history) {
    return new PlanContext(request, history).applied.current();
  }

  /**
   * The tip of each branch of what is applied, by parents alone: {@link #current} and what it
   * depends on in other branches.
   *
   * @throws AthanorException UNKNOWN_HISTORY as {@link #plan}
   */
  public static List<RevisionState> branchTips(PlanRequest request, History history) {
    return new PlanContext(request, history).applied.branchTips();
  }

  private static void checkSums(PlanContext context) {
    Checksums checksums = new Checksums();
    for (CompiledRevision revision : context.compiled.values()) {
      for (Changeset changeset : revision.changesets()) {
        // What is not selected now may be another's row, and refuses nothing: as in Liquibase.
        if (context.selection.includes(changeset)) {
          context.row(changeset).ifPresent(row -> checksums.check(changeset, row));
        }
      }
    }
    checksums.throwIfAny(context.request.bundle().choices());
  }

  /** An upgrade goes to a revision, and so does what may go either way. */
  private static void requireRevision(PlanContext context) {
    String target = context.request.target();
    boolean named = context.tag.isPresent() || context.graph.hasName(target);
    if (context.request.options().way() != PlanOptions.Way.DOWN
        && !named
        && PastTarget.isOne(target)) {
      throw new AthanorException(
          Reason.UNKNOWN_TARGET,
          "'" + target + "' is a moment of the history, to which only a downgrade goes",
          "Name head, a revision or a tag.");
    }
  }

  private static boolean isDowngrade(PlanContext context) {
    PlanOptions options = context.request.options();
    return switch (options.way()) {
      case UP -> false;
      case DOWN, BACK -> true;
      case EITHER -> {
        boolean down = liesBelow(context);
        if (down && !options.allowDowngrade() && !isTheOneAllowed(context)) {
          throw new AthanorException(
              Reason.DOWNGRADE_NOT_ALLOWED,
              "The target "
                  + context.request.target()
                  + " is older than what is applied, "
                  + String.join(
                      ", ", context.applied.current().stream().map(String::valueOf).toList())
                  + ": reaching it is a downgrade.",
              "Allow it with "
                  + Term.ALLOW_DOWNGRADE
                  + " (it leads to "
                  + String.join(",", targets(context))
                  + "), or choose a newer target.");
        }
        yield down;
      }
    };
  }

  /** A permission names where it leads to: it serves once, and may stay without harm. */
  private static boolean isTheOneAllowed(PlanContext context) {
    List<String> allowed = List.of(context.request.options().downgradeTo().split(","));
    List<String> targets = targets(context);
    return allowed.size() == targets.size()
        && targets.stream().allMatch(id -> allowed.stream().anyMatch(id::equals));
  }

  private static List<String> targets(PlanContext context) {
    if (context.tag.isPresent()) {
      return List.of(context.tag.get().revision().orElse(context.request.target()));
    }
    List<String> ids =
        context.bundleGraph.resolve(context.request.target(), context.applied.begun()).stream()
            .map(Revision::id)
            .toList();
    return ids.isEmpty() ? List.of("base") : ids;
  }

  /** Whether all of the target is applied, and something that needs it. */
  private static boolean liesBelow(PlanContext context) {
    if (context.tag.isPresent()) {
      return context.tag.get().isBelow(context.known());
    }
    Set<String> begun = context.applied.begun();
    List<String> targets =
        context.bundleGraph.resolve(context.request.target(), begun).stream()
            .map(Revision::id)
            .toList();
    if (targets.isEmpty()) {
      return !begun.isEmpty() && !context.compiled.isEmpty();
    }
    if (!context.applied.complete().containsAll(targets)) {
      return false;
    }
    Set<String> above = context.graph.descendants(targets);
    targets.forEach(above::remove);
    above.retainAll(begun);
    return !above.isEmpty();
  }
}
