package dev.athanor.engine.command;

import dev.athanor.engine.apply.MigrationScript;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.OfflinePlan;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Alembic's {@code --sql}: what a range of revisions runs, either way, as a script for psql. No
 * database is asked; the script asks the one that it is run on.
 */
public final class OfflineSql {
  private final Bundle bundle;
  private final OfflineRange range;
  private final PlanOptions options;
  private final SessionSettings settings;

  /**
   * @param options its way is the verb's
   * @param settings that the script sets its session to
   */
  public OfflineSql(
      Bundle bundle, OfflineRange range, PlanOptions options, SessionSettings settings) {
    this.bundle = Objects.requireNonNull(bundle, "bundle");
    this.range = Objects.requireNonNull(range, "range");
    this.options = Objects.requireNonNull(options, "options");
    this.settings = Objects.requireNonNull(settings, "settings");
  }

  /**
   * @throws AthanorException as {@link OfflinePlan#of} and {@link MigrationScript#text} have it
   */
  public SqlScript run() {
    OfflinePlan offline = plan();
    MigrationPlan plan = offline.plan();
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("direction", plan.direction());
    about.put("from", plan.from());
    about.put("to", plan.to());
    about.put("hash", plan.hash());
    return new SqlScript(
        PlanText.summary(plan), about, new MigrationScript(offline, settings).text());
  }

  /**
   * What would run, for people.
   *
   * @throws AthanorException as {@link OfflinePlan#of} has it
   */
  public ShowPlan.PlannedMigration show() {
    return new ShowPlan.PlannedMigration(plan().plan());
  }

  private OfflinePlan plan() {
    return OfflinePlan.of(bundle, range.from(), range.to(), options);
  }
}
