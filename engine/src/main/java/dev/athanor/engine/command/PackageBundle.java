package dev.athanor.engine.command;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.bundle.LiveChangesets;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Revision;
import dev.athanor.engine.model.StepDigest;
import dev.athanor.engine.model.StepFindings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Compiles a changelog into the file that reviewers, repositories and clusters get. */
public final class PackageBundle {
  private final Changelog changelog;
  private final CompileOptions options;
  private final Path file;
  private final boolean singleHead;

  /**
   * @param singleHead whether several heads are refused
   */
  public PackageBundle(Changelog changelog, CompileOptions options, Path file, boolean singleHead) {
    this.changelog = Objects.requireNonNull(changelog, "changelog");
    this.options = Objects.requireNonNull(options, "options");
    this.file = Objects.requireNonNull(file, "file");
    this.singleHead = singleHead;
  }

  /**
   * Leaves a file alone that already is the bundle, its time included.
   *
   * @throws AthanorException SEVERAL_HEADS where one is asked for, and as {@link
   *     BundleCompiler#compile} has it; then no file is written
   */
  public PackagedBundle run() {
    if (singleHead) {
      SingleHead.require(changelog.graph().heads());
    }
    Bundle bundle = BundleCompiler.compile(changelog, options);
    byte[] bytes = bundle.bytes();
    boolean changed = !holds(bytes);
    if (changed) {
      bundle.write(file);
    }
    return PackagedBundle.of(bundle, file, bytes.length, changed);
  }

  private boolean holds(byte[] bytes) {
    try {
      return Files.isRegularFile(file)
          && Files.size(file) == bytes.length
          && java.util.Arrays.equals(Files.readAllBytes(file), bytes);
    } catch (IOException e) {
      // Whatever it is, it is replaced.
      return false;
    }
  }

  /**
   * A bundle on disk.
   *
   * @param digest of the file: what pins it
   * @param bytes its size
   * @param changed whether the file was written just now
   * @param irreversible ids of the revisions that no downgrade gets through
   * @param live what could not be compiled, a changeset each and why
   * @param nonTransactional how many changesets run outside a transaction
   * @param rehearsed how many changesets lint has run, so that what it found goes with them
   */
  public record PackagedBundle(
      Path path,
      String digest,
      int bytes,
      int revisions,
      int changesets,
      List<String> heads,
      List<String> irreversible,
      List<String> live,
      int nonTransactional,
      int rehearsed,
      boolean changed)
      implements CommandResult {
    public PackagedBundle {
      Objects.requireNonNull(path, "path");
      Objects.requireNonNull(digest, "digest");
      heads = List.copyOf(heads);
      irreversible = List.copyOf(irreversible);
      live = List.copyOf(live);
    }

    static PackagedBundle of(Bundle bundle, Path path, int bytes, boolean changed) {
      List<Changeset> changesets =
          bundle.revisions().stream().flatMap(r -> r.changesets().stream()).toList();
      return new PackagedBundle(
          path,
          bundle.digest(),
          bytes,
          bundle.revisions().size(),
          changesets.size(),
          bundle.graph().heads(),
          bundle.revisions().stream()
              .filter(r -> r.changesets().stream().anyMatch(c -> !c.reversible()))
              .map(CompiledRevision::revision)
              .map(revision -> revision.id())
              .toList(),
          LiveChangesets.of(bundle),
          (int) changesets.stream().filter(c -> !c.transactional()).count(),
          (int) changesets.stream().filter(c -> isRehearsed(bundle, c)).count(),
          changed);
    }

    private static boolean isRehearsed(Bundle bundle, Changeset changeset) {
      return !bundle.findings().isEmpty()
          && bundle
              .findings()
              .containsKey(
                  StepFindings.key(StepDigest.of(changeset, false, bundle.sql(changeset).up())));
    }

    /** What is no error here but one later, when somebody upgrades to {@code head}. */
    public Optional<String> warning() {
      return SingleHead.problem(heads).map(problem -> problem + " " + SingleHead.NEXT_STEP);
    }

    @Override
    public String text() {
      StringBuilder text = new StringBuilder();
      text.append(changed ? "Packaged " : "Unchanged: ")
          .append(revisions)
          .append(revisions == 1 ? " revision, " : " revisions, ")
          .append(changesets)
          .append(changesets == 1 ? " changeset, head " : " changesets, head ")
          .append(Revision.text(heads))
          .append("\n  ")
          .append(path)
          .append(" (")
          .append(bytes)
          .append(" bytes)\n  ")
          .append(digest);
      if (!irreversible.isEmpty()) {
        text.append("\n  No downgrade gets through: ").append(String.join(", ", irreversible));
      }
      if (rehearsed > 0) {
        text.append("\n  With what lint found of ")
            .append(rehearsed)
            .append(rehearsed == 1 ? " changeset" : " changesets");
      }
      if (!live.isEmpty()) {
        text.append("\n  Could not be compiled:");
        live.forEach(each -> text.append("\n    ").append(each));
      }
      return text.toString();
    }

    @Override
    public Object json() {
      return this;
    }
  }
}
