package dev.athanor.engine.command;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Revisions in the order in which they are shown.
 *
 * @param revisions what was asked for
 * @param form how each is written
 */
public record RevisionListing(List<RevisionInfo> revisions, Form form) implements CommandResult {

  /** How a listing writes a revision. */
  public enum Form {
    /** One line with parents and message: {@code history}. */
    HISTORY(RevisionText::line),
    /** One line with branches: {@code heads}. */
    HEADS(RevisionText::withBranches),
    /** A block: {@code show}, and every listing that is asked for more. */
    ENTRY(RevisionText::entry);

    private final Function<RevisionInfo, String> writer;

    Form(Function<RevisionInfo, String> writer) {
      this.writer = writer;
    }
  }

  public RevisionListing {
    revisions = List.copyOf(revisions);
    Objects.requireNonNull(form, "form");
  }

  @Override
  public String text() {
    return revisions.stream().map(form.writer).collect(Collectors.joining("\n"));
  }

  @Override
  public Object json() {
    return revisions;
  }
}
