package dev.athanor.rehearsal.test;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.ScratchSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What to test.
 *
 * @param bundle the revisions and their baselines, compiled
 * @param files a project's own SQL for some of them
 * @param selection contexts and labels
 * @param scratch where to test
 * @param options what of the schemas is compared
 * @param cache a file that remembers what has passed; empty to test all
 * @param progress takes lines for people, as it goes
 */
public record TestRequest(
    Bundle bundle,
    List<TestFile> files,
    PlanOptions selection,
    ScratchSettings scratch,
    SnapshotOptions options,
    Optional<Path> cache,
    Consumer<String> progress) {
  public TestRequest {
    Objects.requireNonNull(bundle, "bundle");
    files = List.copyOf(files);
    Objects.requireNonNull(selection, "selection");
    Objects.requireNonNull(scratch, "scratch");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(cache, "cache");
    Objects.requireNonNull(progress, "progress");
  }

  /** The same one by one: a short way would try none of the revisions. */
  TestRequest withoutBaselines() {
    Bundle longWay = bundle.withBaselines(List.of());
    return new TestRequest(longWay, files, selection, scratch, options, cache, progress);
  }

  List<TestFile> files(String revision) {
    return files.stream().filter(file -> file.revision().equals(revision)).toList();
  }
}
