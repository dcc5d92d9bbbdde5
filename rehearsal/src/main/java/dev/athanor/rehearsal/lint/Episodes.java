package dev.athanor.rehearsal.lint;

import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.rehearsal.recording.ChangesetRecording;
import dev.athanor.rehearsal.recording.ChangesetRecording.Outcome;
import dev.athanor.rehearsal.recording.LockMode;
import dev.athanor.rehearsal.recording.Recording;
import dev.athanor.rehearsal.recording.StatementRecording;
import dev.athanor.rehearsal.recording.StatementRecording.RelationLock;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
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
  private final List<ChangesetRecording> stopped = new ArrayList<>();
  private State state;

  private Episodes(
      List<CompiledRevision> revisions, Recording up, Optional<Recording> down, State start) {
    this.revisions = revisions;
    this.up = byRevision(up, PlanStep.Action.UNDO, false);
    this.down = down.map(each -> byRevision(each, PlanStep.Action.UNDO, true)).orElse(Map.of());
    this.state = start;
  }

  /**
   * @param revisions all that the recording may speak of
   * @param up what applied them
   * @param down what undid them again, if that was tried
   * @param stopped what made-up rows stopped in another run
   * @param start the catalog before the first of {@code up}
   */
  static List<Episode> of(
      List<CompiledRevision> revisions,
      Recording up,
      Optional<Recording> down,
      List<ChangesetRecording> stopped,
      Map<ObjectId, SchemaObject> start) {
    Episodes episodes = new Episodes(revisions, up, down, State.before(start));
    episodes.stopped.addAll(stopped);
    List<Episode> list = episodes.applied();
    return down.isEmpty() ? list : episodes.undone(list, down.get());
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
        stopped.stream().filter(each -> each.revision().equals(id)).toList();
    return new Episode(
        revision, acts, List.of(), failures, byRows, before, state, Optional.empty());
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
        episode.acts(),
        down.getOrDefault(id, List.of()),
        failures,
        episode.stopped(),
        episode.before(),
        episode.after(),
        whole ? Optional.ofNullable(restored.get(id)) : Optional.empty());
  }
}
