package dev.athanor.engine.bundle;

import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogFiles;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.changelog.MasterChangelog;
import dev.athanor.engine.changelog.Problems;
import dev.athanor.engine.liquibase.LiquibaseRenderer;
import dev.athanor.engine.liquibase.RenderedChangeset;
import dev.athanor.engine.liquibase.RenderedFile;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.ChangesetSql;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Compiles a changelog: every changeset rendered, checked and packed with its sources. */
public final class BundleCompiler {
  private final Changelog changelog;
  private final CompileOptions options;
  private final Problems problems = new Problems();
  private final List<CompiledRevision> revisions = new ArrayList<>();
  private final List<ChangesetSql> sql = new ArrayList<>();
  private final SortedMap<String, byte[]> sources = new TreeMap<>();
  private final Map<ChangesetKey, String> keys = new HashMap<>();

  private BundleCompiler(Changelog changelog, CompileOptions options) {
    this.changelog = changelog;
    this.options = options;
  }

  /**
   * @throws AthanorException INVALID_CHANGELOG or UNSAFE_CHANGELOG with every problem found
   */
  public static Bundle compile(Changelog changelog, CompileOptions options) {
    return new BundleCompiler(changelog, options).compile();
  }

  private Bundle compile() {
    LiquibaseRenderer renderer = new LiquibaseRenderer(changelog.files(), options.parameters());
    switch (changelog.source().kind()) {
      case VERSIONS -> versions(renderer);
      case MASTER -> master(renderer);
    }
    problems.throwIfAny();
    BundleFile file = BundleFile.of(LiquibaseRenderer.liquibaseVersion(), revisions, sql, sources);
    return Bundle.read(file.bytes());
  }

  private void versions(LiquibaseRenderer renderer) {
    List<String> paths = changelog.revisions().stream().map(Revision::path).toList();
    Map<String, RenderedFile> rendered = new HashMap<>();
    renderer.render(paths).forEach(file -> rendered.put(file.path(), file));
    changelog.revisions().forEach(revision -> add(revision, rendered.get(revision.path())));
  }

  /** Liquibase's own order counts, and files with nothing for PostgreSQL are no revisions. */
  private void master(LiquibaseRenderer renderer) {
    List<RenderedFile> files = renderer.renderMaster(changelog.source().path());
    List<Revision> runs =
        MasterChangelog.revisionsOf(files.stream().map(RenderedFile::path).toList());
    for (int i = 0; i < files.size(); i++) {
      add(runs.get(i), files.get(i));
    }
  }

  private void add(Revision revision, RenderedFile file) {
    if (file.changesets().isEmpty()) {
      problems.add(
          Reason.INVALID_CHANGELOG,
          revision.path() + ": has no changeset for PostgreSQL",
          "Write one; a merge that changes nothing holds one changeset with SELECT 1.");
    }
    if (!file.changesets().isEmpty() && file.changesets().stream().allMatch(this::isUnwritten)) {
      problems.add(
          Reason.INVALID_CHANGELOG,
          revision.path() + ": has no SQL yet",
          "Write it below the changeset's line; SELECT 1 where nothing changes.");
    }
    List<Changeset> changesets = new ArrayList<>();
    for (RenderedChangeset changeset : file.changesets()) {
      unique(changeset.changeset().key(), revision.path());
      changesets.add(
          revision.irreversible() ? irreversible(changeset.changeset()) : changeset.changeset());
      sql.add(
          revision.irreversible()
              ? new ChangesetSql(changeset.sql().up(), List.of())
              : changeset.sql());
    }
    revisions.add(new CompiledRevision(revision, changesets));
    ChangelogFiles files = changelog.files();
    for (String path : file.reads()) {
      if (!path.endsWith("/") && files.exists(path)) {
        sources.computeIfAbsent(path, files::bytes);
      }
    }
  }

  private boolean isUnwritten(RenderedChangeset changeset) {
    return changelog.source().kind() == ChangelogSource.Kind.VERSIONS
        && changeset.sql().up().isEmpty()
        && changeset.changeset().live().isEmpty()
        && changeset.changeset().tag().isEmpty();
  }

  private void unique(ChangesetKey key, String path) {
    String other = keys.putIfAbsent(key, path);
    if (other != null) {
      problems.add(
          Reason.INVALID_CHANGELOG,
          "the changeset " + key + " is there twice: in " + other + " and in " + path,
          "Give one of them another id.");
    }
  }

  private static Changeset irreversible(Changeset c) {
    return new Changeset(
        c.key(),
        c.checksum(),
        c.validChecksums(),
        c.onValidationFail(),
        c.transactional(),
        c.runAlways(),
        c.runOnChange(),
        c.failOnError(),
        c.contexts(),
        c.labels(),
        c.guard(),
        false,
        c.description(),
        c.comments(),
        c.tag(),
        c.live());
  }
}
