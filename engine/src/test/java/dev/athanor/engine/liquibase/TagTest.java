package dev.athanor.engine.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.OfflinePlan;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.engine.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.SimpleDateFormat;
import java.util.Date;
import java.util.List;
import liquibase.Contexts;
import liquibase.LabelExpression;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tags as targets, beside stock Liquibase's update-to-tag and rollback. */
class TagTest {
  private static final String HISTORY =
      "SELECT concat_ws('|', id, filename, md5sum, exectype, tag) FROM databasechangelog"
          + " ORDER BY orderexecuted";

  private static final String KEPT = ", keepTagOnRollback: true";

  @TempDir Path root;

  private final String oursUrl = TestPostgres.newDatabase();
  private final String stockUrl = TestPostgres.newDatabase();
  private final Target ours = new Target(DatabaseUrl.parse(oursUrl));
  private final Target stock = new Target(DatabaseUrl.parse(stockUrl));

  @BeforeEach
  void changelog() throws IOException {
    changelog("", KEPT);
  }

  private void changelog(String early, String keep) throws IOException {
    write(
        "c.yaml", "databaseChangeLog:\n- include: {file: one.yaml}\n- include: {file: two.yaml}\n");
    write(
        "one.yaml",
        "databaseChangeLog:\n"
            + early
            + table("a")
            + "- changeSet: {id: tag, author: x, changes: [{tagDatabase: {tag: 7.20.0"
            + keep
            + "}}]}\n"
            + table("b"));
    write("two.yaml", "databaseChangeLog:\n" + table("c"));
  }

  private static String table(String name) {
    return "- changeSet: {id: %1$s, author: x, changes: [{createTable: {tableName: %1$s, columns: [{column: {name: n, type: int}}]}}]}\n"
        .formatted(name);
  }

  @Test
  void anUpgradeStopsAtTheTagAlsoInTheMiddleOfAFile() {
    ours.upgrade(bundle(), "7.20.0");
    stock(l -> l.update("7.20.0", new Contexts(), new LabelExpression()));
    same("a");
    assertThat(ours.upgrade(bundle(), "7.20.0").applied()).isZero();
    assertThat(ours.current(bundle())).singleElement().asString().endsWith("(2/3)");
    ours.upgrade(bundle());
    stock(l -> l.update(""));
    same("a", "b", "c");
    assertRefused(
        PlanOptions.Way.UP, "7.20.0", Reason.WRONG_DIRECTION, "older than what is applied");
  }

  @Test
  void aDowngradeUndoesWhatWasExecutedAfterTheTag() throws IOException {
    ours.upgrade(bundle());
    stock(l -> l.update(""));
    changelog(table("early"), KEPT);
    ours.upgrade(bundle());
    stock(l -> l.update(""));
    same("a", "b", "c", "early");
    ours.downgrade(bundle(), "7.20.0");
    stock(l -> l.rollback("7.20.0", ""));
    same("a");
    assertThat(ours.downgrade(bundle(), "7.20.0").applied()).isZero();
  }

  @Test
  void theTagItselfStaysSoThatTheTargetIsReached() throws IOException {
    changelog("", "");
    ours.upgrade(bundle());
    PlanRequest declared = new PlanRequest(bundle(), "7.20.0", PlanOptions.either(true));
    assertThat(ours.plan(declared).steps()).hasSize(2);
    ours.migrate(declared);
    assertThat(ours.tables()).containsExactly("a");
    assertThat(ours.plan(declared).steps()).isEmpty();
    assertThat(ours.list("SELECT id FROM databasechangelog")).containsExactly("a", "tag");
    PlanRequest refused = new PlanRequest(bundle(), "7.20.0", PlanOptions.either(false));
    ours.upgrade(bundle());
    assertThatThrownBy(() -> ours.plan(refused))
        .hasFieldOrPropertyWithValue("reason", Reason.DOWNGRADE_NOT_ALLOWED);
  }

  @Test
  void aTagThatOnlyTheDatabaseHasIsAWayBack() {
    ours.upgrade(bundle(), "7.20.0");
    StockLiquibase.run(root, "c.yaml", oursUrl, l -> l.tag("before-2"));
    ours.upgrade(bundle());
    ours.downgrade(bundle(), "BEFORE-2");
    assertThat(ours.tables()).containsExactly("a");
    assertRefused(PlanOptions.Way.UP, "before-2", Reason.UNKNOWN_TARGET, "this bundle does not");
  }

  @Test
  void aTagThatThereIsNotIsNoTarget() {
    assertRefused(
        PlanOptions.Way.UP, "7.20", Reason.UNKNOWN_TARGET, "revision, branch or tag '7.20'");
    assertRefused(PlanOptions.Way.DOWN, "7.20", Reason.UNKNOWN_TARGET, "'7.20'");
    assertRefused(PlanOptions.Way.DOWN, "7.20.0", Reason.WRONG_DIRECTION, "is not applied");
  }

  @Test
  void aTagIsAnEndOfARangeOfSqlAndAName() {
    PlanOptions up = PlanOptions.UPGRADE;
    assertThat(ids(OfflinePlan.of(bundle(), "base", "7.20.0", up))).containsExactly("a", "tag");
    assertThat(ids(OfflinePlan.of(bundle(), "7.20.0", "head", up))).containsExactly("b", "c");
    PlanOptions down = PlanOptions.DOWNGRADE;
    assertThat(ids(OfflinePlan.of(bundle(), "head", "7.20.0", down))).containsExactly("c", "b");
    assertThat(bundle().graph().list("7.20.0", List.of()))
        .singleElement()
        .hasFieldOrPropertyWithValue("path", "one.yaml");
  }

  // --- moments of the history, beside rollback-to-date and rollback-count

  @Test
  void aDowngradeUndoesTheChangesetsThatWereExecutedLast() {
    ours.upgrade(bundle());
    stock(l -> l.update(""));
    ours.downgrade(bundle(), "changesets-1");
    stock(l -> l.rollback(1, ""));
    same("a", "b");
    ours.downgrade(bundle(), "changesets-2");
    stock(l -> l.rollback(2, ""));
    same("a");
    assertRefused(
        PlanOptions.Way.DOWN, "changesets-2", Reason.UNKNOWN_TARGET, "1 changeset is applied");
    assertRefused(PlanOptions.Way.DOWN, "changesets-0", Reason.UNKNOWN_TARGET, "nowhere");
    assertRefused(PlanOptions.Way.UP, "changesets-1", Reason.UNKNOWN_TARGET, "only a downgrade");
    assertRefused(PlanOptions.Way.EITHER, "2026-11-28", Reason.UNKNOWN_TARGET, "only a downgrade");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-11-28T10:00:00", "2026-11-28 10:00", "2026-11-28T10:00:00.000000"})
  void aDowngradeUndoesWhatWasExecutedAfterADate(String date) throws Exception {
    ours.upgrade(bundle());
    stock(l -> l.update(""));
    for (Target each : List.of(ours, stock)) {
      each.execute(
          "UPDATE databasechangelog SET dateexecuted = CASE id WHEN 'a' THEN '2026-11-28 09:00'"
              + " WHEN 'tag' THEN '2026-11-28 10:00' ELSE '2026-11-28 10:00:00.25' END::timestamp");
    }
    ours.downgrade(bundle(), date);
    Date moment = new SimpleDateFormat("yyyy-MM-dd HH:mm").parse("2026-11-28 10:00");
    stock(l -> l.rollback(moment, ""));
    same("a");
    assertThat(ours.list("SELECT id FROM databasechangelog")).containsExactly("a", "tag");
    assertThat(ours.downgrade(bundle(), date).applied()).isZero();
    ours.downgrade(bundle(), "2026-11-28");
    stock(l -> l.rollback(new SimpleDateFormat("yyyy-MM-dd").parse("2026-11-28"), ""));
    assertThat(ours.tables()).isEqualTo(stock.tables()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-11-31", "2026-11-28T10:00:00Z", "2026-11-28 10"})
  void whatIsNoDateIsNoTarget(String date) {
    assertRefused(PlanOptions.Way.DOWN, date, Reason.UNKNOWN_TARGET, "'" + date + "' is no date");
  }

  private static List<String> ids(OfflinePlan plan) {
    return plan.plan().steps().stream()
        .map(PlanStep::changeset)
        .map(changeset -> changeset.key().id())
        .toList();
  }

  private void assertRefused(PlanOptions.Way way, String target, Reason reason, String message) {
    PlanRequest request = new PlanRequest(bundle(), target, PlanOptions.UPGRADE.withWay(way));
    assertThatThrownBy(() -> ours.plan(request))
        .isInstanceOf(AthanorException.class)
        .hasMessageContaining(message)
        .hasFieldOrPropertyWithValue("reason", reason);
  }

  private void same(String... tables) {
    assertThat(ours.tables()).containsExactly(tables);
    assertThat(stock.tables()).containsExactly(tables);
    assertThat(ours.list(HISTORY)).isEqualTo(stock.list(HISTORY));
  }

  private void stock(StockLiquibase.Work work) {
    StockLiquibase.run(root, "c.yaml", stockUrl, work);
  }

  private Bundle bundle() {
    return BundleCompiler.compile(
        Changelog.load(ChangelogSource.master(root, "c.yaml")), CompileOptions.defaults());
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(root.resolve(name), text);
  }
}
