package dev.athanor.engine.command;

import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.changelog.ProjectFile;
import dev.athanor.engine.changelog.RevisionDraft;
import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.changelog.RevisionRules;
import dev.athanor.engine.changelog.RevisionWriter;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Revision;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.function.Supplier;

/** Alembic's {@code revision}: writes the file of a new one. */
public final class NewRevision {
  private final Changelog changelog;
  private final RevisionRequest request;
  private final CompileOptions options;
  private final Supplier<RevisionGraph> graph;

  /** For a changelog that needs no parameters. */
  public NewRevision(Changelog changelog, RevisionRequest request) {
    this(changelog, request, CompileOptions.defaults());
  }

  /**
   * @param options how the revisions of a master changelog are found; others are not compiled
   */
  public NewRevision(Changelog changelog, RevisionRequest request, CompileOptions options) {
    this(changelog, request, options, () -> BundleCompiler.graph(changelog, options));
  }

  private NewRevision(
      Changelog changelog,
      RevisionRequest request,
      CompileOptions options,
      Supplier<RevisionGraph> graph) {
    this.changelog = Objects.requireNonNull(changelog, "changelog");
    this.request = Objects.requireNonNull(request, "request");
    this.options = Objects.requireNonNull(options, "options");
    this.graph = graph;
  }

  /** The same for a changelog that was compiled already, and whose graph is known. */
  public NewRevision in(RevisionGraph known) {
    return new NewRevision(changelog, request, options, () -> known);
  }

  /**
   * @throws AthanorException UNKNOWN_TARGET for a parent that does not exist or several heads,
   *     INVALID_GRAPH for an id or a label that is taken, INVALID_CONFIGURATION when the message
   *     says nothing, a master changelog cannot take the file or it cannot be written; then nothing
   *     is written. INVALID_CONFIGURATION, too, for a command of the project's that fails after
   *     that
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
    RevisionWriter.Written written = inPlace(writer).write(draft);
    Revision revision = written.revision();
    new AfterWrite(root, rules.afterWrite()).run(written.file());
    return new NewRevisionFile(
        revision.id(), revision.downRevisions(), written.file(), written.includedIn().orElse(null));
  }

  private RevisionWriter inPlace(RevisionWriter writer) {
    return changelog.source().kind() == ChangelogSource.Kind.VERSIONS
        ? writer
        : writer.inMaster(
            graph.get(), files -> BundleCompiler.order(files, changelog.source().path(), options));
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
