package dev.athanor.engine.command;

import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.RevisionDraft;
import dev.athanor.engine.changelog.RevisionWriter;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Revision;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Objects;

/** Alembic's {@code revision}: writes the file of a new one. */
public final class NewRevision {
  private final Changelog changelog;
  private final RevisionRequest request;

  public NewRevision(Changelog changelog, RevisionRequest request) {
    this.changelog = Objects.requireNonNull(changelog, "changelog");
    this.request = Objects.requireNonNull(request, "request");
  }

  /**
   * @throws AthanorException UNKNOWN_TARGET for a parent that does not exist or several heads,
   *     INVALID_GRAPH for an id or a label that is taken, INVALID_CONFIGURATION when the changelog
   *     is a master file or the file cannot be written; then nothing is written
   */
  public NewRevisionFile run() {
    RevisionDraft draft =
        new RevisionDraft(
            request.message(),
            request.author(),
            request.heads(),
            request.splice(),
            request.branchLabels(),
            request.dependsOn(),
            request.format(),
            request.changes());
    Clock clock = Clock.fixed(request.created(), ZoneOffset.UTC);
    RevisionWriter writer =
        request
            .id()
            .map(id -> new RevisionWriter(changelog, clock, () -> id))
            .orElseGet(() -> new RevisionWriter(changelog, clock));
    Revision written = writer.write(draft);
    return new NewRevisionFile(
        written.id(), written.downRevisions(), changelog.source().root().resolve(written.path()));
  }
}
