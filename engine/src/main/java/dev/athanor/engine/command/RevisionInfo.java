package dev.athanor.engine.command;

import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.model.Revision;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * A revision and its place in the graph.
 *
 * @param revision its id
 * @param downRevisions ids of the parents, empty for a base
 * @param dependsOn as its header says
 * @param branchLabels the labels of the branches it is on
 * @param message its message
 * @param created when it was generated, or null
 * @param path its file below the changelog root
 * @param irreversible whether its header forbids a downgrade through it
 * @param head whether no revision follows it
 * @param effectiveHead whether no revision follows it but another depends on it
 * @param branchesInto ids of its children where there are several, else empty
 * @param mergepoint whether it has several parents
 * @param current whether the database is at it; null when no database was asked
 */
public record RevisionInfo(
    String revision,
    List<String> downRevisions,
    List<String> dependsOn,
    List<String> branchLabels,
    String message,
    Instant created,
    String path,
    boolean irreversible,
    boolean head,
    boolean effectiveHead,
    List<String> branchesInto,
    boolean mergepoint,
    Boolean current) {
  public RevisionInfo {
    Objects.requireNonNull(revision, "revision");
    downRevisions = List.copyOf(downRevisions);
    dependsOn = List.copyOf(dependsOn);
    branchLabels = List.copyOf(branchLabels);
    branchesInto = List.copyOf(branchesInto);
  }

  /**
   * @param current ids of the current revisions, or null when no database was asked
   */
  static RevisionInfo of(RevisionGraph graph, Revision revision, Collection<String> current) {
    String id = revision.id();
    List<String> children = graph.children(id);
    List<String> parents = graph.parents(id);
    boolean tip = children.isEmpty();
    boolean needed = tip && graph.descendants(List.of(id)).size() > 1;
    return new RevisionInfo(
        id,
        parents,
        revision.dependsOn(),
        graph.labels(id),
        revision.message(),
        revision.created(),
        revision.path(),
        revision.irreversible(),
        tip && !needed,
        tip && needed,
        children.size() > 1 ? children : List.of(),
        parents.size() > 1,
        current == null ? null : current.contains(id));
  }
}
