package dev.athanor.engine.plan;

import static dev.athanor.engine.model.FilterExpression.names;

import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.FilterExpression;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which changesets run, by contexts and labels, as Liquibase 4.33's filters decide. */
final class Selection {
  private final Set<String> contexts;
  private final List<String> labelExpressions;
  private final Map<String, Boolean> known = new HashMap<>();

  Selection(List<String> contexts, String labels) {
    this.contexts = names(contexts);
    this.labelExpressions = List.copyOf(names(List.of(labels.replace("\\", ""))));
  }

  static Selection of(PlanOptions options) {
    return new Selection(options.contexts(), options.labels());
  }

  boolean includes(Changeset changeset) {
    return known.computeIfAbsent(
        changeset.contexts() + "\0" + changeset.labels(),
        key -> includesContexts(changeset.contexts()) && includesLabels(changeset.labels()));
  }

  /**
   * Either side may hold the expression: what was asked for, or what the changeset says. With
   * nothing asked for all match, but those that ask to be named with an {@code @}.
   */
  private boolean includesContexts(String written) {
    Set<String> listed = names(List.of(written));
    boolean asked =
        contexts.isEmpty()
            ? listed.stream().noneMatch(name -> name.startsWith("@"))
            : contexts.stream().anyMatch(each -> FilterExpression.matches(each, listed));
    return asked
        || (written.isBlank()
            ? contexts.stream().noneMatch(context -> context.startsWith("@"))
            : FilterExpression.matches(written, contexts));
  }

  private boolean includesLabels(String written) {
    return labelExpressions.isEmpty()
        || labelExpressions.stream()
            .anyMatch(each -> FilterExpression.matches(each, names(List.of(written))));
  }
}
