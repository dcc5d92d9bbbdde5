package dev.athanor.adopt.write;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A changelog as it would be with new files in it, compiled before any of them is written. */
final class Staging {
  private final ChangelogSource source;
  private final CompileOptions options;

  Staging(ChangelogSource source, CompileOptions options) {
    this.source = source;
    this.options = options.withoutCache();
  }

  /**
   * @throws AthanorException as compiling has it
   */
  Bundle compile(List<RevisionFile.Written> files) {
    Path root = null;
    try {
      root = Files.createTempDirectory("athanor-import");
      Path versions = root.resolve(source.path());
      Files.createDirectories(versions);
      copy(source.root().resolve(source.path()), versions);
      for (RevisionFile.Written file : files) {
        Files.writeString(versions.resolve(file.name()), file.text());
      }
      return BundleCompiler.compile(
          Changelog.load(ChangelogSource.versions(root, source.path())), options);
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "The revisions cannot be tried: " + e.getMessage(),
          "Check that the directory of temporary files has room.",
          e);
    } finally {
      delete(root);
    }
  }

  /** All that existing revisions may refer to. */
  private static void copy(Path from, Path to) throws IOException {
    if (!Files.isDirectory(from)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(from)) {
      for (Path each : tree.toList()) {
        Path copy = to.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(each, copy);
        }
      }
    }
  }

  private static void delete(Path root) {
    if (root == null) {
      return;
    }
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      // It lies in the directory of temporary files.
    }
  }
}
