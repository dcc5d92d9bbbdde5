package dev.athanor.crds.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionNames;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The CRD as it is committed: what fabric8 generates from the records, with what it cannot say.
 *
 * <p>That is: descriptions (the records' Javadoc), columns in the order in which they are declared,
 * each rule once (a record component's annotation lands on its field and on its accessor), integer
 * formats, fields in the records' order, conditions as a map by type, and a required spec.
 */
final class CrdDocument {
  private static final String HEADER =
      """
      # Generated from the records in crds/. To change it, change them and run
      #   ./mvnw -pl crds test -Dtest=GeneratedFilesTest -Dathanor.regenerate
      """;

  /**
   * What Kubernetes reads as a quantity that is not negative: {@code 1}, {@code 0.5}, {@code
   * 512Mi}, {@code 1e9}.
   */
  private static final String QUANTITY =
      "^\\+?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$";

  private final RecordDocs docs;
  private final Class<? extends AthanorResource<?, ?>> type;
  private final CustomResourceDefinition crd;

  CrdDocument(
      RecordDocs docs,
      Class<? extends AthanorResource<?, ?>> type,
      Class<? extends Record> spec,
      Class<? extends Record> status) {
    this.docs = docs;
    this.type = type;
    crd = generate();
    CustomResourceDefinitionVersion version = crd.getSpec().getVersions().get(0);
    sortColumns(version.getAdditionalPrinterColumns());
    JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
    root.setDescription(docs.type(type.getSimpleName()));
    root.setRequired(List.of("spec"));
    refine(root.getProperties().get("spec"), spec);
    refine(root.getProperties().get("status"), status);
    root.getProperties().get("spec").setDescription(docs.type(spec.getSimpleName()));
    root.getProperties().get("status").setDescription(docs.type(status.getSimpleName()));
    limitQuantities(root.getProperties().get("spec"));
    mapByType(root.getProperties().get("status").getProperties().get("conditions"));
  }

  String yaml() {
    // Helm must not delete every database's record when the chart is uninstalled.
    crd.getMetadata().setAnnotations(Map.of("helm.sh/resource-policy", "keep"));
    return HEADER + Serialization.asYaml(crd).replaceFirst("^---\n", "");
  }

  /** The file of the chart that has it. */
  String file() {
    return crd.getMetadata().getName() + ".yaml";
  }

  CustomResourceDefinitionNames names() {
    return crd.getSpec().getNames();
  }

  JSONSchemaProps schema() {
    return crd.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema();
  }

  private CustomResourceDefinition generate() {
    try {
      Path folder = Files.createTempDirectory("crd");
      try {
        new CRDGenerator()
            .customResourceClasses(type)
            .forCRDVersions("v1")
            .inOutputDir(folder.toFile())
            .generate();
        try (Stream<Path> files = Files.list(folder)) {
          Path file = files.findFirst().orElseThrow();
          return Serialization.unmarshal(Files.readString(file), CustomResourceDefinition.class);
        }
      } finally {
        try (Stream<Path> files = Files.walk(folder)) {
          files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void sortColumns(List<CustomResourceColumnDefinition> columns) {
    List<String> order =
        Arrays.stream(type.getAnnotationsByType(AdditionalPrinterColumn.class))
            .map(AdditionalPrinterColumn::name)
            .toList();
    columns.sort(Comparator.comparing(column -> order.indexOf(column.getName())));
  }

  private void refine(JSONSchemaProps schema, Class<?> of) {
    if (schema.getXKubernetesValidations() != null) {
      schema.setXKubernetesValidations(
          schema.getXKubernetesValidations().stream().distinct().toList());
    }
    if (of == Integer.class || of == Long.class) {
      schema.setFormat(of == Long.class ? "int64" : "int32");
    }
    if (!of.isRecord()) {
      return;
    }
    Map<String, JSONSchemaProps> inOrder = new LinkedHashMap<>();
    for (RecordComponent component : of.getRecordComponents()) {
      JSONSchemaProps property = schema.getProperties().get(component.getName());
      inOrder.put(component.getName(), property);
      property.setDescription(docs.component(of.getSimpleName(), component.getName()));
      leaveToKubernetes(property, component.getGenericType());
      refine(property, component.getType());
    }
    schema.setProperties(inOrder);
  }

  /** Kubernetes' own types say "integer or string" of a quantity, and would take any string. */
  private static void limitQuantities(JSONSchemaProps schema) {
    if (Boolean.TRUE.equals(schema.getXKubernetesIntOrString())) {
      schema.setPattern(QUANTITY);
      schema.setMaxLength(32L);
      schema.setMinimum(0.0);
    }
    if (schema.getProperties() != null) {
      schema.getProperties().values().forEach(CrdDocument::limitQuantities);
    }
    if (schema.getItems() != null) {
      limitQuantities(schema.getItems().getSchema());
    }
    if (schema.getAdditionalProperties() != null) {
      limitQuantities(schema.getAdditionalProperties().getSchema());
    }
  }

  /**
   * What goes into the pods as it is, the API server judges when they are made: its own schema of
   * it would be ten times ours.
   */
  private static void leaveToKubernetes(JSONSchemaProps schema, Type type) {
    if (type.getTypeName().equals("java.util.Map<java.lang.String, java.lang.Object>")) {
      schema.setAdditionalProperties(null);
      schema.setXKubernetesPreserveUnknownFields(true);
    } else if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      leaveToKubernetes(schema.getItems().getSchema(), list.getActualTypeArguments()[0]);
    }
  }

  private static void mapByType(JSONSchemaProps conditions) {
    conditions.setXKubernetesListType("map");
    conditions.setXKubernetesListMapKeys(List.of("type"));
    conditions.getItems().getSchema().setRequired(List.of("type", "status"));
  }
}
