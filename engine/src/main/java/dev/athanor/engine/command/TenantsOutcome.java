package dev.athanor.engine.command;

import dev.athanor.engine.plan.MigrationPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What an upgrade or a downgrade of several schemas did.
 *
 * @param outcomes by schema, in the order of their names
 */
public record TenantsOutcome(Map<String, MigrationOutcome> outcomes) implements CommandResult {
  public TenantsOutcome {
    outcomes = new LinkedHashMap<>(outcomes);
  }

  /** Each that was changed has a line; those that nothing was to do in have one together. */
  @Override
  public String text() {
    String changed =
        outcomes.entrySet().stream()
            .filter(each -> isChanged(each.getValue()))
            .map(each -> each.getKey() + ": " + each.getValue().text())
            .collect(Collectors.joining("\n"));
    List<String> others =
        outcomes.entrySet().stream()
            .filter(each -> !isChanged(each.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    if (others.isEmpty()) {
      return changed;
    }
    String rest =
        others.size() == 1
            ? "Nothing to do in " + others.get(0)
            : "Nothing to do in " + others.size() + " schemas";
    return changed.isEmpty() ? rest : changed + "\n" + rest;
  }

  private static boolean isChanged(MigrationOutcome outcome) {
    return outcome.direction() != MigrationPlan.Direction.NONE;
  }

  @Override
  public Object json() {
    Map<String, Object> schemas = new LinkedHashMap<>();
    outcomes.forEach((schema, outcome) -> schemas.put(schema, outcome.json()));
    return Map.of("schemas", schemas);
  }
}
