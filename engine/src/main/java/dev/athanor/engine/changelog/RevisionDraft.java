package dev.athanor.engine.changelog;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A revision to be written.
 *
 * @param message one line; the file's name is made of it
 * @param author of its changesets
 * @param parents symbols of the parents, {@code head} in most cases; several make a merge; {@code
 *     base} starts a branch of its own
 * @param splice whether parents may be others than heads, which starts a branch
 * @param branchLabels names for the branch it starts
 * @param dependsOn symbols of what must be applied first without being a parent
 * @param format the format of the file
 * @param changesets as they stand in a file of this format; empty for one to be filled in by hand,
 *     or for a merge
 */
public record RevisionDraft(
    String message,
    String author,
    List<String> parents,
    boolean splice,
    List<String> branchLabels,
    List<String> dependsOn,
    RevisionFormat format,
    Optional<String> changesets) {
  public RevisionDraft {
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(author, "author");
    parents = List.copyOf(parents);
    branchLabels = List.copyOf(branchLabels);
    dependsOn = List.copyOf(dependsOn);
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(changesets, "changesets");
  }
}
