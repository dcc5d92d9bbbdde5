package dev.athanor.engine.model;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One file of {@code versions/} as its header declares it.
 *
 * @param id 12 hex digits for generated revisions; any {@code [0-9A-Za-z_.]+} is accepted
 *     (Alembic's rule: a '-' or '+' would read as a relative target)
 * @param downRevisions ids of the parents; empty for a base, several for a merge
 * @param dependsOn ids that must be applied first without being parents (Alembic's depends_on)
 * @param branchLabels names that stand for the branch this revision starts
 * @param message one line, never null
 * @param created when the file was generated, or null
 * @param irreversible whether the header forbids a downgrade through it
 * @param path the file below the changelog root, with forward slashes
 */
public record Revision(
    String id,
    List<String> downRevisions,
    List<String> dependsOn,
    List<String> branchLabels,
    String message,
    Instant created,
    boolean irreversible,
    String path) {
  public Revision {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(path, "path");
    downRevisions = List.copyOf(downRevisions);
    dependsOn = List.copyOf(dependsOn);
    branchLabels = List.copyOf(branchLabels);
  }

  /** Several ids as people read them: {@code <base>} for none. */
  public static String text(List<String> ids) {
    return ids.isEmpty() ? "<base>" : String.join(", ", ids);
  }
}
