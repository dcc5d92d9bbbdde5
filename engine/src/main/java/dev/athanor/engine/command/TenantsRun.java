package dev.athanor.engine.command;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of each schema that something was to be done in.
 *
 * @param ended in the order of their names
 */
public record TenantsRun(List<Ended> ended) {
  public TenantsRun {
    ended = List.copyOf(ended);
  }

  /** What became of one schema; neither: it was not begun. */
  public record Ended(
      TenantsPlan.Tenant tenant,
      Optional<MigrationOutcome> outcome,
      Optional<AthanorException> failure) {}

  /** Why schemas failed, by their names. */
  public Map<String, AthanorException> failures() {
    Map<String, AthanorException> failures = new LinkedHashMap<>();
    ended.forEach(
        each -> each.failure().ifPresent(why -> failures.put(each.tenant().schema(), why)));
    return failures;
  }

  /** How many reached their end. */
  public long reached() {
    return ended.stream().filter(each -> each.outcome().isPresent()).count();
  }

  /**
   * The first failure, with what became of the others. That a plan has changed comes last: planning
   * again helps only where it is all that is wrong.
   */
  public Optional<AthanorException> failure() {
    Map<String, AthanorException> failed = failures();
    if (failed.isEmpty()) {
      return Optional.empty();
    }
    Map.Entry<String, AthanorException> first =
        failed.entrySet().stream()
            .filter(each -> each.getValue().reason() != Reason.PLAN_CHANGED)
            .findFirst()
            .orElseGet(() -> failed.entrySet().iterator().next());
    List<String> more = new ArrayList<>();
    more.add("That was in schema " + first.getKey() + ".");
    failed.forEach(
        (schema, why) -> {
          if (!schema.equals(first.getKey())) {
            more.add(schema + ": " + why.getMessage());
          }
        });
    more.add(
        "Of "
            + ended.size()
            + " schemas "
            + reached()
            + " are done, "
            + failed.size()
            + " failed, "
            + (ended.size() - reached() - failed.size())
            + " were not begun.");
    return Optional.of(first.getValue().withMore(String.join("\n", more)));
  }
}
