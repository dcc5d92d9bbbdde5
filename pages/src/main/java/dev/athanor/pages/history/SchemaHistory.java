package dev.athanor.pages.history;

import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The schema that revisions build, and what each of them did to it.
 *
 * @param graph the revisions, who comes after whom
 * @param revisions in the order in which they were replayed: parents first
 * @param schema what all of them build
 * @param notReplayed changesets that only a live Liquibase could run: what they do is not seen
 */
public record SchemaHistory(
    RevisionGraph graph,
    List<RevisionRecord> revisions,
    SchemaSnapshot schema,
    List<String> notReplayed) {
  public SchemaHistory {
    Objects.requireNonNull(graph, "graph");
    revisions = List.copyOf(revisions);
    Objects.requireNonNull(schema, "schema");
    notReplayed = List.copyOf(notReplayed);
  }

  /** The revision that made each object that is there at the end: the last, if there are more. */
  public Map<ObjectId, String> origins() {
    Map<ObjectId, String> origins = new HashMap<>();
    for (RevisionRecord record : revisions) {
      for (Difference change : record.changes()) {
        if (change instanceof Difference.Added added) {
          origins.put(added.id(), record.revision().id());
        } else if (change instanceof Difference.Removed removed) {
          origins.remove(removed.id());
        }
      }
    }
    return origins;
  }
}
