package dev.athanor.adopt.write;

import dev.athanor.adopt.source.Finding;
import dev.athanor.adopt.source.OldFolder;
import dev.athanor.adopt.source.OldMigration;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.AtomicFile;
import dev.athanor.engine.model.Reason;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.ScratchDatabases;
import dev.athanor.scratch.ScratchServer;
import dev.athanor.scratch.ScratchSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes revisions for the migrations of a folder that have none yet. */
public final class Importer {
  private final ChangelogSource target;
  private final CompileOptions compile;
  private final Optional<ScratchSettings> scratch;
  private final SnapshotOptions snapshot;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param target the directory of revisions; it may be missing
   * @param compile how its revisions are compiled
   * @param scratch where ways back are looked for that no file says; empty: they are not
   * @param snapshot what is compared there
   */
  public Importer(
      ChangelogSource target,
      CompileOptions compile,
      Optional<ScratchSettings> scratch,
      SnapshotOptions snapshot) {
    this.target = target;
    this.compile = compile;
    this.scratch = scratch;
    this.snapshot = snapshot;
  }

  /**
   * A revision that was written.
   *
   * @param revision its id
   * @param version what the other tool calls it
   * @param file below the changelog root
   * @param undo {@code given} by the tool's own files, {@code derived}, or {@code none}
   * @param why why there is none, or what a derived one cannot bring back; empty for nothing
   */
  public record Written(String revision, String version, String file, String undo, String why) {}

  /**
   * @param written in order
   * @param unchanged how many migrations had a revision already
   * @param findings what a person has to know
   */
  public record Outcome(List<Written> written, int unchanged, List<Finding> findings) {
    public Outcome {
      written = List.copyOf(written);
      findings = List.copyOf(findings);
    }
  }

  /**
   * Writes all files, or none.
   *
   * @throws AthanorException INVALID_CONFIGURATION for a directory with revisions of another
   *     origin; as compiling has it for SQL that no revision can hold
   */
  public Outcome run(OldFolder folder) {
    Placing placing = new Placing(existing(), findings::add);
    findings.addAll(folder.findings());
    Drafter drafter = new Drafter(findings::add);
    List<OldMigration> fresh = placing.fresh(folder);
    Map<String, Long> orders = new HashMap<>();
    fresh.forEach(migration -> orders.put(migration.id(), placing.order(migration)));
    List<Draft> given = fresh.stream().map(drafter::draft).toList();
    Staging staging = new Staging(target, compile);
    List<Draft> drafts = fresh.isEmpty() ? given : derived(folder, given, orders, staging);
    if (!drafts.isEmpty()) {
      staging.compile(files(folder, drafts, orders, true));
    }
    List<Written> written = new ArrayList<>();
    List<RevisionFile.Written> files = files(folder, drafts, orders, false);
    for (int i = 0; i < files.size(); i++) {
      save(files.get(i));
      written.add(written(given.get(i), drafts.get(i), files.get(i).name()));
    }
    return new Outcome(written, folder.migrations().size() - fresh.size(), findings);
  }

  private RevisionGraph existing() {
    return Files.isDirectory(target.root().resolve(target.path()))
        ? Changelog.load(target).graph()
        : RevisionGraph.of(List.of());
  }

  private List<Draft> derived(
      OldFolder folder, List<Draft> drafts, Map<String, Long> orders, Staging staging) {
    Map<String, Draft> open = new LinkedHashMap<>();
    drafts.stream().filter(Draft::isOpen).forEach(draft -> open.put(draft.id(), draft));
    Map<String, Draft> undone = new HashMap<>();
    if (scratch.isPresent() && !open.isEmpty()) {
      try (ScratchServer server = ScratchServer.open(scratch.get());
          ScratchDatabases databases = new ScratchDatabases(server)) {
        undone.putAll(
            new DerivedUndo(
                    staging.compile(files(folder, drafts, orders, true)), databases, snapshot)
                .of(open));
      }
    }
    return drafts.stream()
        .map(draft -> undone.getOrDefault(draft.id(), draft))
        .map(this::settled)
        .toList();
  }

  private Draft settled(Draft draft) {
    if (draft.isUndoneWhole()) {
      findings.add(
          Finding.note(
              draft.migration().file(),
              "what undoes it stands at its first changeset and undoes all of it: it fails where"
                  + " only some of its "
                  + draft.parts().size()
                  + " changesets were applied"));
    }
    return draft.undo() instanceof Undo.Unknown
        ? draft.undoneBy(new Undo.None("no file says it, and nobody looked for it"))
        : draft;
  }

  /**
   * @param trial whether what has to be written by hand is left out, so that the rest can be tried
   */
  private static List<RevisionFile.Written> files(
      OldFolder folder, List<Draft> drafts, Map<String, Long> orders, boolean trial) {
    return drafts.stream()
        .map(
            draft ->
                trial
                    ? new Draft(draft.migration(), draft.parts(), Optional.empty(), draft.undo())
                    : draft)
        .map(draft -> new RevisionFile(folder.tool(), draft).write(orders.get(draft.id())))
        .toList();
  }

  private Written written(Draft before, Draft draft, String name) {
    boolean derived =
        draft.undo() instanceof Undo.Each each
            ? each.derived()
            : before.undo() instanceof Undo.Unknown;
    boolean none = draft.undo() instanceof Undo.None;
    return new Written(
        draft.id(),
        draft.migration().version(),
        target.path() + "/" + name,
        none ? "none" : derived ? "derived" : "given",
        draft.undo() instanceof Undo.None nothing
            ? nothing.why()
            : String.join("; ", draft.undo().lost()));
  }

  private void save(RevisionFile.Written file) {
    Path path = target.root().resolve(target.path()).resolve(file.name());
    try {
      if (Files.exists(path)) {
        throw new IOException("it is there already");
      }
      AtomicFile.write(path, file.text().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          path + " cannot be written: " + e.getMessage(),
          "Check that the directory may be written to, and import again: what is there stays.",
          e);
    }
  }
}
