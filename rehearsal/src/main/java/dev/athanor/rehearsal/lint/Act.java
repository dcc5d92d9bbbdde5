package dev.athanor.rehearsal.lint;

import dev.athanor.rehearsal.recording.ChangesetRecording;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import java.util.List;
import java.util.Optional;

/**
 * One changeset of a recording: what others see at once, where it runs in a transaction.
 *
 * @param recording what it did
 * @param scenes its statements, never empty
 * @param before the catalog it found
 * @param after the catalog it left
 */
record Act(ChangesetRecording recording, List<Scene> scenes, State before, State after) {

  /**
   * What was there before the revision and is not after it, by any statement, but not with its
   * table.
   */
  <T extends SchemaObject> List<T> lost(Class<T> type) {
    return before.all(type).stream()
        .filter(each -> after.get(each.id()) == null && !isRenamed(each.id()))
        .filter(
            each ->
                State.isNoPart(each.id())
                    ? before.existed(each.id())
                    : scenes.stream().anyMatch(s -> s.removed(type).contains(each)))
        .toList();
  }

  private boolean isRenamed(ObjectId id) {
    return scenes.stream().anyMatch(scene -> scene.renames().containsKey(id));
  }

  /** What is as new after it, and was not there before. */
  <T extends SchemaObject> List<T> gained(Class<T> type) {
    return after.all(type).stream().filter(each -> before.get(each.id()) == null).toList();
  }

  /** What is there before and after it, and otherwise. */
  <T extends SchemaObject> List<Scene.Change<T>> changed(Class<T> type) {
    return before.all(type).stream()
        .filter(each -> type.isInstance(after.get(each.id())) && !each.equals(after.get(each.id())))
        .map(each -> new Scene.Change<>(each, type.cast(after.get(each.id()))))
        .toList();
  }

  /** The statement that took an object away or made it; the last one where several did. */
  Scene sceneOf(ObjectId id) {
    Optional<Scene> last = Optional.empty();
    for (Scene scene : scenes) {
      if (scene.recording().changes().stream().anyMatch(each -> each.id().equals(id))) {
        last = Optional.of(scene);
      }
    }
    return last.orElse(scenes.get(scenes.size() - 1));
  }
}
