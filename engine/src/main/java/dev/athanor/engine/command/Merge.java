package dev.athanor.engine.command;

import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Alembic's {@code merge}: a revision that joins several heads. */
public final class Merge {
  private final Changelog changelog;
  private final RevisionRequest request;

  /**
   * @param request its {@code heads} are what is joined; {@code heads} joins them all
   */
  public Merge(Changelog changelog, RevisionRequest request) {
    this.changelog = Objects.requireNonNull(changelog, "changelog");
    this.request = Objects.requireNonNull(request, "request");
  }

  /**
   * @throws AthanorException UNKNOWN_TARGET when there is nothing to join, INVALID_CONFIGURATION
   *     for a revision that is named twice, is no head (unless the request splices) or comes before
   *     another one, and all that {@link NewRevision#run} throws
   */
  public NewRevisionFile run() {
    List<String> joined =
        request.heads().stream()
            .flatMap(head -> changelog.graph().list(head, List.of()).stream())
            .map(Revision::id)
            .toList();
    Set<String> distinct = new HashSet<>(joined);
    if (distinct.size() < 2) {
      throw new AthanorException(
          Reason.UNKNOWN_TARGET,
          "there is nothing to merge: "
              + String.join(", ", request.heads())
              + (joined.isEmpty() ? " is no revision" : " is the one revision " + joined.get(0)),
          "A merge joins two revisions or more; `heads` lists those that nothing follows.");
    }
    if (distinct.size() < joined.size()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "a revision is named twice: "
              + String.join(", ", request.heads())
              + " are "
              + String.join(", ", joined),
          "Name each revision once.");
    }
    return new NewRevision(changelog, request.withHeads(joined)).run();
  }
}
