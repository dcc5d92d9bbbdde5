package dev.athanor.autogenerate.command;

import dev.athanor.autogenerate.compare.CompareRequest;
import dev.athanor.autogenerate.compare.Comparison;
import dev.athanor.autogenerate.compare.ModelComparer;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.scratch.ScratchDatabases;
import dev.athanor.scratch.ScratchServer;
import java.util.List;

/** Alembic's {@code check}: whether a revision is missing; and whether there is a single head. */
public final class Check {
  private final CompareRequest request;
  private final boolean allowSeveralHeads;

  /**
   * @param allowSeveralHeads whether several heads are as good as one
   */
  public Check(CompareRequest request, boolean allowSeveralHeads) {
    this.request = request;
    this.allowSeveralHeads = allowSeveralHeads;
  }

  /**
   * What it found last, where nothing has changed since; otherwise by looking.
   *
   * @throws AthanorException whatever kept the two from being compared; never for a difference,
   *     which the result has
   */
  public CheckResult run() {
    return new LastCheck(request, allowSeveralHeads).or(this::look);
  }

  private CheckResult look() {
    try (ScratchServer server = ScratchServer.open(request.scratch());
        ScratchDatabases databases = new ScratchDatabases(server)) {
      Comparison comparison = new ModelComparer(request.toLookOnly(), databases).run();
      return new CheckResult(
          comparison.diff().headlines().stream().map(Difference::describe).toList(),
          comparison.onlyInSchema(),
          comparison.required().stream().map(ObjectId::path).toList(),
          comparison.accepted().size(),
          comparison.notReplayed(),
          allowSeveralHeads ? List.of() : request.changelog().graph().heads());
    }
  }
}
