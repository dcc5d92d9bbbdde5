package dev.athanor.autogenerate.testing;

import dev.athanor.autogenerate.command.Autogenerate;
import dev.athanor.autogenerate.command.AutogenerateRequest;
import dev.athanor.autogenerate.command.AutogenerateResult;
import dev.athanor.autogenerate.command.Check;
import dev.athanor.autogenerate.command.CheckResult;
import dev.athanor.autogenerate.compare.CompareRequest;
import dev.athanor.autogenerate.compare.RenameQuestion;
import dev.athanor.autogenerate.model.ModelSource;
import dev.athanor.autogenerate.model.SqlFileModel;
import dev.athanor.autogenerate.write.ConversionChoices;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.command.RevisionRequest;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.Binaries;
import dev.athanor.scratch.PublishedJars;
import dev.athanor.scratch.ScratchSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A project with revisions and a model, on a scratch server that all tests share. */
public final class Project {
  public static final Path BINARIES = PublishedJars.DEBIAN;

  /** Their major version. */
  public static final int INSTALLED = 15;

  private final Path root;
  private ModelSource model;
  private List<String> renames = List.of();
  private RenameQuestion question = RenameQuestion.NOBODY;
  private Map<String, String> backfills = Map.of();
  private ConversionChoices conversions = ConversionChoices.NONE;
  private boolean allowDestructive;
  private boolean acceptBaseline;
  private String master;
  private final List<String> progress = new ArrayList<>();

  public Project(Path root) {
    this.root = root;
    try {
      Files.createDirectories(root.resolve("versions"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    schema("");
  }

  /** The installed server; with {@code -Dserver=13} the programs that {@code schema} tests with. */
  public static ScratchSettings scratch() {
    return scratch(Integer.getInteger("server", INSTALLED));
  }

  /** The installed one, or one of 13, 17 and 18. */
  public static ScratchSettings scratch(int major) {
    Path jar = Path.of("..", "schema", "target", "postgres", major + ".jar");
    Binaries programs =
        major == INSTALLED
            ? new Binaries.Installed(BINARIES)
            : new Binaries.Published(Integer.toString(major), Map.of(), (artifact, version) -> jar);
    return ScratchSettings.in(ScratchSettings.defaultHome(), programs);
  }

  public Project schema(String sql) {
    write("schema.sql", sql);
    return model(new SqlFileModel(root.resolve("schema.sql")));
  }

  public Project model(ModelSource other) {
    model = other;
    return this;
  }

  public Project renames(String... oldNew) {
    renames = List.of(oldNew);
    return this;
  }

  public Project question(RenameQuestion other) {
    question = other;
    return this;
  }

  public Project backfill(String column, String expression) {
    backfills = Map.of(column, expression);
    return this;
  }

  public Project backfills(Map<String, String> expressions) {
    backfills = expressions;
    return this;
  }

  public Project convert(Map<String, String> up, Map<String, String> down) {
    conversions = new ConversionChoices(up, down);
    return this;
  }

  public Project allowDestructive() {
    allowDestructive = true;
    return this;
  }

  public Project acceptBaseline() {
    return acceptBaseline(true);
  }

  public Project acceptBaseline(boolean wanted) {
    acceptBaseline = wanted;
    return this;
  }

  /** A revision by hand that follows the ones there are. */
  public Project revision(String id, String parent, String sql) {
    write(
        "versions/" + id + ".sql",
        """
        --liquibase formatted sql
        -- revision: %s
        -- down-revision: %s
        -- message: by hand

        --changeset test:%s splitStatements:false
        %s
        --rollback empty
        """
            .formatted(id, parent, id, sql));
    return this;
  }

  /** Takes a Liquibase master changelog below the root in place of {@code versions/}. */
  public Project master(String path) {
    master = path;
    return this;
  }

  public Path root() {
    return root;
  }

  public Changelog changelog() {
    return Changelog.load(
        master == null ? ChangelogSource.versions(root) : ChangelogSource.master(root, master));
  }

  public CompareRequest request() {
    return new CompareRequest(
        changelog(),
        CompileOptions.defaults(),
        PlanOptions.UPGRADE,
        model,
        scratch(),
        SnapshotOptions.DEFAULT,
        renames,
        question,
        root.resolve("baseline.txt"),
        allowDestructive);
  }

  public AutogenerateResult autogenerate(String message) {
    return new Autogenerate(
            new AutogenerateRequest(
                request(),
                RevisionRequest.of(message, "test"),
                backfills,
                conversions,
                acceptBaseline,
                progress::add))
        .run();
  }

  /** What autogenerate has said while it worked. */
  public List<String> progress() {
    return List.copyOf(progress);
  }

  public CheckResult check() {
    return new Check(request(), false).run();
  }

  public String read(String path) {
    try {
      return Files.readString(root.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public List<Path> versions() {
    try (Stream<Path> files = Files.list(root.resolve("versions"))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String path, String text) {
    try {
      Files.writeString(root.resolve(path), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
