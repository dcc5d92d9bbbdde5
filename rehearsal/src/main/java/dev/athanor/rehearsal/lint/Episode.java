package dev.athanor.rehearsal.lint;

import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.rehearsal.recording.ChangesetRecording;
import dev.athanor.schema.model.SchemaObject;
import java.util.List;
import java.util.Optional;

/**
 * One revision of a recording.
 *
 * @param revision as it was compiled
 * @param saysNothing whether its message says nothing to this project
 * @param acts its changesets that ran, in order
 * @param undone what undid them, in that order; empty where that was not tried
 * @param failures what could not be run
 * @param stopped what made-up rows stopped, and ran without them
 * @param untried why its way back was not tried, where that was wanted
 * @param before the catalog it found
 * @param after the catalog it left
 * @param restored the catalog after it was undone; empty where that was not tried
 */
record Episode(
    CompiledRevision revision,
    boolean saysNothing,
    List<Act> acts,
    List<ChangesetRecording> undone,
    List<ChangesetRecording> failures,
    List<ChangesetRecording> stopped,
    Optional<String> untried,
    State before,
    State after,
    Optional<State> restored) {

  List<Scene> scenes() {
    return acts.stream().flatMap(act -> act.scenes().stream()).toList();
  }

  /** What is there after it and was not before, whatever came and went between. */
  <T extends SchemaObject> List<T> gained(Class<T> type) {
    return after.all(type).stream().filter(each -> before.get(each.id()) == null).toList();
  }

  /** What it changed or made. */
  <T extends SchemaObject> List<T> touched(Class<T> type) {
    return after.all(type).stream().filter(each -> !each.equals(before.get(each.id()))).toList();
  }

  /** The statement that last changed an object. */
  Optional<Scene> sceneOf(SchemaObject object) {
    Optional<Scene> last = Optional.empty();
    for (Scene scene : scenes()) {
      if (scene.recording().changes().stream()
          .anyMatch(each -> each.after() != null && each.after().id().equals(object.id()))) {
        last = Optional.of(scene);
      }
    }
    return last;
  }
}
