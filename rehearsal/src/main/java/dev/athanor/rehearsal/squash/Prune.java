package dev.athanor.rehearsal.squash;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogFiles;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.changelog.RevisionArchive;
import dev.athanor.engine.changelog.RevisionFormat;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.AtomicFile;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Moves the files of what a baseline stands for into one file beside it. Nothing is lost: the
 * bundle that is compiled afterwards is the one from before, to the byte, or all is put back.
 */
public final class Prune {
  private final ChangelogSource source;
  private final CompileOptions options;

  /**
   * @param options how the bundle is compiled
   */
  public Prune(ChangelogSource source, CompileOptions options) {
    this.source = Objects.requireNonNull(source, "source");
    this.options = Objects.requireNonNull(options, "options").withoutCache();
  }

  /**
   * @param squashed the baseline, as it was written
   * @return the same with how many files were moved
   * @throws AthanorException NOT_SQUASHABLE where what is compiled would not be the same;
   *     INVALID_CONFIGURATION where a file cannot be written or deleted
   */
  public SquashResult run(SquashResult squashed) {
    Bundle before = compile();
    Map<String, byte[]> moved = files(before, squashed.revision());
    Path archive = source.root().resolve(RevisionArchive.path(squashed.revision()));
    try {
      byte[] old = Files.exists(archive) ? Files.readAllBytes(archive) : null;
      move(moved, archive, old, before.digest());
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "the revisions cannot be moved into " + archive + ": " + e.getMessage(),
          "Make the directories writable, and squash again: each file is where it was, or in both.",
          e);
    }
    return squashed.withMoved(moved.size());
  }

  private Bundle compile() {
    return BundleCompiler.compile(Changelog.load(source), options);
  }

  /** Those on the disk, with what stands beside them for want of comments. */
  private Map<String, byte[]> files(Bundle bundle, String revision) {
    ChangelogFiles changelog = new ChangelogFiles(source);
    Map<String, byte[]> files = new TreeMap<>();
    for (CompiledRevision each : bundle.upTo(revision)) {
      String path = changelog.normalize(each.revision().path());
      for (String file : List.of(path, path + RevisionFormat.SIDECAR)) {
        if (Files.isRegularFile(source.root().resolve(file))) {
          files.put(file, changelog.bytes(file));
        }
      }
    }
    return files;
  }

  private void move(Map<String, byte[]> moved, Path archive, byte[] old, String digest)
      throws IOException {
    Map<String, byte[]> all = new TreeMap<>(moved);
    if (old != null) {
      all.putAll(RevisionArchive.read(archive.toString(), old));
    }
    AtomicFile.write(archive, RevisionArchive.write(all));
    try {
      for (String path : moved.keySet()) {
        Files.delete(source.root().resolve(path));
      }
      if (!compile().digest().equals(digest)) {
        throw new AthanorException(
            Reason.NOT_SQUASHABLE,
            "Without the files of these revisions another bundle is compiled",
            "Leave them: squash without --prune.");
      }
    } catch (AthanorException | IOException e) {
      putBack(moved, archive, old);
      throw e;
    }
  }

  private void putBack(Map<String, byte[]> moved, Path archive, byte[] old) throws IOException {
    for (Map.Entry<String, byte[]> file : moved.entrySet()) {
      AtomicFile.write(source.root().resolve(file.getKey()), file.getValue());
    }
    if (old == null) {
      Files.delete(archive);
    } else {
      AtomicFile.write(archive, old);
    }
  }
}
