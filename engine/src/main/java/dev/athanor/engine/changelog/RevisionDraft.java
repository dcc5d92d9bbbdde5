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
 * @param changesets what it holds; empty for one to be filled in by hand
 * @param text its changesets as they stand in a file of this format, in place of {@code changesets}
 */
public record RevisionDraft(
    String message,
    String author,
    List<String> parents,
    boolean splice,
    List<String> branchLabels,
    List<String> dependsOn,
    RevisionFormat format,
    List<DraftChangeset> changesets,
    Optional<String> text) {

  /**
   * A changeset to be written.
   *
   * @param comment goes into DATABASECHANGELOG's COMMENTS; may be empty
   * @param transactional false for a statement that cannot run in a transaction
   * @param up statements without terminators
   * @param down statements that undo them; empty when there is nothing to undo
   */
  public record DraftChangeset(
      String comment, boolean transactional, List<String> up, List<String> down) {
    public DraftChangeset {
      Objects.requireNonNull(comment, "comment");
      up = List.copyOf(up);
      down = List.copyOf(down);
    }
  }

  public RevisionDraft {
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(author, "author");
    parents = List.copyOf(parents);
    branchLabels = List.copyOf(branchLabels);
    dependsOn = List.copyOf(dependsOn);
    Objects.requireNonNull(format, "format");
    changesets = List.copyOf(changesets);
    Objects.requireNonNull(text, "text");
  }

  /** The next revision after the head, in SQL, to be filled in by hand. */
  public static RevisionDraft next(String message, String author) {
    return new RevisionDraft(
        message,
        author,
        List.of("head"),
        false,
        List.of(),
        List.of(),
        RevisionFormat.SQL,
        List.of(),
        Optional.empty());
  }

  /** One revision after all of {@code parents}, such as {@code heads}. */
  public static RevisionDraft merge(String message, String author, List<String> parents) {
    return new RevisionDraft(
        message,
        author,
        parents,
        false,
        List.of(),
        List.of(),
        RevisionFormat.SQL,
        List.of(),
        Optional.empty());
  }

  public RevisionDraft withFormat(RevisionFormat other) {
    return new RevisionDraft(
        message, author, parents, splice, branchLabels, dependsOn, other, changesets, text);
  }

  public RevisionDraft withChangesets(List<DraftChangeset> others) {
    return new RevisionDraft(
        message, author, parents, splice, branchLabels, dependsOn, format, others, text);
  }

  /** Branches off {@code parents}, whether heads or not. */
  public RevisionDraft branchingFrom(List<String> others, List<String> labels) {
    return new RevisionDraft(
        message, author, others, true, labels, dependsOn, format, changesets, text);
  }

  public RevisionDraft dependingOn(List<String> others) {
    return new RevisionDraft(
        message, author, parents, splice, branchLabels, others, format, changesets, text);
  }
}
