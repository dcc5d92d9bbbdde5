package dev.athanor.autogenerate.command;

import dev.athanor.autogenerate.compare.Baseline;
import dev.athanor.autogenerate.compare.Comparison;
import dev.athanor.autogenerate.compare.ModelComparer;
import dev.athanor.autogenerate.model.JpaModel;
import dev.athanor.autogenerate.write.ChangesetDraft;
import dev.athanor.autogenerate.write.ConversionChoices;
import dev.athanor.autogenerate.write.DraftCompiler;
import dev.athanor.autogenerate.write.Numbering;
import dev.athanor.autogenerate.write.RevisionDrafter;
import dev.athanor.autogenerate.write.RevisionText;
import dev.athanor.autogenerate.write.RevisionTrial;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.command.NewRevision;
import dev.athanor.engine.command.NewRevisionFile;
import dev.athanor.engine.command.RevisionRequest;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.schema.ddl.DdlOptions;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.scratch.Databases;
import dev.athanor.scratch.ScratchDatabases;
import dev.athanor.scratch.ScratchServer;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Alembic's {@code revision --autogenerate}: writes the revision that the model asks for. */
public final class Autogenerate {
  private final AutogenerateRequest request;

  public Autogenerate(AutogenerateRequest request) {
    this.request = request;
  }

  /**
   * @throws AthanorException whatever kept the revision from being right; then nothing is written
   */
  public AutogenerateResult run() {
    new NewRevision(request.compare().changelog(), request.revision()).requireMessage();
    try (ScratchServer server = ScratchServer.open(request.compare().scratch());
        ScratchDatabases databases = new ScratchDatabases(server)) {
      return run(new ModelComparer(request.compare(), databases).run(), databases);
    }
  }

  /**
   * Writes what a comparison asks for.
   *
   * @param databases where what is about to be written is tried
   */
  public AutogenerateResult run(Comparison found, Databases databases) {
    Comparison comparison = request.acceptBaseline() ? found.lenient() : found;
    List<String> detected =
        comparison.diff().headlines().stream().map(Difference::describe).toList();
    comparison.cutNames().forEach(request.progress());
    comparison.notReplayed().forEach(line -> request.progress().accept("Not replayed: " + line));
    detected.forEach(line -> request.progress().accept("Detected " + line));
    RevisionRequest revision = identified(request.revision());
    List<ChangesetDraft> drafts =
        comparison.diff().isEmpty() ? List.of() : tried(comparison, databases, revision);
    // Nothing is written before all that can go wrong has not.
    Optional<AutogenerateResult.Accepted> accepted = accept(comparison);
    return new AutogenerateResult(
        drafts.isEmpty() ? Optional.empty() : Optional.of(write(comparison, revision, drafts)),
        detected,
        accepted.isPresent() ? List.of() : comparison.onlyInSchema(),
        accepted,
        drafts.stream().map(ChangesetDraft::refusal).filter(why -> !why.isEmpty()).toList());
  }

  private List<ChangesetDraft> tried(
      Comparison comparison, Databases databases, RevisionRequest revision) {
    SchemaDiff diff = comparison.diff();
    Numbering numbering = new Numbering(diff, comparison.generators());
    ConversionChoices.Resolved said = request.conversions().of(diff);
    RevisionDrafter drafter =
        new RevisionDrafter(
            diff,
            ways(numbering, said.up()),
            ways(numbering, said.down()),
            request.backfills(),
            numbering,
            request.compare().allowDestructive());
    try (RevisionTrial trial =
        new RevisionTrial(
            databases, comparison.database(), comparison.options(), diff, request.progress())) {
      List<ChangesetDraft> drafts = trial.draft(drafter);
      String text = RevisionText.decided(revision.author(), revision.id().orElseThrow(), drafts);
      return trial.of(
          drafts,
          new DraftCompiler(request.compare().changelog(), request.compare().compile())
              .compile(revision.withChanges(text)));
    }
  }

  /**
   * A provider makes sequences for nothing but keys; what other models make them for is unknown.
   */
  private DdlOptions ways(Numbering numbering, Map<ObjectId, String> said) {
    boolean keys = request.compare().model() instanceof JpaModel;
    return DdlOptions.DEFAULT
        .withConversions(said)
        .withNumbered(keys ? numbering.ofNewSequences() : Map.of());
  }

  private Optional<AutogenerateResult.Accepted> accept(Comparison comparison) {
    Changelog changelog = request.compare().changelog();
    boolean first =
        changelog.source().kind() == ChangelogSource.Kind.VERSIONS
            && changelog.revisions().isEmpty();
    Baseline baseline = comparison.baseline();
    if (!request.acceptBaseline() && (!first || baseline.isPresent())) {
      return Optional.empty();
    }
    // From the first revision on, model and schema agree: there is nothing to be lenient about.
    baseline.accept(comparison.listed());
    return Optional.of(
        new AutogenerateResult.Accepted(baseline.file(), comparison.listed().size()));
  }

  private NewRevisionFile write(
      Comparison comparison, RevisionRequest revision, List<ChangesetDraft> drafts) {
    String text = RevisionText.of(revision.author(), revision.id().orElseThrow(), drafts);
    return new NewRevision(
            request.compare().changelog(), revision.withChanges(text), request.compare().compile())
        .in(comparison.graph())
        .run();
  }

  private static RevisionRequest identified(RevisionRequest revision) {
    return revision.id().isPresent() ? revision : revision.withId(randomId());
  }

  private static String randomId() {
    byte[] bytes = new byte[6];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
