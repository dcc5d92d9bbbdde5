package dev.athanor.engine.command;

import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ProjectFile;
import dev.athanor.engine.changelog.RevisionDraft;
import dev.athanor.engine.changelog.RevisionRules;
import dev.athanor.engine.changelog.RevisionWriter;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Revision;
import java.nio.file.Path;
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
   *     is a master file, the message says nothing or the file cannot be written; then nothing is
   *     written. INVALID_CONFIGURATION, too, for a command of the project's that fails after that
   */
  public NewRevisionFile run() {
    Path root = changelog.source().root();
    RevisionRules rules = requireMessage();
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
            .map(id -> new RevisionWriter(changelog, rules.fileName(), clock, () -> id))
            .orElseGet(() -> new RevisionWriter(changelog, rules.fileName(), clock));
    Revision written = writer.write(draft);
    Path file = root.resolve(written.path());
    new AfterWrite(root, rules.afterWrite()).run(file);
    return new NewRevisionFile(written.id(), written.downRevisions(), file);
  }

  /**
   * What can be said before anybody knows the changes.
   *
   * @return the project's rules for new revisions
   * @throws AthanorException INVALID_CONFIGURATION for a message that says nothing
   */
  public RevisionRules requireMessage() {
    RevisionRules rules = ProjectFile.read(changelog.source().root()).revisions();
    rules.messages().require(request.message());
    return rules;
  }
}
