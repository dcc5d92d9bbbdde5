package dev.athanor.autogenerate.compare;

import dev.athanor.autogenerate.model.ModelSource;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.ScratchSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is to be compared, and how.
 *
 * @param changelog the revisions
 * @param compile how they are compiled
 * @param plan contexts and labels of the replay
 * @param model the schema that is wanted
 * @param scratch where both are built
 * @param snapshot what is looked at; schemas that the model does not mention never are
 * @param renames {@code old:new} as {@code -Drename} takes them
 * @param question asked about what may be a rename and nobody spoke of
 * @param baseline the file of accepted differences, whether it exists or not
 * @param allowDestructive whether what the model does not say may go, data included
 */
public record CompareRequest(
    Changelog changelog,
    CompileOptions compile,
    PlanOptions plan,
    ModelSource model,
    ScratchSettings scratch,
    SnapshotOptions snapshot,
    List<String> renames,
    RenameQuestion question,
    Path baseline,
    boolean allowDestructive) {
  public CompareRequest {
    Objects.requireNonNull(changelog, "changelog");
    Objects.requireNonNull(compile, "compile");
    Objects.requireNonNull(plan, "plan");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(scratch, "scratch");
    Objects.requireNonNull(snapshot, "snapshot");
    renames = List.copyOf(renames);
    Objects.requireNonNull(question, "question");
    Objects.requireNonNull(baseline, "baseline");
  }

  /**
   * The same to look only: what may be a rename shows as what is gone and what is new, and nobody
   * has to decide anything.
   */
  public CompareRequest toLookOnly() {
    return new CompareRequest(
        changelog,
        compile,
        plan,
        model,
        scratch,
        snapshot,
        List.of(),
        rename -> Optional.of(false),
        baseline,
        allowDestructive);
  }
}
