package dev.athanor.engine.bundle;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.AtomicFile;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetSql;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.StepDigest;
import dev.athanor.engine.model.StepFindings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What rehearsals have found of a project's steps, kept from the run that finds it to the one that
 * packs it. It goes by the digests of steps: of a step that was edited it knows nothing.
 *
 * <p>What cannot be read, or another version of Athanor wrote, is as if it were not there.
 */
public final class FindingsCache {
  private static final String FILE = "findings";

  private final Path file;

  /**
   * @param directory where compiled revisions are kept, too
   */
  public FindingsCache(Path directory) {
    this.file = Objects.requireNonNull(directory, "directory").resolve(FILE);
  }

  /** What is known of the steps of a bundle, up and down alike. */
  public List<StepFindings> of(Bundle bundle) {
    Map<String, StepFindings> known = read();
    if (known.isEmpty()) {
      return List.of();
    }
    Set<String> steps = new HashSet<>();
    bundle.revisions().forEach(each -> addKeys(bundle, each, steps));
    return known.values().stream().filter(each -> steps.contains(each.step())).toList();
  }

  /** Ids of the revisions of which every changeset with SQL was rehearsed on its way up. */
  public Set<String> rehearsed(Bundle bundle) {
    Set<String> known = read().keySet();
    Set<String> rehearsed = new HashSet<>();
    for (CompiledRevision each : bundle.revisions()) {
      if (each.changesets().stream()
          .allMatch(one -> bundle.sql(one).up().isEmpty() || known.contains(up(bundle, one)))) {
        rehearsed.add(each.revision().id());
      }
    }
    return rehearsed;
  }

  /** Keeps what was found now, and what is known of the bundle's other steps; the rest goes. */
  public void keep(Bundle bundle, List<StepFindings> found) {
    Map<String, StepFindings> all = new HashMap<>();
    of(bundle).forEach(each -> all.put(each.step(), each));
    found.forEach(each -> all.put(each.step(), each));
    String text =
        writer() + "\n" + new String(FindingsJson.write(all.values()), StandardCharsets.UTF_8);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // Without it, a bundle only says less of its steps.
    }
  }

  private Map<String, StepFindings> read() {
    try {
      if (!Files.isRegularFile(file)) {
        return Map.of();
      }
      String text = Files.readString(file);
      String head = writer() + "\n";
      return text.startsWith(head)
          ? FindingsJson.read(text.substring(head.length()).getBytes(StandardCharsets.UTF_8))
          : Map.of();
    } catch (IOException | AthanorException e) {
      return Map.of();
    }
  }

  private static String writer() {
    return CompilerVersion.current();
  }

  private static void addKeys(Bundle bundle, CompiledRevision revision, Set<String> steps) {
    for (Changeset changeset : revision.changesets()) {
      ChangesetSql sql = bundle.sql(changeset);
      steps.add(up(bundle, changeset));
      steps.add(StepFindings.key(StepDigest.of(changeset, true, sql.down())));
    }
  }

  private static String up(Bundle bundle, Changeset changeset) {
    return StepFindings.key(StepDigest.of(changeset, false, bundle.sql(changeset).up()));
  }
}
