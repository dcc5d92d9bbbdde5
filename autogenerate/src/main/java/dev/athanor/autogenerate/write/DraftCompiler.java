package dev.athanor.autogenerate.write;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.changelog.RevisionTemplate;
import dev.athanor.engine.command.NewRevision;
import dev.athanor.engine.command.RevisionRequest;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.scratch.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Compiles a revision before it is written: as a file of its own, in a changelog of its own. */
public final class DraftCompiler {
  private final Changelog changelog;
  private final CompileOptions options;

  /**
   * @param changelog that the revision is for
   * @param options how it is compiled there
   */
  public DraftCompiler(Changelog changelog, CompileOptions options) {
    this.changelog = changelog;
    this.options = options.withoutCache();
  }

  /**
   * @throws AthanorException what the engine says about the text
   */
  public Bundle compile(RevisionRequest revision) {
    try {
      Path root = Files.createTempDirectory("athanor-draft");
      try {
        return compile(revision, root);
      } finally {
        Trees.delete(root);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Bundle compile(RevisionRequest revision, Path root) throws IOException {
    ChangelogSource source = ChangelogSource.versions(root);
    Files.createDirectories(root.resolve(source.path()));
    String template = RevisionTemplate.fileName(revision.format());
    if (changelog.files().exists(template)) {
      Files.write(root.resolve(template), changelog.files().bytes(template));
    }
    new NewRevision(Changelog.load(source), alone(revision)).run();
    return BundleCompiler.compile(Changelog.load(source), options);
  }

  /** The same without the revisions around it. */
  private static RevisionRequest alone(RevisionRequest revision) {
    return new RevisionRequest(
        // The project's own rules for messages are not here.
        "rehearse the changes",
        revision.format(),
        List.of("base"),
        false,
        List.of(),
        List.of(),
        revision.id(),
        revision.author(),
        revision.created(),
        Optional.of(revision.changes().orElseThrow()));
  }
}
