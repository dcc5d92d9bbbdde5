package dev.athanor.pages.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.FileGuard;
import dev.athanor.engine.model.Guard;
import dev.athanor.engine.model.RiskKind;
import dev.athanor.engine.model.StepFindings.Level;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.MigrationPlan.Direction;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.engine.plan.PlanStep.Action;
import dev.athanor.engine.plan.Risk;
import dev.athanor.engine.testing.RandomText;
import dev.athanor.engine.testing.TestBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plans and their comments, a file each. Where one should differ, run this with
 * -Dathanor.update=true, look at it and commit it.
 */
class PlanReviewTest {
  private static final Path GOLDEN = Path.of("src/test/resources/dev/athanor/pages/review");
  private static final String CREATE = "CREATE TABLE users (id int)";
  private static final String DROP = "DROP TABLE users";

  private record Case(String name, MigrationPlan plan) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        nothing("nothing-at-base", List.of()),
        nothing("nothing-at-a-revision", List.of("b2")),
        nothing("nothing-at-two-heads", List.of("b2", "c3")),
        up("one-table", CREATE, DROP),
        up("two-statements", CREATE + ";;CREATE INDEX users_id ON users (id)", DROP),
        up("no-way-back", "INSERT INTO users VALUES (1)"),
        up("a-way-back-of-two", CREATE, "DROP INDEX users_id", DROP),
        up("no-sql", ""),
        up(
            "a-fence-in-sql",
            "COMMENT ON TABLE users IS '```\n</details>\n# no heading'",
            "SELECT 1"),
        up("html-in-sql", "SELECT '<script>alert(1)</script><!-- -->'", "SELECT '</pre>'"),
        up("dollars", "DO $$ BEGIN PERFORM 1; END $$", "SELECT 1"),
        up("windows-lines", "SELECT 1,\r\n  2\r\n", "SELECT 1"),
        up("control-characters", "SELECT '\u001b[2J\u202e\u0000'", "SELECT 1"),
        up("other-scripts", "CREATE TABLE \"表 é 😀\" ()", "DROP TABLE \"表 é 😀\""),
        up("comments", "-- why\nSELECT 1 -- so", "SELECT 1"),
        up("too-long", "SELECT '" + "x".repeat(70_000) + "'", "SELECT 1"),
        up(
            "long-enough-twice",
            "SELECT '" + "y".repeat(40_000) + "'",
            "SELECT '" + "z".repeat(30_000) + "'"),
        with("outside", TestBundle.Edit::outsideTransaction, Action.APPLY),
        with("may-fail", TestBundle.Edit::mayFail, Action.APPLY),
        with("again", TestBundle.Edit::runAlways, Action.REAPPLY),
        with("outside-and-may-fail", each -> each.outsideTransaction().mayFail(), Action.APPLY),
        with("guarded", each -> each.guard(guard("table users | is \"there\"")), Action.APPLY),
        fileGuard(),
        down("down-one", List.of("a1"), List.of(), 1),
        down("down-two", List.of("b2"), List.of(), 2),
        down("down-to-a-revision", List.of("b2"), List.of("a1"), 1),
        risks("data-loss", risk(RiskKind.DATA_LOSS, "a1", "DROP TABLE users")),
        risks("irreversible", risk(RiskKind.IRREVERSIBLE, "a1", "nothing undoes a1")),
        risks(
            "all-risks",
            Stream.of(RiskKind.values())
                .map(kind -> risk(kind, "a1", "because of " + kind))
                .toArray(Risk[]::new)),
        risks(
            "a-risk-that-would-be-more",
            risk(
                RiskKind.LONG_LOCK,
                "a1",
                "ALTER TABLE \"a|b`c\" -- @everybody #1 [x](javascript:0) <b>\n| new | row |")),
        risks(
            "recorded-and-accepted",
            new Risk(
                RiskKind.BREAKS_APPLICATION,
                "drop-view",
                Level.ERROR,
                "a1",
                "public.all_users: dropped",
                "PostgreSQL 17",
                Optional.empty()),
            new Risk(
                RiskKind.DATA_LOSS,
                "drop-column",
                Level.ERROR,
                "a1",
                "public.users.name: dropped, text",
                "PostgreSQL 17",
                Optional.of("nobody | reads `it` [x](y)"))),
        merge());
  }

  private static Risk risk(RiskKind kind, String revision, String detail) {
    return new Risk(
        kind,
        kind.name().toLowerCase(Locale.ROOT),
        Level.ERROR,
        revision,
        detail,
        "not recorded",
        Optional.empty());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aCommentIsWhatItsFileSays(Case it) throws IOException {
    Path file = GOLDEN.resolve(it.name() + ".md");
    String comment = PlanComment.render(it.plan(), Seen.NOTHING);
    if (Boolean.getBoolean("athanor.update")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(file, comment);
    }
    assertThat(comment).isEqualTo(Files.readString(file)).startsWith(PlanComment.MARK + "\n");
    assertThat(comment.length()).isLessThan(65_536);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aPageSaysTheSame(Case it) {
    String page = PlanPage.render(it.plan(), Seen.NOTHING);

    assertThat(page).contains("<h1>" + PlanSummary.title(it.plan())).endsWith("</html>\n");
    assertThat(page).doesNotContain("<script", "<b>", "\u001b");
    if (!it.plan().isEmpty()) {
      assertThat(page).contains(it.plan().hash(), "<h2>What will run</h2>");
    }
  }

  @Test
  void aLongPlanIsNoLongerThanGitHubTakes() {
    TestBundle bundle = new TestBundle();
    Risk[] risks = new Risk[1_000];
    for (int i = 0; i < risks.length; i++) {
      bundle.revision("r%012d".formatted(i), "ALTER TABLE users ADD c" + i + " int", "SELECT 1");
      risks[i] = risk(RiskKind.DATA_LOSS, "r" + i, "DROP TABLE t" + i);
    }
    String comment =
        PlanComment.render(up(steps(bundle.build(), Action.APPLY), List.of(risks)), Seen.NOTHING);

    assertThat(comment.length()).isLessThan(65_536);
    assertThat(comment)
        .containsPattern("_And [0-9]+ changesets more")
        .contains("_And 950 risks more");
  }

  /** No tag but our own, no link and no picture, whatever stands in SQL, names and risks. */
  @Test
  void nothingInAPlanIsMoreThanText() {
    Random random = new Random(3);
    Parser parser = Parser.builder().extensions(List.of(TablesExtension.create())).build();
    for (int i = 0; i < 2_000; i++) {
      String text =
          RandomText.next(random) + "</details>\n<img src=x>\n[a](b)" + RandomText.next(random);
      MigrationPlan plan =
          plan(
              Direction.UP,
              List.of(text),
              List.of("a1"),
              List.of(),
              steps(new TestBundle().revision("a1", text, text).build(), Action.APPLY),
              List.of(
                  new Risk(
                      RiskKind.DATA_LOSS, text, Level.ERROR, text, text, text, Optional.of(text))));
      parser
          .parse(PlanComment.render(plan, Seen.NOTHING))
          .accept(
              new AbstractVisitor() {
                @Override
                public void visit(HtmlInline tag) {
                  assertThat(tag.getLiteral()).matches("</?(code|details|summary)>");
                }

                @Override
                public void visit(HtmlBlock block) {
                  assertThat(block.getLiteral())
                      .matches(
                          "(?s)<!-- athanor plan -->|<details><summary>[A-Za-z ]+</summary>|</details>");
                }

                @Override
                public void visit(Link link) {
                  throw new AssertionError(link);
                }

                @Override
                public void visit(Image image) {
                  throw new AssertionError(image);
                }
              });
    }
  }

  private static Case nothing(String name, List<String> at) {
    return new Case(name, plan(Direction.NONE, at, at, List.of(), List.of(), List.of()));
  }

  private static Case up(String name, String sql, String... undo) {
    Bundle bundle = new TestBundle().revision("a1", sql, undo).build();
    return new Case(name, up(steps(bundle, Action.APPLY), List.of()));
  }

  private static MigrationPlan up(List<PlanStep> steps, List<Risk> risks) {
    return plan(Direction.UP, List.of(), List.of("a1"), List.of(), steps, risks);
  }

  private static Case with(String name, UnaryOperator<TestBundle.Edit> edit, Action action) {
    Bundle bundle = new TestBundle().revision("a1", CREATE, DROP).with(edit).build();
    return new Case(name, up(steps(bundle, action), List.of()));
  }

  private static Case risks(String name, Risk... risks) {
    Bundle bundle = new TestBundle().revision("a1", "DROP TABLE users").build();
    return new Case(name, up(steps(bundle, Action.APPLY), List.of(risks)));
  }

  private static Case down(String name, List<String> from, List<String> to, int steps) {
    Bundle bundle =
        new TestBundle()
            .revision("a1", CREATE, DROP)
            .revision("b2", "SELECT 2", "SELECT 3")
            .build();
    List<PlanStep> all = steps(bundle, Action.UNDO);
    java.util.Collections.reverse(all);
    int first = from.equals(List.of("a1")) ? 1 : 0;
    return new Case(
        name,
        plan(Direction.DOWN, from, to, List.of(), all.subList(first, first + steps), List.of()));
  }

  private static Case fileGuard() {
    Bundle bundle = new TestBundle().revision("a1", CREATE, DROP).build();
    return new Case(
        "a-file-that-asks",
        plan(
            Direction.UP,
            List.of(),
            List.of("a1"),
            List.of(new FileGuard("versions/a1.sql", guard("the role is app"))),
            steps(bundle, Action.APPLY),
            List.of()));
  }

  private static Case merge() {
    Bundle bundle =
        new TestBundle().revision("d4", List.of("b2", "c3"), "SELECT 1", "SELECT 1").build();
    return new Case(
        "merge",
        plan(
            Direction.UP,
            List.of("b2", "c3"),
            List.of("d4"),
            List.of(),
            steps(bundle, Action.APPLY),
            List.of()));
  }

  private static Guard guard(String description) {
    return new Guard(
        new Guard.Constant(true, description), Guard.Action.HALT, Guard.Action.HALT, "");
  }

  private static List<PlanStep> steps(Bundle bundle, Action action) {
    List<PlanStep> steps = new ArrayList<>();
    for (CompiledRevision revision : bundle.revisions()) {
      for (Changeset changeset : revision.changesets()) {
        var sql = bundle.sql(changeset.key());
        steps.add(
            action == Action.UNDO
                ? new PlanStep(revision.revision().id(), changeset, action, sql.down(), List.of())
                : new PlanStep(revision.revision().id(), changeset, action, sql.up(), sql.down()));
      }
    }
    return steps;
  }

  private static MigrationPlan plan(
      Direction direction,
      List<String> from,
      List<String> to,
      List<FileGuard> guards,
      List<PlanStep> steps,
      List<Risk> risks) {
    return new MigrationPlan(
        direction, "sha256:b", "sha256:h", from, to, guards, steps, risks, "sha256:0123456789ab");
  }
}
