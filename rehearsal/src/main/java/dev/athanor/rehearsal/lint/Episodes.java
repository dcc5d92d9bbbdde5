package dev.athanor.rehearsal.lint;

import dev.athanor.engine.changelog.MessageRule;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.rehearsal.recording.ChangesetRecording;
import dev.athanor.rehearsal.recording.ChangesetRecording.Outcome;
import dev.athanor.rehearsal.recording.LockMode;
import dev.athanor.rehearsal.recording.Recording;
import dev.athanor.rehearsal.recording.StatementRecording;
import dev.athanor.rehearsal.recording.StatementRecording.RelationLock;
import dev.athanor.schema.model.ObjectId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads recordings revision by revision, and follows the catalog through them. */
final class Episodes {
  private final List<CompiledRevision> revisions;
  private final Trial trial;
  private final MessageRule messages;
  private final List<Episode> applied;
  private final List<Episode> undone = new ArrayList<>();
  private State state;

  private Episodes(List<CompiledRevision> revisions, Trial trial, MessageRule messages) {
    this.revisions = revisions;
    this.trial = trial;
    this.messages = messages;
    this.state = State.before(trial.start());
    List<Episode> up = told(byRevision(trial.up(), false));
    this.applied =
        trial.down().isEmpty() ? up : withWayBack(up, byRevision(trial.down().get(), true));
  }

  /**
   * @param revisions all that the recording may speak of
   * @param messages which messages say nothing to this project
   */
  static Episodes of(List<CompiledRevision> revisions, Trial trial, MessageRule messages) {
    return new Episodes(revisions, trial, messages);
  }

  /** What the revisions did, with what became of undoing them. */
  List<Episode> applied() {
    return applied;
  }

  /** What undoing them did, the last applied first: each as if it were a revision itself. */
  List<Episode> undone() {
    return undone;
  }

  private static Map<String, List<ChangesetRecording>> byRevision(
      Recording recording, boolean undo) {
    return recording.changesets().stream()
        .filter(each -> (each.action() == PlanStep.Action.UNDO) == undo)
        .collect(
            Collectors.groupingBy(
                ChangesetRecording::revision, LinkedHashMap::new, Collectors.toList()));
  }

  private List<Episode> told(Map<String, List<ChangesetRecording>> recorded) {
    Map<String, CompiledRevision> known =
        revisions.stream()
            .collect(Collectors.toMap(each -> each.revision().id(), Function.identity()));
    List<Episode> list = new ArrayList<>();
    recorded.forEach(
        (id, changesets) -> {
          if (known.containsKey(id)) {
            list.add(told(known.get(id), changesets));
          }
        });
    return list;
  }

  private Episode told(CompiledRevision revision, List<ChangesetRecording> changesets) {
    state = State.before(state.objects());
    State before = state;
    List<Act> acts = new ArrayList<>();
    List<ChangesetRecording> failures = new ArrayList<>();
    for (ChangesetRecording each : changesets) {
      if (each.ran() && !each.statements().isEmpty()) {
        acts.add(act(each));
      } else if (!each.ran() && each.outcome() != Outcome.SKIPPED) {
        failures.add(each);
      }
    }
    String id = revision.revision().id();
    List<ChangesetRecording> byRows =
        trial.stopped().stream().filter(each -> each.revision().equals(id)).toList();
    return new Episode(
        revision,
        messages.saysNothing(revision.revision().message()),
        acts,
        List.of(),
        failures,
        byRows,
        Optional.ofNullable(trial.untried().get(id)),
        before,
        state,
        Optional.empty());
  }

  private Act act(ChangesetRecording recording) {
    State start = state;
    List<Scene> scenes = new ArrayList<>();
    Map<ObjectId, LockMode> held = new HashMap<>();
    for (StatementRecording statement : recording.statements()) {
      if (statement.outside()) {
        held.clear();
      }
      statement.locks().forEach(lock -> hold(lock, start, held));
      State before = state;
      state = state.after(statement.changes());
      Place place = new Place(recording.revision(), recording.key(), scenes.size() + 1);
      scenes.add(
          new Scene(
              place,
              statement,
              start,
              before,
              state,
              Map.copyOf(held),
              Renames.in(statement.changes())));
    }
    return new Act(recording, List.copyOf(scenes), start, state);
  }

  private static void hold(RelationLock lock, State start, Map<ObjectId, LockMode> held) {
    boolean own = lock.relation().table().isEmpty();
    ObjectId table = Scene.tableOf(lock.relation());
    if (own && start.existed(table)) {
      held.merge(table, lock.mode(), (one, other) -> one.compareTo(other) < 0 ? other : one);
    }
  }

  private List<Episode> withWayBack(
      List<Episode> up, Map<String, List<ChangesetRecording>> recorded) {
    undone.addAll(told(recorded));
    Map<String, Episode> back =
        undone.stream()
            .collect(Collectors.toMap(each -> each.revision().revision().id(), each -> each));
    return up.stream()
        .map(
            episode -> {
              String id = episode.revision().revision().id();
              return back.containsKey(id) ? with(episode, back.get(id), recorded.get(id)) : episode;
            })
        .toList();
  }

  private static Episode with(Episode episode, Episode back, List<ChangesetRecording> recorded) {
    List<ChangesetRecording> failures = new ArrayList<>(episode.failures());
    failures.addAll(back.failures());
    return new Episode(
        episode.revision(),
        episode.saysNothing(),
        episode.acts(),
        recorded,
        failures,
        episode.stopped(),
        episode.untried(),
        episode.before(),
        episode.after(),
        recorded.stream().allMatch(ChangesetRecording::ran)
            ? Optional.of(back.after())
            : Optional.empty());
  }
}
