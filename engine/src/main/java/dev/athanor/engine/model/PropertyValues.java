package dev.athanor.engine.model;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What decides, besides the changelog, which values its properties have.
 *
 * @param parameters changelog parameters; they win over properties that the changelog sets
 * @param contexts Liquibase's contexts
 * @param labels Liquibase's label expression, empty for none
 */
public record PropertyValues(Map<String, String> parameters, List<String> contexts, String labels) {
  public static final PropertyValues NONE = new PropertyValues(Map.of(), List.of(), "");

  public PropertyValues {
    parameters = Map.copyOf(parameters);
    contexts = List.copyOf(contexts);
    Objects.requireNonNull(labels, "labels");
  }

  public PropertyValues withParameters(Map<String, String> value) {
    return new PropertyValues(value, contexts, labels);
  }

  public PropertyValues withSelection(List<String> contexts, String labels) {
    return new PropertyValues(parameters, contexts, labels);
  }
}
