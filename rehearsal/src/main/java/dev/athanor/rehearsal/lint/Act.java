package dev.athanor.rehearsal.lint;

import dev.athanor.rehearsal.recording.ChangesetRecording;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
   * What was there before the revision and is not after it, by whatever name and by any statement,
   * but not with its table.
   */
  <T extends SchemaObject> List<T> lost(Class<T> type) {
    return before.all(type).stream().filter(each -> isLost(each.id())).toList();
  }

  private boolean isLost(ObjectId id) {
    ObjectId now = finalName(id);
    if (after.get(id) != null || after.get(now) != null) {
      return false;
    }
    return State.isNoPart(id)
        ? before.existed(id)
        : after.get(Scene.tableOf(now)) != null
            || after.get(ObjectId.of(Kind.VIEW, now.schema(), now.within())) != null;
  }

  /** What was there when the changeset began and got another name or schema of its own. */
  List<ObjectId> renamed() {
    if (scenes.stream().allMatch(scene -> scene.renames().isEmpty())) {
      return List.of();
    }
    List<ObjectId> renamed = new ArrayList<>();
    for (ObjectId id : before.objects().keySet()) {
      ObjectId now = id;
      boolean other = false;
      for (Scene scene : scenes) {
        ObjectId next = renamed(now, scene.renames());
        other |= scene.renames().containsKey(now) && !next.equals(now);
        now = next;
      }
      if (other) {
        renamed.add(id);
      }
    }
    return renamed;
  }

  /** What an object that was there when the changeset began is called when it ends. */
  ObjectId finalName(ObjectId id) {
    ObjectId now = id;
    for (Scene scene : scenes) {
      now = renamed(now, scene.renames());
    }
    return now;
  }

  /** A part goes with its table, and may have another name besides. */
  private static ObjectId renamed(ObjectId id, Map<ObjectId, ObjectId> renames) {
    if (renames.isEmpty() || renames.containsKey(id)) {
      return renames.getOrDefault(id, id);
    }
    ObjectId table = State.isNoPart(id) ? null : renames.get(Scene.tableOf(id));
    return table == null ? id : new ObjectId(id.kind(), table.schema(), table.name(), id.name());
  }

  /** What is as new after it, and was not there before. */
  <T extends SchemaObject> List<T> gained(Class<T> type) {
    return after.all(type).stream().filter(each -> before.get(each.id()) == null).toList();
  }

  /**
   * What is there before and after it, and otherwise: what goes by the name now is what clients
   * find, else what it was renamed to.
   */
  <T extends SchemaObject> List<Scene.Change<T>> changed(Class<T> type) {
    List<Scene.Change<T>> changes = new ArrayList<>();
    for (T old : before.all(type)) {
      SchemaObject now = after.get(old.id());
      SchemaObject found = now == null ? after.get(finalName(old.id())) : now;
      if (type.isInstance(found) && !old.equals(found)) {
        changes.add(new Scene.Change<>(old, type.cast(found)));
      }
    }
    return changes;
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
