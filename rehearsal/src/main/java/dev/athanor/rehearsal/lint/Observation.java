package dev.athanor.rehearsal.lint;

import dev.athanor.engine.model.ChangesetKey;
import java.util.Objects;
import java.util.Optional;

/**
 * What a rule saw.
 *
 * @param changeset where it saw it; empty for what a whole revision does
 * @param scene the statement it saw it in; empty for what no statement by itself does
 * @param subject the object it is about, as {@code schema.table.column}; empty for none
 * @param table the table whose size matters, as {@code schema.table}; empty for none
 * @param fact what was recorded, in a line
 * @param way what to write instead; empty where a person has to decide
 */
record Observation(
    Optional<ChangesetKey> changeset,
    Optional<Scene> scene,
    String subject,
    String table,
    String fact,
    Optional<SafeWay> way) {
  Observation {
    Objects.requireNonNull(changeset, "changeset");
    Objects.requireNonNull(scene, "scene");
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(table, "table");
    Objects.requireNonNull(fact, "fact");
    Objects.requireNonNull(way, "way");
  }
}
