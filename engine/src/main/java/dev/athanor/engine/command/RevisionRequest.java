package dev.athanor.engine.command;

import dev.athanor.engine.changelog.RevisionFormat;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a new revision is to be: the options of Alembic's {@code revision}.
 *
 * @param message one line; names the file, too
 * @param format of the file
 * @param heads what it follows: a revision, {@code head}, {@code base} to start a branch of its
 *     own, several for a merge
 * @param splice whether it may follow a revision that is no head
 * @param branchLabels of the branch that starts here
 * @param dependsOn revisions that must be applied first without being parents
 * @param id to give it; empty for 12 random hex digits
 * @param author of its changesets
 * @param created when it is written
 * @param changes its changesets in formatted SQL; empty for the template's
 */
public record RevisionRequest(
    String message,
    RevisionFormat format,
    List<String> heads,
    boolean splice,
    List<String> branchLabels,
    List<String> dependsOn,
    Optional<String> id,
    String author,
    Instant created,
    Optional<String> changes) {

  /**
   * @throws AthanorException INVALID_CONFIGURATION for SQL in a file of another format
   */
  public RevisionRequest {
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(format, "format");
    heads = List.copyOf(heads);
    branchLabels = List.copyOf(branchLabels);
    dependsOn = List.copyOf(dependsOn);
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(author, "author");
    Objects.requireNonNull(created, "created");
    Objects.requireNonNull(changes, "changes");
    if (changes.isPresent() && format != RevisionFormat.SQL) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "changes that are given as SQL cannot be written as " + format.extension(),
          "Choose the format sql.");
    }
  }

  /** A revision in formatted SQL that follows the head. */
  public static RevisionRequest of(String message, String author) {
    return new RevisionRequest(
        message,
        RevisionFormat.SQL,
        List.of("head"),
        false,
        List.of(),
        List.of(),
        Optional.empty(),
        author,
        Instant.now(),
        Optional.empty());
  }

  public RevisionRequest withHeads(List<String> others) {
    return new RevisionRequest(
        message, format, others, splice, branchLabels, dependsOn, id, author, created, changes);
  }

  public RevisionRequest withId(String other) {
    return new RevisionRequest(
        message,
        format,
        heads,
        splice,
        branchLabels,
        dependsOn,
        Optional.of(other),
        author,
        created,
        changes);
  }

  /** Changesets in formatted SQL, without the file's header: what autogenerate found. */
  public RevisionRequest withChanges(String sql) {
    return new RevisionRequest(
        message,
        format,
        heads,
        splice,
        branchLabels,
        dependsOn,
        id,
        author,
        created,
        Optional.of(sql));
  }
}
