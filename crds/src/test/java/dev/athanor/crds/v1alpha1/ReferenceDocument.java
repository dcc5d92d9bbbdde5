package dev.athanor.crds.v1alpha1;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code docs/reference-….md}: every field of a CRD, from its schema. */
final class ReferenceDocument {
  private final StringBuilder page = new StringBuilder();

  static String of(CrdDocument crd) {
    JSONSchemaProps root = crd.schema();
    ReferenceDocument document = new ReferenceDocument();
    document.page.append(
        """
        # %s, `athanor.dev/v1alpha1`

        Generated from the records in `crds/`; not to be edited.

        %s Short names: %s.
        """
            .formatted(
                crd.names().getKind(),
                root.getDescription(),
                crd.names().getShortNames().stream()
                    .map(name -> "`" + name + "`")
                    .collect(Collectors.joining(", "))));
    document.section("spec", root.getProperties().get("spec"));
    document.section("status", root.getProperties().get("status"));
    return document.page.toString();
  }

  private void section(String path, JSONSchemaProps schema) {
    page.append("\n## `").append(path).append("`\n\n");
    page.append(schema.getDescription()).append('\n');
    rules(schema);
    page.append("\n| field | type | what |\n|---|---|---|\n");
    for (Map.Entry<String, JSONSchemaProps> field : schema.getProperties().entrySet()) {
      boolean required =
          schema.getRequired() != null && schema.getRequired().contains(field.getKey());
      row(field.getKey(), field.getValue(), required);
    }
    for (Map.Entry<String, JSONSchemaProps> field : schema.getProperties().entrySet()) {
      if (describesItsFields(field.getValue())) {
        section(path + "." + field.getKey(), field.getValue());
      }
    }
  }

  private void row(String name, JSONSchemaProps field, boolean required) {
    page.append("| `").append(name).append("` | ").append(type(field));
    page.append(required ? ", required" : "");
    if (field.getDefault() != null) {
      page.append(", default `").append(field.getDefault()).append('`');
    }
    page.append(" | ").append(field.getDescription());
    List<ValidationRule> rules = field.getXKubernetesValidations();
    if (rules != null && !rules.isEmpty() && !describesItsFields(field)) {
      page.append(" Refused otherwise: ");
      page.append(rules.stream().map(ValidationRule::getMessage).collect(Collectors.joining("; ")));
      page.append('.');
    }
    page.append(" |\n");
  }

  /** Only our own records: what Kubernetes' types mean stands in Kubernetes' reference. */
  private static boolean describesItsFields(JSONSchemaProps schema) {
    return schema.getProperties() != null
        && !schema.getProperties().isEmpty()
        && schema.getProperties().values().stream().allMatch(p -> p.getDescription() != null);
  }

  private void rules(JSONSchemaProps schema) {
    List<ValidationRule> rules = schema.getXKubernetesValidations();
    if (rules == null || rules.isEmpty()) {
      return;
    }
    page.append("\nThe API server refuses what breaks these rules:\n\n");
    rules.forEach(rule -> page.append("- ").append(rule.getMessage()).append('\n'));
  }

  private static String type(JSONSchemaProps field) {
    if (field.getEnum() != null && !field.getEnum().isEmpty()) {
      return field.getEnum().stream()
          .map(value -> "`" + value.asText() + "`")
          .collect(Collectors.joining(" or "));
    }
    if ("array".equals(field.getType())) {
      return "list of " + field.getItems().getSchema().getType() + "s";
    }
    return field.getAdditionalProperties() == null ? field.getType() : "map of strings";
  }
}
