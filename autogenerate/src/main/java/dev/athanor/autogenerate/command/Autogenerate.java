package dev.athanor.autogenerate.command;

import dev.athanor.autogenerate.compare.Baseline;
import dev.athanor.autogenerate.compare.Comparison;
import dev.athanor.autogenerate.compare.ModelComparer;
import dev.athanor.autogenerate.scratch.ScratchDatabases;
import dev.athanor.autogenerate.scratch.ScratchServer;
import dev.athanor.autogenerate.write.ChangesetDraft;
import dev.athanor.autogenerate.write.Rehearsal;
import dev.athanor.autogenerate.write.RevisionDrafter;
import dev.athanor.autogenerate.write.RevisionText;
import dev.athanor.engine.command.NewRevision;
import dev.athanor.engine.command.NewRevisionFile;
import dev.athanor.engine.command.RevisionRequest;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.schema.diff.Difference;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

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
    try (ScratchServer server = ScratchServer.open(request.compare().scratch());
        ScratchDatabases databases = new ScratchDatabases(server)) {
      Comparison found = new ModelComparer(request.compare(), databases).run();
      Comparison comparison = request.acceptBaseline() ? found.lenient() : found;
      return run(
          comparison,
          drafts ->
              new Rehearsal(databases, comparison.database(), comparison.options())
                  .of(drafts, comparison.diff()));
    }
  }

  /**
   * Writes what a comparison asks for.
   *
   * @param rehearsal tries what is about to be written
   */
  public AutogenerateResult run(Comparison comparison, Consumer<List<ChangesetDraft>> rehearsal) {
    List<String> detected =
        comparison.diff().headlines().stream().map(Difference::describe).toList();
    detected.forEach(line -> request.progress().accept("Detected " + line));
    Optional<AutogenerateResult.Accepted> accepted = accept(comparison);
    List<String> listed = accepted.isPresent() ? List.of() : comparison.onlyInSchema();
    if (comparison.diff().isEmpty()) {
      return new AutogenerateResult(
          Optional.empty(), detected, listed, accepted, List.of(), List.of());
    }
    RevisionDrafter drafter =
        new RevisionDrafter(
            comparison.diff(), request.backfills(), request.compare().allowDestructive());
    List<ChangesetDraft> drafts = drafter.drafts();
    rehearsal.accept(drafts);
    List<String> todos =
        drafts.stream().map(ChangesetDraft::refusal).filter(why -> !why.isEmpty()).toList();
    return new AutogenerateResult(
        Optional.of(write(drafts)), detected, listed, accepted, todos, drafter.unfilled());
  }

  private Optional<AutogenerateResult.Accepted> accept(Comparison comparison) {
    boolean first = request.compare().changelog().revisions().isEmpty();
    Baseline baseline = comparison.baseline();
    if (!request.acceptBaseline() && (!first || baseline.isPresent())) {
      return Optional.empty();
    }
    // From the first revision on, model and schema agree: there is nothing to be lenient about.
    baseline.accept(comparison.listed());
    return Optional.of(
        new AutogenerateResult.Accepted(baseline.file(), comparison.listed().size()));
  }

  private NewRevisionFile write(List<ChangesetDraft> drafts) {
    RevisionRequest revision = request.revision();
    String id = revision.id().orElseGet(Autogenerate::randomId);
    RevisionRequest filled =
        new RevisionRequest(
            revision.message(),
            revision.format(),
            revision.heads(),
            revision.splice(),
            revision.branchLabels(),
            revision.dependsOn(),
            Optional.of(id),
            revision.author(),
            revision.created(),
            Optional.of(new RevisionText(revision.author(), id).of(drafts)));
    return new NewRevision(request.compare().changelog(), filled).run();
  }

  private static String randomId() {
    byte[] bytes = new byte[6];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
