package dev.athanor.engine.command;

import dev.athanor.engine.apply.HistoryChange;
import dev.athanor.engine.apply.MigrateOptions;
import dev.athanor.engine.apply.StampStatements;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.StampPlan;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Alembic's {@code stamp}: records that a database is at some revisions, and runs nothing. What
 * would undo them is kept, as an upgrade keeps it.
 */
public final class Stamp {
  private final Bundle bundle;
  private final List<String> targets;
  private final boolean purge;
  private final PlanOptions options;
  private final DatabaseTarget database;
  private final Purpose purpose;

  /**
   * For what something is recorded.
   *
   * @param kind as the run's direction in {@code athanor.run}
   * @param why what is kept with it, for whoever asks later
   * @param stillSo looked at under the locks, right before it is recorded; throws where what was
   *     decided on is no longer so
   */
  public record Purpose(String kind, Map<String, Object> why, Runnable stillSo) {
    static final Purpose STAMP = new Purpose("STAMP", Map.of(), () -> {});
    static final Purpose PURGE = new Purpose("PURGE", Map.of(), () -> {});

    public Purpose {
      Objects.requireNonNull(kind, "kind");
      why = Collections.unmodifiableMap(new LinkedHashMap<>(why));
      Objects.requireNonNull(stillSo, "stillSo");
    }
  }

  /**
   * @param targets revisions, {@code head}, {@code base} …, one or more
   * @param purge whether all that is recorded now is forgotten first, also what nobody knows
   * @param options its contexts and labels say which changesets count
   */
  public Stamp(
      Bundle bundle,
      List<String> targets,
      boolean purge,
      PlanOptions options,
      DatabaseTarget database) {
    this(bundle, targets, purge, options, database, purge ? Purpose.PURGE : Purpose.STAMP);
  }

  /** The same for another purpose than a stamp's own. */
  public Stamp(
      Bundle bundle,
      List<String> targets,
      PlanOptions options,
      DatabaseTarget database,
      Purpose purpose) {
    this(bundle, targets, false, options, database, purpose);
  }

  private Stamp(
      Bundle bundle,
      List<String> targets,
      boolean purge,
      PlanOptions options,
      DatabaseTarget database,
      Purpose purpose) {
    this.bundle = Objects.requireNonNull(bundle, "bundle");
    this.targets = List.copyOf(targets);
    this.purge = purge;
    this.options = Objects.requireNonNull(options, "options");
    this.database = Objects.requireNonNull(database, "database");
    this.purpose = Objects.requireNonNull(purpose, "purpose");
  }

  /**
   * @throws AthanorException INVALID_CONFIGURATION for a range, UNKNOWN_TARGET for a target that
   *     means nothing, UNKNOWN_HISTORY for recorded changesets that the bundle does not have,
   *     unless all is purged; and as {@link HistoryChange#run} has it
   */
  public Stamped run() {
    targets.stream().filter(OfflineRange::isRange).findFirst().ifPresent(Stamp::refuseRange);
    return new HistoryChange(
            database.url(),
            database.settings(),
            options.trusted(),
            database.waiting(MigrateOptions.DEFAULTS))
        .run(this::decide);
  }

  private static void refuseRange(String target) {
    throw new AthanorException(
        Reason.INVALID_CONFIGURATION,
        "'" + target + "' is a range, and a database begins where it is.",
        "Name where it is to be recorded as; or have the range as a script for psql.");
  }

  private HistoryChange.Decision<Stamped> decide(HistoryChange.Now now) {
    purpose.stillSo().run();
    StampPlan plan = StampPlan.of(bundle, targets, options, now.history(), purge);
    return new HistoryChange.Decision<>(
        Stamped.of(database.url().toString(), plan),
        plan.isEmpty() ? List.of() : statements(plan, now));
  }

  private List<String> statements(StampPlan plan, HistoryChange.Now now) {
    Map<String, Object> kept = Stamped.kept(plan);
    kept.putAll(purpose.why());
    return new StampStatements(bundle, plan, now.target())
        .of(purpose.kind(), Json.text(kept), purge ? 0 : now.history().lastOrder(), purge);
  }

  /**
   * What was recorded.
   *
   * @param from the current revisions before, none where all was purged
   * @param to the current revisions now
   * @param recorded changesets that count as applied now and were not run
   * @param forgotten changesets that no longer count as applied and were not undone
   */
  public record Stamped(
      String database,
      List<String> from,
      List<String> to,
      List<String> recorded,
      List<String> forgotten)
      implements CommandResult {
    private static final int SHOWN = 20;

    static Stamped of(String database, StampPlan plan) {
      return new Stamped(database, plan.from(), plan.to(), recorded(plan), forgotten(plan));
    }

    /** What the database keeps of it, which knows its own name. */
    static Map<String, Object> kept(StampPlan plan) {
      return kept(plan.from(), plan.to(), recorded(plan), forgotten(plan));
    }

    private static Map<String, Object> kept(
        List<String> from, List<String> to, List<String> recorded, List<String> forgotten) {
      Map<String, Object> kept = new LinkedHashMap<>();
      kept.put("from", from);
      kept.put("to", to);
      kept.put("recorded", recorded);
      kept.put("forgotten", forgotten);
      return kept;
    }

    private static List<String> recorded(StampPlan plan) {
      return plan.recorded().stream().map(each -> each.changeset().key().toString()).toList();
    }

    private static List<String> forgotten(StampPlan plan) {
      return plan.forgotten().stream().map(row -> row.key().toString()).toList();
    }

    public Stamped {
      from = List.copyOf(from);
      to = List.copyOf(to);
      recorded = List.copyOf(recorded);
      forgotten = List.copyOf(forgotten);
    }

    @Override
    public String text() {
      String at = Revision.text(to);
      if (recorded.isEmpty() && forgotten.isEmpty()) {
        return "Nothing to do: recorded as at " + at;
      }
      return "Recorded as at "
          + at
          + "; nothing was run"
          + listed("as applied: ", recorded)
          + listed("no longer as applied: ", forgotten);
    }

    private static String listed(String what, List<String> changesets) {
      if (changesets.isEmpty()) {
        return "";
      }
      int more = changesets.size() - SHOWN;
      return "\n  "
          + what
          + String.join(", ", changesets.subList(0, Math.min(SHOWN, changesets.size())))
          + (more > 0 ? " and " + more + " more" : "");
    }

    @Override
    public Object json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("database", database);
      json.putAll(kept(from, to, recorded, forgotten));
      return json;
    }
  }
}
