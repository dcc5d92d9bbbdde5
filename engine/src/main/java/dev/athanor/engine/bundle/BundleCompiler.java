package dev.athanor.engine.bundle;

import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogFiles;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.changelog.KeepMarks;
import dev.athanor.engine.changelog.MasterChangelog;
import dev.athanor.engine.changelog.Problems;
import dev.athanor.engine.changelog.RevisionFormat;
import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.changelog.TodoChangeset;
import dev.athanor.engine.liquibase.LiquibaseRenderer;
import dev.athanor.engine.liquibase.RenderedChangeset;
import dev.athanor.engine.liquibase.RenderedFile;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.ChangesetSql;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Live;
import dev.athanor.engine.model.LiveSource;
import dev.athanor.engine.model.PropertyChoice;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import dev.athanor.engine.model.StepFindings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compiles a changelog: every changeset rendered, checked and packed with its sources. */
public final class BundleCompiler {
  private final Changelog changelog;
  private final CompileOptions options;
  private final Problems problems = new Problems();
  private final List<CompiledRevision> revisions = new ArrayList<>();
  private final List<ChangesetSql> sql = new ArrayList<>();
  private final SortedMap<String, byte[]> sources = new TreeMap<>();
  private final Map<String, Place> places = new HashMap<>();
  private final Map<String, Set<String>> reads = new TreeMap<>();
  private final Map<String, Set<PropertyChoice>> choices = new TreeMap<>();

  /** What somebody has to write or decide keeps a changelog from running, and is in its graph. */
  private final Problems unfinished = new Problems();

  /** Where a changeset stands. */
  private record Place(Changeset changeset, String path) {
    ChangesetKey key() {
      return changeset.key();
    }
  }

  private BundleCompiler(Changelog changelog, CompileOptions options) {
    this.changelog = changelog;
    this.options = options;
  }

  /**
   * With what lint has found of its steps, as far as the cache has it.
   *
   * @throws AthanorException INVALID_CHANGELOG or UNSAFE_CHANGELOG with every problem found,
   *     INVALID_CONFIGURATION without {@link TestedLiquibase}
   */
  public static Bundle compile(Changelog changelog, CompileOptions options) {
    Bundle bundle = new BundleCompiler(changelog, options).compile(true);
    List<StepFindings> findings =
        options.cache().map(cache -> new FindingsCache(cache).of(bundle)).orElse(List.of());
    return findings.isEmpty() ? bundle : bundle.withFindings(findings);
  }

  /**
   * The digest of what was compiled last, before lint's findings, where the cache has it and
   * nothing that it was compiled from has changed. Nothing is compiled.
   */
  public static Optional<String> knownDigest(Changelog changelog, CompileOptions options) {
    Set<String> roots = new BundleCompiler(changelog, options).roots();
    return options
        .cache()
        .flatMap(directory -> CompileCache.open(directory, changelog, options).digestOf(roots));
  }

  /**
   * The graph of a changelog's revisions. Those of a master changelog take compiling it: only
   * Liquibase says what it includes.
   *
   * @throws AthanorException as {@link #compile} for a master changelog, but for what is to be
   *     written yet
   */
  public static RevisionGraph graph(Changelog changelog, CompileOptions options) {
    return switch (changelog.source().kind()) {
      case VERSIONS -> changelog.graph();
      case MASTER -> new BundleCompiler(changelog, options).compile(false).graph();
    };
  }

  /**
   * The paths of the files of a master changelog in the order in which their changesets run.
   *
   * @throws AthanorException INVALID_CHANGELOG or UNSAFE_CHANGELOG for what Liquibase cannot read
   */
  public static List<String> order(ChangelogFiles files, String master, CompileOptions options) {
    return new LiquibaseRenderer(files, options.properties()).order(master);
  }

  /**
   * @param finished whether it is to be run
   */
  private Bundle compile(boolean finished) {
    Optional<CompileCache> cache =
        options.cache().map(directory -> CompileCache.open(directory, changelog, options));
    Optional<Bundle> last = cache.flatMap(c -> c.bundleOf(roots()));
    if (last.isPresent()) {
      return last.get();
    }
    TestedLiquibase.require();
    switch (changelog.source().kind()) {
      case VERSIONS -> versions(cache);
      case MASTER -> master();
    }
    if (finished) {
      problems.addAll(unfinished);
    }
    problems.throwIfAny();
    Bundle bundle = Bundle.of(file());
    cache.filter(c -> unfinished.isEmpty()).ifPresent(c -> c.save(bundle, reads, choices));
    return bundle;
  }

  private BundleFile file() {
    String liquibase = LiquibaseRenderer.liquibaseVersion();
    BaselineFiles files = new BaselineFiles(changelog);
    List<String> paths = files.paths();
    if (paths.isEmpty()) {
      return BundleFile.of(liquibase, revisions, sql, List.of(), live(), choices(), sources);
    }
    Iterator<ChangesetSql> texts = sql.iterator();
    Map<Changeset, ChangesetSql> all = new IdentityHashMap<>();
    revisions.forEach(
        each -> each.changesets().forEach(changeset -> all.put(changeset, texts.next())));
    List<Baseline> baselines =
        files.read(new Bundle("", revisions, key -> null), all::get, problems);
    problems.throwIfAny();
    paths.forEach(path -> sources.put(path, changelog.files().bytes(path)));
    return BundleFile.of(liquibase, revisions, sql, baselines, live(), choices(), sources);
  }

  private List<PropertyChoice> choices() {
    return choices.values().stream().flatMap(Set::stream).distinct().sorted().toList();
  }

  private Optional<LiveSource> live() {
    boolean runs =
        revisions.stream()
            .flatMap(revision -> revision.changesets().stream())
            .anyMatch(changeset -> changeset.live().filter(Live::runs).isPresent());
    if (!runs) {
      return Optional.empty();
    }
    Optional<String> master =
        changelog.source().kind() == ChangelogSource.Kind.MASTER
            ? Optional.of(changelog.files().normalize(changelog.source().path()))
            : Optional.empty();
    return Optional.of(new LiveSource(master, options.properties()));
  }

  /** The files that are compiled each by itself. */
  private Set<String> roots() {
    return switch (changelog.source().kind()) {
      case VERSIONS -> new TreeSet<>(paths());
      case MASTER -> Set.of(changelog.files().normalize(changelog.source().path()));
    };
  }

  private List<String> paths() {
    return changelog.revisions().stream().map(Revision::path).toList();
  }

  private LiquibaseRenderer renderer() {
    return new LiquibaseRenderer(changelog.files(), options.properties());
  }

  private void versions(Optional<CompileCache> cache) {
    Map<String, RenderedFile> rendered =
        cache.map(c -> c.unchanged(paths())).orElseGet(HashMap::new);
    List<String> changed = paths().stream().filter(path -> !rendered.containsKey(path)).toList();
    if (!changed.isEmpty()) {
      renderer().render(changed).forEach(file -> rendered.put(file.path(), file));
    }
    for (Revision revision : changelog.revisions()) {
      RenderedFile file = rendered.get(revision.path());
      Set<String> read = new TreeSet<>(file.reads());
      read.add(revision.path() + RevisionFormat.SIDECAR);
      reads.put(revision.path(), read);
      choices.put(revision.path(), file.choices());
      add(revision, file);
    }
  }

  /** Liquibase's own order counts, and files with nothing for PostgreSQL are no revisions. */
  private void master() {
    List<RenderedFile> files = renderer().renderMaster(changelog.source().path());
    List<Revision> runs =
        MasterChangelog.revisionsOf(
            changelog.files(), files.stream().map(RenderedFile::path).toList());
    Set<String> read = new TreeSet<>();
    Set<PropertyChoice> made = new TreeSet<>();
    for (int i = 0; i < files.size(); i++) {
      read.addAll(files.get(i).reads());
      made.addAll(files.get(i).choices());
      add(runs.get(i), files.get(i));
    }
    for (String root : roots()) {
      reads.put(root, read);
      choices.put(root, made);
    }
  }

  private void add(Revision revision, RenderedFile file) {
    check(revision, file);
    List<Changeset> changesets = new ArrayList<>();
    KeepMarks marks =
        KeepMarks.in(revision.path(), changelog.files().text(revision.path()), problems);
    for (RenderedChangeset changeset : file.changesets()) {
      unique(changeset.changeset(), revision.path());
      Changeset marked = marked(changeset.changeset(), marks, revision.path());
      changesets.add(revision.irreversible() ? marked.asIrreversible() : marked);
      sql.add(
          revision.irreversible()
              ? new ChangesetSql(changeset.sql().up(), List.of())
              : changeset.sql());
    }
    revisions.add(new CompiledRevision(revision, file.guards(), changesets));
    ChangelogFiles files = changelog.files();
    Set<String> read = reads.getOrDefault(revision.path(), file.reads());
    for (String path : read) {
      if (!path.endsWith("/") && files.exists(path)) {
        sources.computeIfAbsent(path, files::bytes);
      }
    }
  }

  private Changeset marked(Changeset changeset, KeepMarks marks, String path) {
    List<String> tables = marks.of(changeset.key().id());
    if (!tables.isEmpty() && (!changeset.transactional() || changeset.live().isPresent())) {
      problems.add(
          Reason.INVALID_CHANGELOG,
          path
              + ": changeset "
              + changeset.key().id()
              + " is to keep rows of "
              + String.join(", ", tables)
              + ", and runs outside a transaction",
          "Put what changes the rows into a changeset of its own, and the mark behind its line.");
    }
    return changeset.withKeeps(tables);
  }

  /** What Liquibase would run, but nobody can have meant. */
  private void check(Revision revision, RenderedFile file) {
    if (file.changesets().isEmpty()) {
      problems.add(
          Reason.INVALID_CHANGELOG,
          revision.path() + ": has no changeset for PostgreSQL",
          "Write one; a merge that changes nothing holds one changeset with SELECT 1.");
    }
    if (!file.changesets().isEmpty()
        && file.changesets().stream().allMatch(BundleCompiler::isUnwritten)
        && isDeclared(revision)) {
      unfinished.add(
          Reason.INVALID_CHANGELOG,
          revision.path() + ": has no SQL yet",
          "Write it below the changeset's line; SELECT 1 where nothing changes.");
    }
    for (RenderedChangeset changeset : file.changesets()) {
      TodoChangeset.why(changeset.sql().up())
          .ifPresent(
              why ->
                  unfinished.add(
                      Reason.INVALID_CHANGELOG,
                      revision.path()
                          + ": changeset "
                          + changeset.changeset().key().id()
                          + " is a TODO that nobody has decided: "
                          + why,
                      file.changesets().size() == 1
                          ? "Write the SQL in place of that statement; SELECT 1 where nothing"
                              + " changes."
                          : "Decide this (write what it asks for, or let it happen), then delete that"
                              + " changeset from the file."));
    }
  }

  /** Whether it is one of ours: in a master's other files an empty changeset may be meant. */
  private boolean isDeclared(Revision revision) {
    return changelog.source().kind() == ChangelogSource.Kind.VERSIONS
        || MasterChangelog.isDeclared(changelog.files(), revision.path());
  }

  private static boolean isUnwritten(RenderedChangeset changeset) {
    return changeset.sql().up().isEmpty()
        && changeset.changeset().live().isEmpty()
        && changeset.changeset().tag().isEmpty();
  }

  /**
   * The history has one row for what Liquibase takes for one. Two that are always selected are
   * refused here, two that contexts or labels tell apart where a run selects both.
   */
  private void unique(Changeset changeset, String path) {
    ChangesetKey key = changeset.key();
    Place other = places.putIfAbsent(key.identity(), new Place(changeset, path));
    if (other == null) {
      return;
    }
    if (other.key().equals(key)) {
      if (isAlwaysSelected(changeset) && isAlwaysSelected(other.changeset())) {
        problems.add(
            Reason.INVALID_CHANGELOG,
            "the changeset "
                + key
                + " is there twice: in "
                + place(other.path(), other.changeset())
                + " and in "
                + place(path, changeset),
            "Give one of them another id.");
      }
    } else {
      problems.add(
          Reason.INVALID_CHANGELOG,
          "the changesets "
              + other.key()
              + " in "
              + other.path()
              + " and "
              + key
              + " in "
              + path
              + " are one to Liquibase, for which case does not count, nor a slash or classpath:"
              + " before the path",
          "Rename one of them.");
    }
  }

  private static boolean isAlwaysSelected(Changeset changeset) {
    return changeset.contexts().isBlank() && changeset.labels().isBlank();
  }

  private static String place(String path, Changeset changeset) {
    return changeset.line() > 0 ? path + ", line " + changeset.line() : path;
  }
}
