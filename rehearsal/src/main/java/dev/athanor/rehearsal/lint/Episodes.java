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
  private final Map<String, List<ChangesetRecording>> up;
  private final Map<String, List<ChangesetRecording>> down;
  private final Trial trial;
  private final MessageRule messages;
  private State state;

  private Episodes(List<CompiledRevision> revisions, Trial trial, MessageRule messages) {
    this.revisions = revisions;
    this.trial = trial;
    this.messages = messages;
    this.up = byRevision(trial.up(), PlanStep.Action.UNDO, false);
    this.down =
        trial.down().map(each -> byRevision(each, PlanStep.Action.UNDO, true)).orElse(Map.of());
    this.state = State.before(trial.start());
  }

  /**
   * @param revisions all that the recording may speak of
   * @param messages which messages say nothing to this project
   */
  static List<Episode> of(List<CompiledRevision> revisions, Trial trial, MessageRule messages) {
    Episodes episodes = new Episodes(revisions, trial, messages);
    List<Episode> list = episodes.applied();
    return trial.down().isEmpty() ? list : episodes.undone(list, trial.down().get());
  }

  private static Map<String, List<ChangesetRecording>> byRevision(
      Recording recording, PlanStep.Action action, boolean wanted) {
    return recording.changesets().stream()
        .filter(each -> (each.action() == action) == wanted)
        .collect(
            Collectors.groupingBy(
                ChangesetRecording::revision, LinkedHashMap::new, Collectors.toList()));
  }

  private List<Episode> applied() {
    Map<String, CompiledRevision> known =
        revisions.stream()
            .collect(Collectors.toMap(each -> each.revision().id(), Function.identity()));
    List<Episode> list = new ArrayList<>();
    up.forEach(
        (id, changesets) -> {
          if (known.containsKey(id)) {
            list.add(applied(known.get(id), changesets));
          }
        });
    return list;
  }

  private Episode applied(CompiledRevision revision, List<ChangesetRecording> changesets) {
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

  /** The same with what undid them: the last applied is the first undone. */
  private List<Episode> undone(List<Episode> applied, Recording recording) {
    Map<String, State> restored = new HashMap<>();
    Map<String, List<ChangesetRecording>> failed = new HashMap<>();
    for (ChangesetRecording each : recording.changesets()) {
      if (each.ran()) {
        each.statements().forEach(statement -> state = state.after(statement.changes()));
        restored.put(each.revision(), state);
      } else {
        failed.computeIfAbsent(each.revision(), id -> new ArrayList<>()).add(each);
      }
    }
    return applied.stream().map(episode -> with(episode, restored, failed)).toList();
  }

  private Episode with(
      Episode episode, Map<String, State> restored, Map<String, List<ChangesetRecording>> failed) {
    String id = episode.revision().revision().id();
    List<ChangesetRecording> failures = new ArrayList<>(episode.failures());
    failures.addAll(failed.getOrDefault(id, List.of()));
    boolean whole = !failed.containsKey(id);
    return new Episode(
        episode.revision(),
        episode.saysNothing(),
        episode.acts(),
        down.getOrDefault(id, List.of()),
        failures,
        episode.stopped(),
        episode.untried(),
        episode.before(),
        episode.after(),
        whole ? Optional.ofNullable(restored.get(id)) : Optional.empty());
  }
}
