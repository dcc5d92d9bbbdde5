package dev.athanor.engine.command;

import dev.athanor.engine.apply.StampScript;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.OfflineStamp;
import dev.athanor.engine.plan.PlanOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Alembic's {@code stamp --sql}: a stamp as a script for psql. No database is asked; the script
 * asks the one that it is run on.
 */
public final class StampSql {
  private final Bundle bundle;
  private final List<String> targets;
  private final PlanOptions options;
  private final SessionSettings settings;

  /**
   * @param targets as {@link Stamp} has them; any of them may say where the database is, as {@code
   *     A:B}, which is base where none does
   * @param settings that the script sets its session to
   */
  public StampSql(
      Bundle bundle, List<String> targets, PlanOptions options, SessionSettings settings) {
    this.bundle = Objects.requireNonNull(bundle, "bundle");
    this.targets = List.copyOf(targets);
    this.options = Objects.requireNonNull(options, "options");
    this.settings = Objects.requireNonNull(settings, "settings");
  }

  /**
   * @throws AthanorException INVALID_CONFIGURATION where targets begin at different places; as
   *     {@link OfflineStamp#of} has it
   */
  public SqlScript run() {
    Set<String> from = new LinkedHashSet<>();
    List<String> to = new ArrayList<>();
    for (String target : targets) {
      if (OfflineRange.isRange(target)) {
        OfflineRange range = OfflineRange.of(target, PlanOptions.Way.UP);
        from.add(range.from());
        to.add(range.to());
      } else {
        to.add(target);
      }
    }
    if (from.size() > 1) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "The database cannot be at " + String.join(" and at ", from) + ".",
          "Begin each range at the one place where it is.");
    }
    return script(OfflineStamp.of(bundle, from.stream().findFirst().orElse("base"), to, options));
  }

  private SqlScript script(OfflineStamp stamp) {
    Map<String, Object> kept = Stamp.Stamped.kept(stamp.plan());
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("direction", "STAMP");
    about.putAll(kept);
    return new SqlScript(
        stamp.plan().summary(), about, new StampScript(stamp, Json.text(kept), settings).text());
  }
}
