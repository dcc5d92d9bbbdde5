package dev.athanor.rehearsal.test;

import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each revision changed when it was first applied: by it, what is to be there after it was
 * undone or applied again follows from what was there before. The whole schemas between a thousand
 * revisions would be a heap full.
 */
final class Deltas {
  private final Map<String, List<Difference>> up = new HashMap<>();

  void put(String revision, SchemaSnapshot before, SchemaSnapshot after) {
    up.put(revision, SchemaDiff.between(before, after).differences());
  }

  /** The last of these revisions that had a hand in what differs; the last of all, if none had. */
  String last(List<String> revisions, Difference difference) {
    for (int i = revisions.size() - 1; i >= 0; i--) {
      for (Difference own : up.getOrDefault(revisions.get(i), List.of())) {
        if (own.id().equals(difference.id())) {
          return revisions.get(i);
        }
      }
    }
    return revisions.get(revisions.size() - 1);
  }

  /**
   * What is left over once {@code revision} was undone.
   *
   * @param applied the schema before that
   * @param undone the schema after it
   * @return lines for people, empty where all is as it was
   */
  List<String> afterDown(String revision, SchemaSnapshot applied, SchemaSnapshot undone) {
    Map<ObjectId, SchemaObject> wanted = new LinkedHashMap<>(applied.objects());
    for (Difference difference : up.get(revision)) {
      replace(wanted, difference.after(), difference.before());
    }
    return differences(wanted, undone);
  }

  private static void replace(
      Map<ObjectId, SchemaObject> objects, SchemaObject old, SchemaObject now) {
    if (old != null) {
      objects.remove(old.id());
    }
    if (now != null) {
      objects.put(now.id(), now);
    }
  }

  private static List<String> differences(
      Map<ObjectId, SchemaObject> wanted, SchemaSnapshot found) {
    return differences(
        new SchemaSnapshot(
            found.version(), found.defaultSchema(), wanted, found.dependencies(), found.clones()),
        found);
  }

  /** What {@code found} has that it should not, or has not, by object. */
  static List<String> differences(SchemaSnapshot wanted, SchemaSnapshot found) {
    return between(wanted, found).stream().map(Difference::describe).toList();
  }

  static List<Difference> between(SchemaSnapshot wanted, SchemaSnapshot found) {
    return SchemaDiff.between(wanted, found).headlines();
  }
}
