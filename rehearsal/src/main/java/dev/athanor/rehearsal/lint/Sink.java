package dev.athanor.rehearsal.lint;

import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes what one rule sees; the same of the same object and statement only once. */
final class Sink {
  private final Map<String, Observation> seen = new LinkedHashMap<>();

  void add(Scene scene, ObjectId subject, String fact) {
    add(scene, subject, fact, null);
  }

  /**
   * @param way what to write instead; null where a person has to decide
   */
  void add(Scene scene, ObjectId subject, String fact, SafeWay way) {
    put(scene, subject.path(), table(subject), fact, way);
  }

  /** What is about no object of a schema: a setting, a message. */
  void add(Scene scene, String subject, String fact) {
    put(scene, subject, "", fact, null);
  }

  /** What is about a whole changeset. */
  void addToChangeset(ChangesetKey changeset, String fact) {
    put(Optional.of(changeset), Optional.empty(), "changeset " + changeset.id(), "", fact, null);
  }

  /** What no changeset by itself does. */
  void addToRevision(String subject, String fact) {
    put(Optional.empty(), Optional.empty(), subject, "", fact, null);
  }

  List<Observation> observations() {
    return List.copyOf(seen.values());
  }

  private void put(Scene scene, String subject, String table, String fact, SafeWay way) {
    put(Optional.of(scene.place().changeset()), Optional.of(scene), subject, table, fact, way);
  }

  private void put(
      Optional<ChangesetKey> changeset,
      Optional<Scene> scene,
      String subject,
      String table,
      String fact,
      SafeWay way) {
    String key = scene.map(s -> s.place().toString()).orElse("") + '\0' + subject;
    seen.putIfAbsent(
        key, new Observation(changeset, scene, subject, table, fact, Optional.ofNullable(way)));
  }

  private static String table(ObjectId subject) {
    return switch (subject.kind()) {
      case TABLE, VIEW -> subject.path();
      case COLUMN, DEFAULT, CONSTRAINT, INDEX, TRIGGER, POLICY, RULE ->
          ObjectId.of(Kind.TABLE, subject.schema(), subject.within()).path();
      default -> "";
    };
  }
}
