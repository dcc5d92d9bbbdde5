package dev.athanor.engine.liquibase;

import dev.athanor.engine.changelog.ChangelogFiles;
import dev.athanor.engine.changelog.Problems;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.FileGuard;
import dev.athanor.engine.model.PropertyChoice;
import dev.athanor.engine.model.PropertyValues;
import dev.athanor.engine.model.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import liquibase.Scope;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.exception.LiquibaseException;
import liquibase.parser.ChangeLogParserFactory;

/**
 * Renders changelog files to PostgreSQL's SQL with Liquibase, offline: no database, no network, no
 * class path, no file outside the changelog root.
 */
public final class LiquibaseRenderer {
  private final ChangelogFiles files;
  private final PropertyValues properties;

  /**
   * @param properties what decides the values of the changelog's properties
   */
  public LiquibaseRenderer(ChangelogFiles files, PropertyValues properties) {
    this.files = Objects.requireNonNull(files, "files");
    this.properties = Objects.requireNonNull(properties, "properties");
  }

  /** The version that renders, as DATABASECHANGELOG's LIQUIBASE column has it. */
  public static String liquibaseVersion() {
    return liquibase.sqlgenerator.core.MarkChangeSetRanGenerator.getLiquibaseBuildVersion();
  }

  /**
   * Renders each file by itself.
   *
   * @throws AthanorException INVALID_CHANGELOG or UNSAFE_CHANGELOG with every problem found
   */
  public List<RenderedFile> render(Collection<String> paths) {
    ConfinedResources resources = new ConfinedResources(files);
    Problems problems = new Problems();
    List<RenderedFile> rendered = new ArrayList<>();
    offline(
        resources,
        database -> {
          for (String path : paths) {
            try {
              rendered.add(file(path, database, resources, problems, false));
            } catch (AthanorException e) {
              problems.add(e);
            }
          }
        });
    problems.throwIfAny();
    return rendered;
  }

  /**
   * Renders a changelog and what it includes.
   *
   * @return its files in the order in which their changesets run; a file whose changesets do not
   *     run in one go comes up several times
   * @throws AthanorException INVALID_CHANGELOG or UNSAFE_CHANGELOG with every problem found
   */
  public List<RenderedFile> renderMaster(String path) {
    ConfinedResources resources = new ConfinedResources(files);
    Problems problems = new Problems();
    List<RenderedFile> rendered = new ArrayList<>();
    offline(
        resources,
        database -> {
          RenderedFile all = file(files.normalize(path), database, resources, problems, true);
          rendered.addAll(runs(all));
        });
    problems.throwIfAny();
    return rendered;
  }

  /**
   * The paths that {@link #renderMaster} gives files of, without their SQL, which takes most of the
   * time.
   *
   * @throws AthanorException INVALID_CHANGELOG or UNSAFE_CHANGELOG for what Liquibase cannot read
   */
  public List<String> order(String path) {
    ConfinedResources resources = new ConfinedResources(files);
    List<String> order = new ArrayList<>();
    offline(
        resources,
        database -> {
          ChangesetRenderer renderer = new ChangesetRenderer(database.database(), true);
          for (ChangeSet each : parse(files.normalize(path), database, resources).getChangeSets()) {
            String file = files.normalize(each.getChangeLog().getPhysicalFilePath());
            boolean same = !order.isEmpty() && order.get(order.size() - 1).equals(file);
            if (!same && renderer.concerns(each)) {
              order.add(file);
            }
          }
        });
    return order;
  }

  private List<RenderedFile> runs(RenderedFile all) {
    List<RenderedFile> runs = new ArrayList<>();
    List<RenderedChangeset> run = new ArrayList<>();
    String path = null;
    for (RenderedChangeset changeset : all.changesets()) {
      String file = files.normalize(changeset.file());
      if (!file.equals(path) && !run.isEmpty()) {
        runs.add(run(path, run, all));
        run.clear();
      }
      path = file;
      run.add(changeset);
    }
    if (!run.isEmpty()) {
      runs.add(run(path, run, all));
    }
    return runs;
  }

  /** What stands in one file is required of it alike. */
  private static RenderedFile run(String path, List<RenderedChangeset> run, RenderedFile all) {
    return new RenderedFile(path, run.get(0).guards(), run, all.choices(), all.reads());
  }

  private interface Work {
    void with(OfflineDatabase database) throws Exception;
  }

  private void offline(ConfinedResources resources, Work work) {
    try {
      LiquibaseScope.in(
          resources,
          new ExtensionChanges(files),
          () -> {
            try (OfflineDatabase database = new OfflineDatabase(resources)) {
              Scope.child(
                  Map.of(Scope.Attr.database.name(), database.database()),
                  () -> work.with(database));
            }
            return null;
          });
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("Liquibase failed offline", e);
    }
  }

  private RenderedFile file(
      String path,
      OfflineDatabase offline,
      ConfinedResources resources,
      Problems problems,
      boolean mayHaveRun) {
    resources.takeAsked();
    DatabaseChangeLog changelog = parse(path, offline, resources);
    ChangesetRenderer renderer = new ChangesetRenderer(offline.database(), mayHaveRun);
    List<RenderedChangeset> changesets = changesets(changelog, renderer, resources, problems);
    Set<String> reads = new TreeSet<>(resources.takeAsked());
    reads.add(path);
    return new RenderedFile(path, guards(changesets), changesets, choices(changelog), reads);
  }

  /** Asked last: some texts are read when they are rendered. */
  private static Set<PropertyChoice> choices(DatabaseChangeLog changelog) {
    // A file of bare SQL has none.
    return changelog.getChangeLogParameters() instanceof CompileParameters parameters
        ? parameters.choices()
        : Set.of();
  }

  /** Of a file and what it includes: no changeset asks what another's file has asked already. */
  private static List<FileGuard> guards(List<RenderedChangeset> changesets) {
    return changesets.stream().flatMap(each -> each.guards().stream()).distinct().toList();
  }

  private DatabaseChangeLog parse(
      String path, OfflineDatabase offline, ConfinedResources resources) {
    try {
      return ChangeLogParserFactory.getInstance()
          .getParser(path, resources)
          .parse(path, new CompileParameters(offline.database(), properties), resources);
    } catch (LiquibaseException | RuntimeException e) {
      throw LiquibaseErrors.translate(path, e);
    } catch (StackOverflowError e) {
      throw new AthanorException(
          Reason.UNSAFE_CHANGELOG,
          path + ": its includes or properties go round in a circle",
          "Break the circle.",
          e);
    }
  }

  private List<RenderedChangeset> changesets(
      DatabaseChangeLog changelog,
      ChangesetRenderer renderer,
      ConfinedResources resources,
      Problems problems) {
    List<RenderedChangeset> rendered = new ArrayList<>();
    TwiceNamed twice = new TwiceNamed(files);
    for (ChangeSet changeset : changelog.getChangeSets()) {
      twice.count(changeset);
      try {
        resources.expect(changeset);
        renderer.render(changeset).map(twice::add).ifPresent(rendered::add);
      } catch (AthanorException e) {
        problems.add(e);
      } catch (Exception e) {
        problems.add(
            Reason.INVALID_CHANGELOG,
            changeset + ": " + LiquibaseErrors.message(e),
            "Correct the changeset.");
      }
    }
    return twice.withLines(rendered);
  }
}
