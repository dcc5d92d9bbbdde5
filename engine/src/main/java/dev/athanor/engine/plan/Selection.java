package dev.athanor.engine.plan;

import dev.athanor.engine.model.Changeset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which changesets run, by contexts and labels, as Liquibase 4.33's filters decide. */
final class Selection {
  private final Set<String> contexts;
  private final List<String> labelExpressions;
  private final Map<String, Boolean> known = new HashMap<>();

  Selection(List<String> contexts, String labels) {
    this.contexts = split(contexts);
    this.labelExpressions = List.copyOf(split(List.of(labels.replace("\\", ""))));
  }

  boolean includes(Changeset changeset) {
    if (changeset.contexts().isEmpty() && changeset.labels().isEmpty()) {
      // No context of its own and no label: nothing but an @ asks for more.
      return contexts.stream().noneMatch(context -> context.startsWith("@"))
          || includesContexts("");
    }
    return known.computeIfAbsent(
        changeset.contexts() + "\0" + changeset.labels(),
        key -> includesContexts(changeset.contexts()) && includesLabels(changeset.labels()));
  }

  /** Either side may hold the expression: what was asked for, or what the changeset says. */
  private boolean includesContexts(String written) {
    return matchesAny(contexts, split(List.of(written)), written)
        || (written.isBlank()
            ? contexts.stream().noneMatch(context -> context.startsWith("@"))
            : FilterExpression.matches(written, contexts));
  }

  private static boolean matchesAny(Set<String> expressions, Set<String> items, String written) {
    if (expressions.isEmpty()) {
      return items.stream().noneMatch(item -> item.startsWith("@"));
    }
    // A changeset's own expression is no list of names to look things up in.
    Set<String> names =
        written.indexOf('(') >= 0 ? Set.of(written.toLowerCase(Locale.ROOT)) : items;
    return expressions.stream().anyMatch(each -> FilterExpression.matches(each, names));
  }

  private boolean includesLabels(String written) {
    return labelExpressions.isEmpty()
        || labelExpressions.stream()
            .anyMatch(each -> FilterExpression.matches(each, split(List.of(written))));
  }

  private static Set<String> split(Collection<String> lists) {
    Set<String> names = new HashSet<>();
    for (String list : lists) {
      for (String name : list.split(",")) {
        if (!name.isBlank()) {
          names.add(name.strip().toLowerCase(Locale.ROOT));
        }
      }
    }
    return names;
  }
}
