package dev.athanor.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.history.History;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.FileGuard;
import dev.athanor.engine.model.Guard;
import dev.athanor.engine.plan.MigrationPlan.Direction;
import dev.athanor.engine.testing.TestBundle;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What is approved is what runs: nothing of a plan may change and its hash stay. */
class PlanHashTest {
  private static final Guard GUARD = guard(Guard.Action.HALT);

  private final Target target = Target.fresh();
  private final Set<String> hashes = new LinkedHashSet<>();
  private int plans;

  private static Guard guard(Guard.Action onFail) {
    return new Guard(
        new Guard.Or(
            List.of(
                new Guard.Query("SELECT 1", "1", "one"),
                new Guard.And(
                    List.of(
                        new Guard.Constant(false, "never"),
                        new Guard.Not(List.of(new Guard.Query("SELECT 2", "2", "two"))))))),
        onFail,
        Guard.Action.HALT,
        "");
  }

  private static Changeset changeset(String up) {
    return bundle(up).revisions().get(0).changesets().get(0);
  }

  private static Bundle bundle(String up) {
    return new TestBundle().revision("aa01", up, "DROP TABLE a").build();
  }

  private static PlanStep step(Changeset changeset) {
    return new PlanStep("aa01", changeset, PlanStep.Action.APPLY, List.of("S1", "S2"), List.of());
  }

  private static History history(Target target) {
    try (Database database = target.open()) {
      return History.read(database);
    }
  }

  private MigrationPlan plan(Direction direction, Bundle bundle, History history, PlanStep step) {
    return plan(direction, bundle, history, List.of(), List.of("aa01"), List.of(step));
  }

  private MigrationPlan plan(
      Direction direction,
      Bundle bundle,
      History history,
      List<String> from,
      List<String> to,
      List<PlanStep> steps) {
    plans++;
    MigrationPlan plan =
        PlanBuilder.build(
            direction,
            new PlanRequest(bundle, "head", PlanOptions.UPGRADE),
            history,
            from,
            to,
            steps);
    hashes.add(plan.hash());
    return plan;
  }

  @Test
  void everyPartOfAPlanIsInItsHash() {
    Changeset changeset = changeset("CREATE TABLE a (id int)");
    Bundle bundle = bundle("CREATE TABLE a (id int)");
    PlanStep step = step(changeset);
    History empty = history(target);
    plan(Direction.UP, bundle, empty, step);
    plan(Direction.DOWN, bundle, empty, step);
    plan(Direction.UP, bundle("CREATE TABLE a (id bigint)"), empty, step);
    plan(Direction.UP, bundle, empty, List.of("x"), List.of("aa01"), List.of(step));
    plan(Direction.UP, bundle, empty, List.of(), List.of(), List.of(step));
    plan(Direction.UP, bundle, empty, List.of(), List.of("aa01"), List.of());
    plan(Direction.UP, bundle, empty, List.of(), List.of("aa01"), List.of(step, step));
    List<String> sql = step.sql();
    List<String> undo = List.of("U");
    for (PlanStep other :
        List.of(
            new PlanStep("aa02", changeset, PlanStep.Action.APPLY, sql, List.of()),
            new PlanStep("aa01", changeset, PlanStep.Action.REAPPLY, sql, List.of()),
            new PlanStep("aa01", changeset, PlanStep.Action.UNDO, sql, List.of()),
            new PlanStep("aa01", changeset, PlanStep.Action.APPLY, List.of("S2", "S1"), undo),
            new PlanStep("aa01", changeset, PlanStep.Action.APPLY, List.of("S1S2"), List.of()),
            new PlanStep("aa01", changeset, PlanStep.Action.APPLY, List.of("S1"), List.of("S2")),
            new PlanStep("aa01", changeset, PlanStep.Action.APPLY, sql, undo),
            step(edited(edit -> edit.checksum("9:other"))),
            step(edited(TestBundle.Edit::outsideTransaction)),
            step(edited(TestBundle.Edit::mayFail)),
            step(edited(edit -> edit.guard(GUARD))),
            step(edited(edit -> edit.guard(guard(Guard.Action.WARN)))))) {
      plan(Direction.UP, bundle, empty, other);
    }
    plan(Direction.UP, bundle, history(Target.fresh()), step);
    target.upgrade(bundle("CREATE TABLE a (id int)"));
    plan(Direction.UP, bundle, history(target), step);
    assertThat(hashes).hasSize(plans);
  }

  private static Changeset edited(UnaryOperator<TestBundle.Edit> change) {
    return new TestBundle()
        .revision("aa01", "CREATE TABLE a (id int)", "DROP TABLE a")
        .with(change)
        .build()
        .revisions()
        .get(0)
        .changesets()
        .get(0);
  }

  /** What a file requires is asked for the revisions of the plan, and of no others. */
  @Test
  void whatAFileRequiresIsPartOfItsRevisionsPlan() {
    Bundle two =
        new TestBundle()
            .revision("aa01", "CREATE TABLE a (id int)", "DROP TABLE a")
            .revision("bb02", "CREATE TABLE b (id int)", "DROP TABLE b")
            .build();
    FileGuard guard = new FileGuard("c.yaml", GUARD);
    List<CompiledRevision> guarded = new ArrayList<>();
    for (CompiledRevision each : two.revisions()) {
      boolean second = each.revision().id().equals("bb02");
      guarded.add(
          new CompiledRevision(
              each.revision(), second ? List.of(guard, guard) : List.of(), each.changesets()));
    }
    Bundle same = new Bundle(two.digest(), guarded, two::sql);
    MigrationPlan first = target.plan(new PlanRequest(same, "aa01", PlanOptions.UPGRADE));
    MigrationPlan both = target.plan(new PlanRequest(same, "head", PlanOptions.UPGRADE));
    assertThat(first.guards()).isEmpty();
    assertThat(both.guards()).containsExactly(guard);
    assertThat(both.hash())
        .isNotEqualTo(target.plan(new PlanRequest(two, "head", PlanOptions.UPGRADE)).hash());
    assertThat(PlanText.render(both))
        .contains("c.yaml: only if (one or (never and none of ((two)))); else HALT");
  }

  @Test
  void programsReadEveryFieldOfIt() throws Exception {
    Bundle bundle = bundle("DELETE FROM a");
    MigrationPlan plan =
        plan(Direction.UP, bundle, history(target), step(edited(edit -> edit.guard(GUARD))));
    JsonNode json = new ObjectMapper().readTree(PlanJson.render(plan));
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "direction",
            "hash",
            "bundle",
            "history",
            "from",
            "to",
            "risks",
            "preconditions",
            "steps");
    assertThat(json.get("direction").asText()).isEqualTo("UP");
    assertThat(json.get("bundle").asText()).isEqualTo(bundle.digest());
    assertThat(json.at("/to/0").asText()).isEqualTo("aa01");
    JsonNode step = json.at("/steps/0");
    assertThat(step.fieldNames())
        .toIterable()
        .containsExactly(
            "revision",
            "path",
            "id",
            "author",
            "checksum",
            "action",
            "transactional",
            "guarded",
            "sql",
            "undo");
    assertThat(step.get("author").asText()).isEqualTo("test");
    assertThat(step.get("guarded").asBoolean()).isTrue();
    assertThat(PlanText.render(plan))
        .contains("-- only if (one or (never and none of ((two)))); else HALT\n");
  }

  @Test
  void aLongStepIsCutAtTheLimitAndSaysHowMuchIsMissing() {
    String half = "x".repeat(Abridged.LIMIT / 2);
    assertThat(Abridged.of(List.of(half, half))).containsExactly(half, half);
    assertThat(Abridged.of(List.of(half, half + "yy", "z")))
        .containsExactly(half, half + "\n-- and 3 characters more, which the bundle has");
  }
}
