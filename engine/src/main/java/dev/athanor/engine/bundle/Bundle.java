package dev.athanor.engine.bundle;

import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.AtomicFile;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.ChangesetSql;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.HeadState;
import dev.athanor.engine.model.LiveSource;
import dev.athanor.engine.model.PropertyChoice;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import dev.athanor.engine.model.StepFindings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * A compiled changelog: everything a run needs, checksummed.
 *
 * <p>The revisions are at hand; the SQL is unpacked when first asked for, so that a run with
 * nothing to do never pays for it. The sources are there for people, and for a bundle's digest.
 */
public final class Bundle {
  private final String digest;
  private final List<CompiledRevision> revisions;
  private final Function<ChangesetKey, ChangesetSql> sql;
  private final BundleFile file;
  private final List<Baseline> baselines;
  private final Map<String, StepFindings> findings;
  private RevisionGraph graph;

  /**
   * One that was never a file.
   *
   * @param digest SHA-256 of the bundle file's bytes
   * @param revisions in topological order: parents first
   * @param sql the SQL of each changeset of {@code revisions}
   */
  public Bundle(
      String digest, List<CompiledRevision> revisions, Function<ChangesetKey, ChangesetSql> sql) {
    this.digest = Objects.requireNonNull(digest, "digest");
    this.revisions = List.copyOf(revisions);
    this.sql = Objects.requireNonNull(sql, "sql");
    this.file = null;
    this.baselines = List.of();
    this.findings = Map.of();
  }

  private Bundle(
      Bundle other, BundleFile file, List<Baseline> baselines, Map<String, StepFindings> findings) {
    this.digest = other.digest;
    this.revisions = other.revisions;
    this.sql = file == null ? other.sql : file::sql;
    this.file = file;
    this.baselines = baselines;
    this.findings = findings;
  }

  private Bundle(BundleFile file) {
    this.digest = null;
    this.revisions = null;
    this.sql = file::sql;
    this.file = file;
    this.baselines = null;
    this.findings = null;
  }

  /**
   * A bundle file of which no more is unpacked than is asked for.
   *
   * @throws AthanorException INVALID_BUNDLE when it is missing, damaged or altered
   */
  public static Bundle open(Path path) {
    return new Bundle(new BundleFile(bytes(path)));
  }

  /**
   * Reads a bundle file.
   *
   * @throws AthanorException INVALID_BUNDLE when it is missing, damaged or altered
   */
  public static Bundle read(Path path) {
    return of(new BundleFile(bytes(path)));
  }

  /**
   * Reads a bundle file that must be the very one asked for.
   *
   * @param expectedDigest {@code sha256:…} of its bytes
   * @throws AthanorException INVALID_BUNDLE when it is another one, missing, damaged or altered
   */
  public static Bundle read(Path path, String expectedDigest) {
    BundleFile file = new BundleFile(bytes(path));
    if (!file.digest().equals(expectedDigest)) {
      throw BundleErrors.invalid(
          path + " has the digest " + file.digest() + ", expected was " + expectedDigest);
    }
    return of(file);
  }

  /** Reads a bundle from memory. */
  public static Bundle read(byte[] bytes) {
    return of(new BundleFile(bytes.clone()));
  }

  static Bundle of(BundleFile file) {
    file.manifest();
    return new Bundle(file);
  }

  /** SHA-256 of the bundle file: what pins it. */
  public String digest() {
    return file == null ? digest : file.digest();
  }

  /** In topological order: parents first. */
  public List<CompiledRevision> revisions() {
    return file == null ? revisions : file.manifest().revisions();
  }

  /** What a database holds that has all of it; empty where only a plan can tell. */
  public Optional<HeadState> headState() {
    return file == null ? HeadState.of(revisions) : file.headState();
  }

  /**
   * The SQL of the changeset of that key: of the first where there are several, as long as no
   * request has chosen among them.
   *
   * @throws AthanorException INVALID_BUNDLE when the SQL does not have the manifest's digest
   */
  public ChangesetSql sql(ChangesetKey changeset) {
    return sql.apply(changeset);
  }

  /**
   * The SQL of this very changeset, as {@link #revisions} has it.
   *
   * @throws AthanorException INVALID_BUNDLE when the SQL does not have the manifest's digest
   */
  public ChangesetSql sql(Changeset changeset) {
    return file == null ? sql.apply(changeset.key()) : file.sql(changeset);
  }

  /** Short ways to some of its revisions, for a database that is empty. */
  public List<Baseline> baselines() {
    return baselines == null ? file.baselines() : baselines;
  }

  /** The same with other baselines, or none: then every database runs all changesets. */
  public Bundle withBaselines(List<Baseline> others) {
    return new Bundle(this, file, List.copyOf(others), findings);
  }

  /**
   * What rehearsals found of its steps, by {@link StepFindings#step}; of a step that is not there,
   * nothing is known.
   */
  public Map<String, StepFindings> findings() {
    return findings == null ? file.findings() : findings;
  }

  /** The same with other findings, or none; where it is a file, with another digest. */
  public Bundle withFindings(Collection<StepFindings> found) {
    if (file != null) {
      return new Bundle(this, file.with(List.copyOf(found)), baselines, null);
    }
    Map<String, StepFindings> byStep = new LinkedHashMap<>();
    found.forEach(each -> byStep.put(each.step(), each));
    return new Bundle(this, null, baselines, byStep);
  }

  /** The changesets that a baseline stands for, in the order in which they would run. */
  public List<Changeset> covered(Baseline baseline) {
    return upTo(baseline.revision()).stream()
        .flatMap(compiled -> compiled.changesets().stream())
        .toList();
  }

  /** A revision and all that it needs; in an order that no other revision has a say in. */
  public List<CompiledRevision> upTo(String revision) {
    Set<String> wanted = graph().ancestors(List.of(revision));
    Map<String, CompiledRevision> compiled = new HashMap<>();
    for (CompiledRevision each : revisions()) {
      if (wanted.contains(each.revision().id())) {
        compiled.put(each.revision().id(), each);
      }
    }
    return RevisionGraph.of(compiled.values().stream().map(CompiledRevision::revision).toList())
        .sorted()
        .stream()
        .map(each -> compiled.get(each.id()))
        .toList();
  }

  /** The graph of the revisions. */
  public synchronized RevisionGraph graph() {
    if (graph == null) {
      graph = graphOf(revisions().stream().map(CompiledRevision::revision).toList());
    }
    return graph;
  }

  /**
   * The graph of these revisions, with the tags that the bundle knows.
   *
   * @param all those of the bundle, and more
   */
  public RevisionGraph graphOf(Collection<Revision> all) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (CompiledRevision revision : revisions()) {
      for (Changeset changeset : revision.changesets()) {
        changeset.tag().ifPresent(tag -> tags.putIfAbsent(tag, revision.revision().id()));
      }
    }
    return RevisionGraph.of(all, tags);
  }

  /** What Liquibase needs to run what could not be compiled; empty where there is no such thing. */
  public Optional<LiveSource> live() {
    return file == null ? Optional.empty() : file.manifest().live();
  }

  /**
   * Of values that properties have by contexts or labels, those that were chosen when it was
   * compiled, and those that were not. A run has to choose the same.
   */
  public List<PropertyChoice> choices() {
    return file == null ? List.of() : file.manifest().choices();
  }

  /** The files that it was compiled from, by their paths below the changelog root. */
  public SortedMap<String, byte[]> sources() {
    if (file == null) {
      throw new IllegalStateException("this bundle was never a file");
    }
    return file.sources();
  }

  /** The bundle file's bytes. */
  public byte[] bytes() {
    if (file == null) {
      throw new IllegalStateException("this bundle was never a file");
    }
    return file.bytes();
  }

  /** Writes the bundle file, at once or not at all. */
  public void write(Path path) {
    try {
      AtomicFile.write(path, bytes());
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "the bundle cannot be written to " + path + ": " + e.getMessage(),
          "Name a directory that may be written to.",
          e);
    }
  }

  private static byte[] bytes(Path path) {
    try {
      if (Files.size(path) > BundleFile.MAX_FILE) {
        throw BundleErrors.invalid(path + " is larger than " + BundleFile.MAX_FILE + " bytes");
      }
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_BUNDLE,
          "the bundle " + path + " cannot be read",
          "Check the path, or build the bundle with `package`.",
          e);
    }
  }
}
