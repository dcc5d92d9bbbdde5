package dev.athanor.autogenerate.compare;

import dev.athanor.autogenerate.model.ExportCache;
import dev.athanor.autogenerate.model.JpaModel;
import dev.athanor.autogenerate.model.ModelDdl;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.LiveChangesets;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.diff.Rename;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.View;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.Databases;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Builds what the revisions build and what the model asks for, and compares the two. */
public final class ModelComparer {
  private final CompareRequest request;
  private final Databases databases;
  private final Replay replay;
  private final ModelSchema models;
  private final Baseline baseline;

  public ModelComparer(CompareRequest request, Databases databases) {
    this(
        request, databases, new ModelSchema(databases, model -> export(request, databases, model)));
  }

  /**
   * @param models how models become schemas
   */
  public ModelComparer(CompareRequest request, Databases databases, ModelSchema models) {
    this.request = request;
    this.databases = databases;
    this.replay = new Replay(databases);
    this.models = models;
    this.baseline = Baseline.load(request.baseline());
  }

  private static ModelDdl export(CompareRequest request, Databases databases, JpaModel model) {
    return new ExportCache(request.compile().cache())
        .export(model, databases.server().majorVersion());
  }

  /**
   * @throws AthanorException REPLAY_FAILED, INVALID_MODEL, SCRATCH_SERVER_FAILED, RENAME_UNDECIDED
   */
  public Comparison run() {
    // Each takes a good part of the time, and needs nothing of the other.
    try (Beside<ModelDdl> ddl = Beside.start(() -> models.ddl(request.model()))) {
      Bundle bundle = BundleCompiler.compile(request.changelog(), request.compile());
      String built = replay.of(bundle, request.plan());
      DesiredSchema desired = models.build(request.model(), ddl.get(), built, request.snapshot());
      return compare(built, ddl.get(), desired, bundle);
    }
  }

  private Comparison compare(String built, ModelDdl ddl, DesiredSchema desired, Bundle bundle) {
    SnapshotOptions options = mentioned(desired.snapshot());
    RenameResolver renames =
        new RenameResolver(
            request.renames().stream().map(RenameResolver::parse).toList(), desired.renames());
    SchemaDiff diff = diff(built, ddl, desired, options, renames.renames());
    while (renames.settle(diff) || asked(renames, diff)) {
      diff = diff(built, ddl, desired, options, renames.renames());
    }
    Judgement.Sorted sorted = judged(diff);
    renames.requireDecided(unaccepted(diff, sorted));
    return new Comparison(
        bundle.graph(),
        diff.select(Judgement.wanted(sorted)),
        sorted.listed(),
        sorted.accepted(),
        built,
        options,
        baseline,
        LiveChangesets.of(bundle),
        desired.cutNames(),
        request.model() instanceof JpaModel ? Generators.of(desired) : Generators.NONE);
  }

  private SchemaDiff diff(
      String built,
      ModelDdl ddl,
      DesiredSchema desired,
      SnapshotOptions options,
      List<Rename> renames) {
    Names names = new Names(options.defaultSchema());
    List<String> sql = renames.stream().map(rename -> rename.sql(names)).toList();
    SchemaSnapshot existing = replay.read(built, options, sql);
    if (!(request.model() instanceof JpaModel)) {
      return SchemaDiff.between(existing, desired.snapshot(), renames);
    }
    SchemaSnapshot model = desired.snapshot();
    if (!sql.isEmpty() && !existing.all(View.class).isEmpty()) {
      // By the old names the server cannot say how they read in the model.
      SchemaSnapshot all = replay.read(built, request.snapshot(), sql);
      model = models.build(request.model(), ddl, all, request.snapshot()).snapshot();
    }
    return SchemaDiff.between(
        existing, Completion.of(existing, model, renames, isWholeTruth()), renames);
  }

  /** Whether the model says all there is to be, names of constraints included. */
  private boolean isWholeTruth() {
    return baseline.isPresent() || request.allowDestructive();
  }

  private Judgement.Sorted judged(SchemaDiff diff) {
    return new Judgement(baseline, request.allowDestructive()).sort(diff.headlines());
  }

  /** What a team has accepted neither goes nor comes: it is no other thing's old name. */
  private static SchemaDiff unaccepted(SchemaDiff diff, Judgement.Sorted sorted) {
    List<Difference> accepted = sorted.accepted();
    return diff.select(difference -> !accepted.contains(difference));
  }

  /** True when an answer may have changed something. */
  private boolean asked(RenameResolver renames, SchemaDiff diff) {
    boolean answered = false;
    for (Rename open : renames.open(unaccepted(diff, judged(diff)))) {
      Optional<Boolean> answer = request.question().isRename(open);
      answer.ifPresent(isRename -> renames.answer(open, isRename));
      answered |= answer.isPresent();
    }
    return answered;
  }

  /** Schemas that the model does not mention belong to somebody else. */
  private SnapshotOptions mentioned(SchemaSnapshot desired) {
    TreeSet<String> schemas = new TreeSet<>(List.of(request.snapshot().defaultSchema()));
    for (SchemaObject object : desired.objects().values()) {
      if (object.id().kind() == Kind.SCHEMA) {
        schemas.add(object.id().name());
      } else if (!object.id().schema().isEmpty()) {
        schemas.add(object.id().schema());
      }
    }
    return request
        .snapshot()
        .withSchemas(List.copyOf(schemas), request.snapshot().excludeSchemas());
  }
}
