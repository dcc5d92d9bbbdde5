package dev.athanor.engine.backup;

import dev.athanor.engine.history.History;
import dev.athanor.engine.history.PastRun;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.RevisionState;
import dev.athanor.engine.plan.StoredPlace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is backed up and why.
 *
 * @param planHash the plan's; without a plan something of that form
 * @param fingerprint of the history in the snapshot
 * @param from the revisions that are current, as far as they are known
 * @param place the same as a person reads it
 * @param to where the plan leads; empty: there is none
 * @param runs all that the database records
 */
record BackupSubject(
    String planHash,
    String fingerprint,
    List<String> from,
    String place,
    Optional<List<String>> to,
    List<PastRun> runs) {
  /** How many schemas of several are named. */
  private static final int NAMED = 5;

  /**
   * For a plan, which knows the revisions better than the database does.
   *
   * @throws AthanorException PLAN_CHANGED when the history is not the plan's
   */
  static BackupSubject of(MigrationPlan plan, History history, List<PastRun> runs) {
    if (!history.fingerprint().equals(plan.historyFingerprint())) {
      throw new AthanorException(
          Reason.PLAN_CHANGED,
          "the history of the database changed after the plan was made: "
              + history.fingerprint()
              + " instead of "
              + plan.historyFingerprint(),
          "Plan again.");
    }
    StoredPlace stored = StoredPlace.of(history);
    List<String> current = plan.from().stream().map(id -> describe(id, stored)).toList();
    return new BackupSubject(
        plan.hash(),
        history.fingerprint(),
        plan.from(),
        Revision.text(current),
        Optional.of(plan.to()),
        runs);
  }

  /**
   * For the plans of several schemas.
   *
   * @param hash of them all
   * @param history what the backup's own session sees, which may be none of theirs
   */
  static BackupSubject of(
      Map<String, MigrationPlan> plans, String hash, History history, List<PastRun> runs) {
    return new BackupSubject(
        hash,
        history.fingerprint(),
        ids(plans, MigrationPlan::from),
        plans.entrySet().stream()
            .limit(NAMED)
            .map(each -> each.getKey() + " at " + Revision.text(each.getValue().from()))
            .collect(Collectors.joining("; ", "", plans.size() > NAMED ? "; …" : "")),
        Optional.of(ids(plans, MigrationPlan::to)),
        runs);
  }

  private static List<String> ids(
      Map<String, MigrationPlan> plans, Function<MigrationPlan, List<String>> which) {
    return plans.values().stream().flatMap(plan -> which.apply(plan).stream()).distinct().toList();
  }

  /** For its own sake. */
  static BackupSubject of(History history, List<PastRun> runs) {
    StoredPlace stored = StoredPlace.of(history);
    return new BackupSubject(
        Digest.of(history.fingerprint()),
        history.fingerprint(),
        stored.ids(),
        stored.toString(),
        Optional.empty(),
        runs);
  }

  private static String describe(String id, StoredPlace stored) {
    return stored.current().stream()
        .filter(state -> state.revision().equals(id))
        .findFirst()
        .map(RevisionState::toString)
        .orElse(id);
  }

  boolean isForChange() {
    return to.isPresent();
  }
}
