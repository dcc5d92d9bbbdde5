package dev.athanor.engine.command;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.changelog.MessageRule;
import dev.athanor.engine.changelog.ProjectFile;
import dev.athanor.engine.model.AthanorException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Compares a changelog with what was published of it: an older bundle, or git. */
public final class CheckPublished {
  private final Changelog changelog;
  private final CompileOptions options;

  public CheckPublished(Changelog changelog, CompileOptions options) {
    this.changelog = Objects.requireNonNull(changelog, "changelog");
    this.options = Objects.requireNonNull(options, "options");
  }

  /**
   * @param bundle an older one of the same changelog
   * @throws AthanorException PUBLISHED_CHANGED; INVALID_BUNDLE; as {@link BundleCompiler#compile}
   */
  public UnchangedRevisions.Compared againstBundle(Path bundle) {
    return compare(Bundle.read(bundle), bundle.toString());
  }

  /**
   * @param reference as {@link GitBase} takes it
   * @throws AthanorException PUBLISHED_CHANGED; INVALID_CONFIGURATION as {@link GitBase#extract};
   *     as {@link BundleCompiler#compile}
   */
  public UnchangedRevisions.Compared againstGit(String reference) {
    try {
      Path directory = Files.createTempDirectory("athanor-git");
      try {
        Optional<ChangelogSource> then =
            new GitBase(changelog.source(), reference)
                .extract(directory, BundleCompiler.graph(changelog, options).sorted());
        Bundle none = new Bundle("", List.of(), key -> null);
        return compare(
            then.map(it -> BundleCompiler.compile(Changelog.load(it), options.withoutCache()))
                .orElse(none),
            reference);
      } finally {
        delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private UnchangedRevisions.Compared compare(Bundle older, String name) {
    MessageRule messages = ProjectFile.read(changelog.source().root()).revisions().messages();
    return new UnchangedRevisions(older, BundleCompiler.compile(changelog, options), name, messages)
        .run()
        .orThrow();
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
