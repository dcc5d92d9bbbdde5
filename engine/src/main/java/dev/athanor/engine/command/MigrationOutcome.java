package dev.athanor.engine.command;

import dev.athanor.engine.apply.MigrationResult;
import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.model.Revision;
import dev.athanor.engine.plan.MigrationPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What an upgrade or a downgrade did.
 *
 * @param direction which way it went; NONE when there was nothing to do
 * @param from current revisions before
 * @param to current revisions after
 * @param applied how many changesets were run or recorded
 * @param skipped changesets that a precondition or {@code failOnError=false} left out
 * @param warnings what a reader should know
 * @param backup what was backed up, or on whose word nothing was; empty when nothing was to be done
 * @param millis how long the run took, the backup not included
 */
public record MigrationOutcome(
    MigrationPlan.Direction direction,
    List<String> from,
    List<String> to,
    int applied,
    List<String> skipped,
    List<String> warnings,
    Optional<BackupReceipt> backup,
    long millis)
    implements CommandResult {
  public MigrationOutcome {
    Objects.requireNonNull(direction, "direction");
    from = List.copyOf(from);
    to = List.copyOf(to);
    skipped = List.copyOf(skipped);
    warnings = List.copyOf(warnings);
    Objects.requireNonNull(backup, "backup");
  }

  static MigrationOutcome of(MigrationResult result, BackupReceipt receipt) {
    return new MigrationOutcome(
        result.direction(),
        result.from(),
        result.to(),
        result.applied(),
        result.skipped(),
        result.warnings(),
        Optional.of(receipt),
        result.took().toMillis());
  }

  static MigrationOutcome nothing(List<String> at) {
    return new MigrationOutcome(
        MigrationPlan.Direction.NONE, at, at, 0, List.of(), List.of(), Optional.empty(), 0);
  }

  @Override
  public String text() {
    StringBuilder text = new StringBuilder();
    if (direction == MigrationPlan.Direction.NONE) {
      return text.append("Nothing to do: at ").append(Revision.text(to)).toString();
    }
    return text.append(direction == MigrationPlan.Direction.UP ? "Upgraded" : "Downgraded")
        .append(" to ")
        .append(Revision.text(to))
        .append(": ")
        .append(applied)
        .append(applied == 1 ? " changeset in " : " changesets in ")
        .append(String.format(Locale.ROOT, "%.1f s", millis / 1000.0))
        .append(counted(skipped, "skipped", "skipped"))
        .append(counted(warnings, "warning", "warnings"))
        .toString();
  }

  /** Each was said when it happened, in its place among the others. */
  private static String counted(List<String> what, String one, String several) {
    return what.isEmpty() ? "" : ", " + what.size() + " " + (what.size() == 1 ? one : several);
  }

  @Override
  public Object json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("direction", direction);
    json.put("from", from);
    json.put("to", to);
    json.put("applied", applied);
    json.put("skipped", skipped);
    json.put("warnings", warnings);
    json.put("backup", backup.orElse(null));
    json.put("millis", millis);
    return json;
  }
}
