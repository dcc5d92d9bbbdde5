package dev.athanor.autogenerate.changes;

import dev.athanor.autogenerate.command.Autogenerate;
import dev.athanor.autogenerate.command.AutogenerateRequest;
import dev.athanor.autogenerate.command.AutogenerateResult;
import dev.athanor.autogenerate.compare.Baseline;
import dev.athanor.autogenerate.compare.CompareRequest;
import dev.athanor.autogenerate.compare.ModelComparer;
import dev.athanor.autogenerate.compare.ModelSchema;
import dev.athanor.autogenerate.compare.RenameQuestion;
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
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.command.RevisionRequest;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.ScratchServer;
import dev.athanor.scratch.ScratchSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Runs changes through autogenerate and through a database with rows in it. */
final class ChangeBench implements AutoCloseable {

  /** What became of one change; schemas by object, dumps without the order of columns. */
  record Outcome(
      String revision,
      Map<ObjectId, SchemaObject> before,
      String beforeDump,
      Map<ObjectId, SchemaObject> upgraded,
      String upgradedDump,
      Map<ObjectId, SchemaObject> provided,
      String providedDump,
      Map<ObjectId, SchemaObject> downgraded,
      String downgradedDump,
      List<String> todos,
      List<String> stopped,
      List<String> second) {}

  private final Path directory;
  private final Provider provider;
  private final ScratchServer server;
  private final ReusedDatabases databases;
  private final ScratchSettings settings;
  private final Map<JpaModel, ModelDdl> exports = new HashMap<>();

  ChangeBench(Path directory, Provider provider, List<ModelChange> changes) {
    this.directory = directory;
    this.provider = provider;
    this.settings = Project.scratch();
    this.server = ScratchServer.open(settings);
    this.databases = new ReusedDatabases(server);
    Path all = directory.resolve("classes");
    Map<String, String> sources = sources(changes);
    ModelCompiler.compileAll(provider, all, sources);
    sources.keySet().forEach(name -> separate(all, name));
  }

  /** Gives a package a directory of its own: compiled at once, but each a module's classes. */
  private static void separate(Path all, String name) {
    Path path = Path.of(name.replace('.', '/'));
    try {
      Files.createDirectories(all.resolve(name).resolve(path).getParent());
      Files.move(all.resolve(path), all.resolve(name).resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Outcome run(ModelChange change) {
    Path root = directory.resolve("" + change.number());
    ChangelogSource source = ChangelogSource.versions(root);
    try {
      Files.createDirectories(root.resolve("versions"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // The model is all there is: what it no longer says goes.
    Baseline.load(root.resolve("baseline.txt")).accept(List.of());
    autogenerate(change, source, "before", new ArrayList<>());
    List<String> progress = new ArrayList<>();
    AutogenerateResult written = autogenerate(change, source, "after", progress);
    progress.removeIf(line -> !line.startsWith("Rows can stop the way back"));
    Path file = written.file().orElseThrow().path();
    Bundle bundle = BundleCompiler.compile(Changelog.load(source), options(source));
    return outcome(change, source, bundle, read(file), written.todos(), progress);
  }

  /** What the provider asks for before the change, and after it. */
  List<ModelDdl> ddl(ModelChange change) {
    return List.of(export(model(change, "before")), export(model(change, "after")));
  }

  private Outcome outcome(
      ModelChange change,
      ChangelogSource source,
      Bundle bundle,
      String revision,
      List<String> todos,
      List<String> stopped) {
    String live = databases.empty();
    String own = databases.empty();
    try {
      Connection connection = server.session(live);
      Connection provided = server.session(own);
      apply(connection, bundle, bundle.revisions().get(0));
      execute(connection, List.of(change.rows()));
      Map<ObjectId, SchemaObject> before = snapshot(connection);
      String beforeDump = dump(live);
      apply(connection, bundle, bundle.revisions().get(1));
      Map<ObjectId, SchemaObject> upgraded = snapshot(connection);
      String upgradedDump = dump(live);
      undo(connection, bundle, bundle.revisions().get(1));
      execute(provided, export(model(change, "after")).statements());
      return new Outcome(
          revision,
          before,
          beforeDump,
          upgraded,
          upgradedDump,
          snapshot(provided),
          dump(own),
          snapshot(connection),
          dump(live),
          todos,
          stopped,
          autogenerate(change, source, "after", new ArrayList<>()).detected());
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage() + "\n" + revision, e);
    }
  }

  private AutogenerateResult autogenerate(
      ModelChange change, ChangelogSource source, String side, List<String> progress) {
    boolean after = side.equals("after");
    CompareRequest compare =
        new CompareRequest(
            Changelog.load(source),
            options(source),
            PlanOptions.UPGRADE,
            model(change, side),
            settings,
            SnapshotOptions.DEFAULT,
            after && Changelog.load(source).revisions().size() == 1 ? change.renames() : List.of(),
            RenameQuestion.NOBODY,
            source.root().resolve("baseline.txt"),
            after && change.destructive());
    AutogenerateRequest request =
        new AutogenerateRequest(
            compare,
            RevisionRequest.of(after ? change.name() : "start", "test"),
            change.backfills(),
            after ? change.conversions() : ConversionChoices.NONE,
            false,
            progress::add);
    ModelSchema models = new ModelSchema(databases, this::export);
    return new Autogenerate(request)
        .run(new ModelComparer(compare, databases, models).run(), databases);
  }

  private static CompileOptions options(ChangelogSource source) {
    return CompileOptions.defaults().withCache(source.root().resolve("cache"));
  }

  private ModelDdl export(JpaModel model) {
    return exports.computeIfAbsent(model, this::exported);
  }

  private ModelDdl exported(JpaModel model) {
    return new JpaExport(model, server.majorVersion(), provider.loader()).run();
  }

  private JpaModel model(ModelChange change, String side) {
    Path classes = directory.resolve("classes").resolve(change.packageOf(side));
    return new JpaModel(
        provider.classPath(classes),
        List.of(),
        Optional.empty(),
        JpaModel.Naming.JPA,
        List.of(),
        Map.of());
  }

  private static Map<String, String> sources(List<ModelChange> changes) {
    Map<String, String> sources = new LinkedHashMap<>();
    for (ModelChange change : changes) {
      sources.put(change.packageOf("before"), change.before());
      sources.put(change.packageOf("after"), change.after());
    }
    return sources;
  }

  private static void apply(Connection connection, Bundle bundle, CompiledRevision revision)
      throws SQLException {
    for (Changeset changeset : revision.changesets()) {
      transact(connection, changeset, bundle.sql(changeset.key()).up());
    }
  }

  private static void undo(Connection connection, Bundle bundle, CompiledRevision revision)
      throws SQLException {
    List<Changeset> reversed = new ArrayList<>(revision.changesets());
    Collections.reverse(reversed);
    for (Changeset changeset : reversed) {
      transact(connection, changeset, bundle.sql(changeset.key()).down());
    }
  }

  private static void transact(Connection connection, Changeset changeset, List<String> statements)
      throws SQLException {
    connection.setAutoCommit(!changeset.transactional());
    execute(connection, statements);
    if (changeset.transactional()) {
      connection.commit();
    }
    connection.setAutoCommit(true);
  }

  private static void execute(Connection connection, List<String> statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        try {
          statement.execute(sql);
        } catch (SQLException e) {
          throw new SQLException(e.getMessage() + "\n  in: " + sql, e.getSQLState(), e);
        }
      }
    }
  }

  private static Map<ObjectId, SchemaObject> snapshot(Connection connection) throws SQLException {
    return new TreeMap<>(SchemaSnapshot.read(connection, SnapshotOptions.DEFAULT).objects());
  }

  /** With one provider: what differs between the two is not what pg_dump would see. */
  private String dump(String database) {
    if (provider == Provider.HIBERNATE_6) {
      return "";
    }
    return PgDump.of(server, database);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    databases.close();
    server.close();
  }
}
