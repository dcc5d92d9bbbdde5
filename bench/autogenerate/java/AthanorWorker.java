package dev.athanor.autogenerate.changes;

import dev.athanor.autogenerate.command.Autogenerate;
import dev.athanor.autogenerate.command.AutogenerateRequest;
import dev.athanor.autogenerate.command.AutogenerateResult;
import dev.athanor.autogenerate.compare.CompareRequest;
import dev.athanor.autogenerate.compare.Comparison;
import dev.athanor.autogenerate.compare.ModelComparer;
import dev.athanor.autogenerate.compare.ModelSchema;
import dev.athanor.autogenerate.compare.RenameQuestion;
import dev.athanor.autogenerate.model.JpaExport;
import dev.athanor.autogenerate.model.JpaModel;
import dev.athanor.autogenerate.write.ConversionChoices;
import dev.athanor.bench.Wire;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.Downgrade;
import dev.athanor.engine.command.MigrationTerms;
import dev.athanor.engine.command.RevisionRequest;
import dev.athanor.engine.command.Upgrade;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.Binaries;
import dev.athanor.scratch.ScratchServer;
import dev.athanor.scratch.ScratchSettings;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Athanor: the commands behind the goals {@code revision}, {@code upgrade}, {@code check} and {@code downgrade}.
 *
 * <p>As in autogenerate's own test, scratch databases are emptied and used again, the provider is loaded once, and the rehearsal of what was
 * written is left out: the judge is one.
 */
final class AthanorWorker {
  private static final MigrationTerms NO_BACKUP = MigrationTerms.withoutBackup("benchmark");

  private final Path root;
  private final String server;
  private final List<Path> classPath;
  private final ScratchSettings scratch;
  private final ReusedDatabases databases;
  private final ClassLoader provider;

  private AthanorWorker(Path root, String server, List<Path> classPath) {
    this.root = root;
    this.server = server;
    this.classPath = classPath;
    this.scratch =
        new ScratchSettings(
            root, new Binaries.Installed(root), Optional.of("jdbc:postgresql://" + server + "/postgres?user=postgres"), Duration.ZERO);
    this.databases = new ReusedDatabases(ScratchServer.open(scratch));
    URL[] jars = classPath.subList(1, classPath.size()).stream().map(AthanorWorker::url).toArray(URL[]::new);
    this.provider = new URLClassLoader("provider", jars, ClassLoader.getPlatformClassLoader());
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** DIRECTORY PORT CLASS_PATH_ENTRY… : the last ones are the model's and its provider's. */
  public static void main(String[] arguments) throws Exception {
    List<Path> classPath = new ArrayList<>();
    for (int i = 2; i < arguments.length; i++) {
      classPath.add(Path.of(arguments[i]));
    }
    AthanorWorker worker = new AthanorWorker(Path.of(arguments[0]), "127.0.0.1:" + arguments[1], classPath);
    Wire.serve(worker::answer);
  }

  private Wire.Answer answer(Wire.Request request) throws IOException {
    Path project = root.resolve(request.database());
    Files.createDirectories(project.resolve("versions"));
    return switch (request.verb()) {
      case "before" -> {
        autogenerate(request, project, "before");
        yield upgrade(request, project);
      }
      case "unchanged" -> check(request, project, "before");
      case "write" -> autogenerate(request, project, "after");
      case "up" -> upgrade(request, project);
      case "again" -> check(request, project, "after");
      case "down" -> downgrade(request, project);
      default -> throw new IllegalArgumentException(request.verb());
    };
  }

  private Wire.Answer autogenerate(Wire.Request request, Path project, String side) throws IOException {
    boolean after = side.equals("after");
    CompareRequest compare = compare(request, project, side, after);
    AutogenerateRequest asked =
        new AutogenerateRequest(
            compare,
            RevisionRequest.of(after ? request.name() : "start", "bench"),
            after ? expressions(request.backfills()) : Map.of(),
            after
                ? new ConversionChoices(expressions(request.conversions()), expressions(request.conversionsBack()))
                : ConversionChoices.NONE,
            false,
            line -> {});
    AutogenerateResult result = new Autogenerate(asked).run(comparison(compare), databases);
    if (!result.todos().isEmpty()) {
      throw new IllegalStateException("left to do by hand: " + result.todos());
    }
    String text = result.file().isPresent() ? Files.readString(result.file().get().path()) : "";
    return new Wire.Answer(result.detected(), text);
  }

  private Wire.Answer check(Wire.Request request, Path project, String side) {
    Comparison comparison = comparison(compare(request, project, side, false).toLookOnly());
    List<String> found = new ArrayList<>();
    comparison.diff().headlines().stream().map(Difference::describe).forEach(found::add);
    comparison.listed().stream().map(Difference::describe).forEach(found::add);
    return new Wire.Answer(found, "");
  }

  private Comparison comparison(CompareRequest compare) {
    return new ModelComparer(compare, databases, new ModelSchema(databases, model -> new JpaExport(model, 15, provider).run())).run();
  }

  private CompareRequest compare(Wire.Request request, Path project, String side, boolean hints) {
    return new CompareRequest(
        Changelog.load(ChangelogSource.versions(project)),
        CompileOptions.defaults(),
        PlanOptions.UPGRADE,
        new JpaModel(classPath, List.of(), Optional.of(request.unit(side)), JpaModel.Naming.JPA, List.of(), Map.of()),
        scratch,
        SnapshotOptions.DEFAULT,
        hints ? request.renames() : List.of(),
        RenameQuestion.NOBODY,
        project.resolve("athanor-baseline.txt"),
        hints && request.destructive());
  }

  private static Map<String, String> expressions(List<String> said) {
    Map<String, String> expressions = new LinkedHashMap<>();
    for (String one : said) {
      String[] parts = one.split("=", 2);
      expressions.put(parts[0], parts[1]);
    }
    return expressions;
  }

  private Wire.Answer upgrade(Wire.Request request, Path project) {
    new Upgrade(bundle(project), "head", PlanOptions.UPGRADE, target(request), NO_BACKUP, line -> {}).run();
    return Wire.Answer.DONE;
  }

  private Wire.Answer downgrade(Wire.Request request, Path project) {
    new Downgrade(bundle(project), "-1", PlanOptions.DOWNGRADE, target(request), NO_BACKUP, line -> {}).run();
    return Wire.Answer.DONE;
  }

  private static Bundle bundle(Path project) {
    return BundleCompiler.compile(Changelog.load(ChangelogSource.versions(project)), CompileOptions.defaults());
  }

  private DatabaseTarget target(Wire.Request request) {
    return DatabaseTarget.of(DatabaseUrl.parse("postgresql://postgres@" + server + "/" + request.database()));
  }
}
