package dev.athanor.autogenerate.changes;

import dev.athanor.autogenerate.command.Autogenerate;
import dev.athanor.autogenerate.command.AutogenerateRequest;
import dev.athanor.autogenerate.command.AutogenerateResult;
import dev.athanor.autogenerate.compare.CompareRequest;
import dev.athanor.autogenerate.compare.ModelComparer;
import dev.athanor.autogenerate.compare.ModelSchema;
import dev.athanor.autogenerate.model.JpaExport;
import dev.athanor.autogenerate.model.JpaModel;
import dev.athanor.autogenerate.model.ModelDdl;
import dev.athanor.autogenerate.testing.ModelCompiler;
import dev.athanor.autogenerate.testing.Project;
import dev.athanor.autogenerate.testing.Provider;
import dev.athanor.autogenerate.write.ConversionChoices;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.command.RevisionRequest;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.ScratchServer;
import dev.athanor.scratch.ScratchSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes random pairs through autogenerate, and judges what it writes on a database with rows. */
final class WideBench implements AutoCloseable {
  private static final Provider PROVIDER = Provider.HIBERNATE_7;

  private final Path directory;
  private final ScratchSettings settings;
  private final ScratchServer server;
  private final ReusedDatabases databases;
  private final Map<JpaModel, ModelDdl> exports = new HashMap<>();
  private final List<String> stopsBack = new ArrayList<>();

  WideBench(Path directory, ScratchSettings settings, List<WidePair> pairs) throws IOException {
    this.directory = directory;
    this.settings = settings;
    this.server = ScratchServer.open(settings);
    this.databases = new ReusedDatabases(server);
    Map<String, String> sources = new LinkedHashMap<>();
    for (WidePair pair : pairs) {
      sources.put(name(pair, false), pair.source(false));
      sources.put(name(pair, true), pair.source(true));
    }
    Path all = directory.resolve("classes");
    ModelCompiler.compileAll(PROVIDER, all, sources);
    for (String name : sources.keySet()) {
      // A directory of its own: compiled at once, but each a module's classes.
      Path module = Files.createDirectories(directory.resolve("modules").resolve(name));
      Files.move(all.resolve(name), module.resolve(name));
    }
  }

  private static void requireOfRows(String todo) {
    if (!todo.contains("the revisions themselves put")) {
      throw new AssertionError("It wants a word on " + todo);
    }
  }

  /** What rows stopped on a way back. */
  List<String> stopsBack() {
    return stopsBack;
  }

  private static String name(WidePair pair, boolean second) {
    return "wide" + pair.seed() + (second ? "after" : "before");
  }

  /**
   * @return whether rows let it run to its end
   * @throws AssertionError where anything is not as it should be
   */
  boolean run(WidePair pair) throws SQLException, IOException {
    // A server that nobody asks for ends after a while.
    ScratchServer.open(settings).close();
    Project project = new Project(directory.resolve("seed" + pair.seed()));
    String parent = "<base>";
    if (!pair.history().isEmpty()) {
      project.revision("h1", parent, pair.history());
      parent = "h1";
    }
    WideAnswers answers = new WideAnswers(pair.seed());
    Run run = new Run(pair, project, answers);
    parent = run.write(false, ConversionChoices.NONE).file().orElseThrow().revision();
    if (!pair.beside().isEmpty()) {
      project.revision("h2", parent, pair.beside());
      parent = "h2";
    }
    if (pair.rowsInRevision() && !pair.rows().isEmpty()) {
      project.revision("h3", parent, pair.rows());
    }
    AutogenerateResult written;
    try {
      written = run.decided();
    } catch (AthanorException e) {
      if (e.reason() == Reason.INVALID_MODEL && e.getMessage().contains("no mapping names")) {
        // A view by hand on a table that goes.
        return false;
      }
      throw e;
    }
    if (written.file().isEmpty()) {
      return true;
    }
    if (!written.todos().isEmpty()) {
      written.todos().forEach(WideBench::requireOfRows);
      return false;
    }
    Path file = written.file().get().path();
    String text = Files.readString(file);
    Bundle bundle = BundleCompiler.compile(project.changelog(), options(project));
    String database = databases.empty();
    String provided = databases.empty();
    WideJudge judge =
        new WideJudge(pair, answers, bundle, text, new LiveDatabase(server, database));
    boolean whole = judge.judge();
    judge.stopsBack().forEach(stop -> stopsBack.add("seed " + pair.seed() + ": " + stop));
    if (whole && pair.history().isEmpty()) {
      judge.requireProvided(
          new LiveDatabase(server, provided), export(model(pair, true)).statements());
    }
    List<String> second = run.write(true, ConversionChoices.NONE).detected();
    if (!second.isEmpty()) {
      throw new AssertionError("A second run finds " + second + "\n" + text);
    }
    return whole;
  }

  /** One pair's way through autogenerate. */
  private final class Run {
    private final WidePair pair;
    private final Project project;
    private final WideAnswers answers;

    Run(WidePair pair, Project project, WideAnswers answers) {
      this.pair = pair;
      this.project = project;
      this.answers = answers;
    }

    /** With an answer to each question about values. */
    AutogenerateResult decided() {
      try {
        return write(true, ConversionChoices.NONE);
      } catch (AthanorException e) {
        if (e.reason() != Reason.CONVERSION_UNDECIDED) {
          throw e;
        }
        ConversionChoices said = WideAnswers.conversions(e);
        try {
          return write(true, said);
        } catch (AthanorException still) {
          if (still.reason() == Reason.INVALID_MODEL) {
            throw still;
          }
          throw new AssertionError(
              said + "\n" + e.getMessage() + "\n" + e.nextStep() + "\n" + still, still);
        }
      }
    }

    AutogenerateResult write(boolean second, ConversionChoices conversions) {
      CompareRequest compare =
          new CompareRequest(
              project.changelog(),
              options(project),
              PlanOptions.UPGRADE,
              model(pair, second),
              settings,
              SnapshotOptions.DEFAULT,
              List.of(),
              answers,
              project.root().resolve("baseline.txt"),
              second);
      AutogenerateRequest request =
          new AutogenerateRequest(
              compare,
              RevisionRequest.of(second ? "second" : "first", "test"),
              second ? pair.backfills() : Map.of(),
              conversions,
              !second,
              line -> {});
      ModelSchema models = new ModelSchema(databases, WideBench.this::export);
      return new Autogenerate(request)
          .run(new ModelComparer(compare, databases, models).run(), databases);
    }
  }

  private static CompileOptions options(Project project) {
    return CompileOptions.defaults().withCache(project.root().resolve("cache"));
  }

  private ModelDdl export(JpaModel model) {
    return exports.computeIfAbsent(
        model, one -> new JpaExport(one, server.majorVersion(), PROVIDER.loader()).run());
  }

  private JpaModel model(WidePair pair, boolean second) {
    return new JpaModel(
        PROVIDER.classPath(directory.resolve("modules").resolve(name(pair, second))),
        List.of(),
        Optional.empty(),
        JpaModel.Naming.JPA,
        List.of(),
        Map.of());
  }

  @Override
  public void close() {
    databases.close();
    server.close();
  }
}
