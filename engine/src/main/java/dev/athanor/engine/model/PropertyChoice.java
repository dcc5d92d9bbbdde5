package dev.athanor.engine.model;

import static dev.athanor.engine.model.FilterExpression.names;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Whether a value that a property has for some contexts or labels alone was one to choose from when
 * a bundle was compiled. Where that is otherwise in a run, the bundle has another value than
 * Liquibase would take.
 *
 * @param property its name
 * @param contexts the expression of the value; empty for all
 * @param labels those of the value, separated by commas; empty for all
 */
public record PropertyChoice(String property, String contexts, String labels, boolean chosen)
    implements Comparable<PropertyChoice> {
  private static final Comparator<PropertyChoice> ORDER =
      Comparator.comparing(PropertyChoice::property)
          .thenComparing(PropertyChoice::contexts)
          .thenComparing(PropertyChoice::labels)
          .thenComparing(PropertyChoice::chosen);

  public PropertyChoice {
    Objects.requireNonNull(property, "property");
    Objects.requireNonNull(contexts, "contexts");
    Objects.requireNonNull(labels, "labels");
  }

  /** The choice that Liquibase makes where these are asked for. */
  public static PropertyChoice of(
      String property, String contexts, String labels, List<String> asked, String askedLabels) {
    boolean chosen =
        (contexts.isBlank() || FilterExpression.matches(contexts, names(asked)))
            && (askedLabels.isBlank()
                || names(List.of(askedLabels.replace("\\", ""))).stream()
                    .anyMatch(each -> FilterExpression.matches(each, names(List.of(labels)))));
    return new PropertyChoice(property, contexts, labels, chosen);
  }

  /** Whether a run that asks for these makes the same choice. */
  public boolean isSame(List<String> asked, String askedLabels) {
    return of(property, contexts, labels, asked, askedLabels).chosen == chosen;
  }

  @Override
  public int compareTo(PropertyChoice other) {
    return ORDER.compare(this, other);
  }

  /** What decides, for people: {@code the contexts "a"}. */
  @Override
  public String toString() {
    String which = contexts.isEmpty() ? "" : "the contexts \"" + contexts + '"';
    return labels.isEmpty()
        ? which
        : which + (which.isEmpty() ? "" : " and ") + "the labels \"" + labels + '"';
  }
}
