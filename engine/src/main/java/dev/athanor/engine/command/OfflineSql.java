package dev.athanor.engine.command;

import dev.athanor.engine.apply.MigrationScript;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.AtomicFile;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.OfflinePlan;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
    OfflinePlan plan = plan();
    return new SqlScript(plan.plan(), new MigrationScript(plan, settings).text());
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

  /**
   * A script for psql. Its text is a program: whoever shows it to a terminal escapes it, whoever
   * keeps it does not.
   */
  public record SqlScript(MigrationPlan plan, String script) implements CommandResult {
    public SqlScript {
      Objects.requireNonNull(plan, "plan");
      Objects.requireNonNull(script, "script");
    }

    /**
     * Writes it, at once or not at all.
     *
     * @throws AthanorException INVALID_CONFIGURATION when the file cannot be written
     */
    public WrittenScript write(Path file) {
      try {
        AtomicFile.write(file, script.getBytes(StandardCharsets.UTF_8));
        return new WrittenScript(file, PlanText.summary(plan));
      } catch (IOException e) {
        throw new AthanorException(
            Reason.INVALID_CONFIGURATION,
            "the script cannot be written to " + file + ": " + e.getMessage(),
            "Name a directory that may be written to.",
            e);
      }
    }

    @Override
    public String text() {
      return script.stripTrailing();
    }

    @Override
    public Object json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("direction", plan.direction());
      json.put("from", plan.from());
      json.put("to", plan.to());
      json.put("hash", plan.hash());
      json.put("script", script);
      return json;
    }
  }

  /** A script in a file. */
  public record WrittenScript(Path path, String plan) implements CommandResult {
    @Override
    public String text() {
      return plan + "\nWrote " + path + ": run it with psql -X -f";
    }

    @Override
    public Object json() {
      return this;
    }
  }
}
