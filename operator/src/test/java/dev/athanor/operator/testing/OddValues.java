package dev.athanor.operator.testing;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Values that a schema admits and nobody would write: made from the schema alone, so that what a
 * field admits tomorrow is tried tomorrow.
 */
final class OddValues {
  private static final List<String> STRINGS =
      List.of(
          "",
          " ",
          "-",
          ".",
          "0",
          "-1",
          "1e999",
          "null",
          "{}",
          "[]",
          "~",
          "a",
          "ä€𝄞",
          "\u0000",
          "\n",
          "a\tb",
          "--",
          "$(HOME)",
          "${x}",
          "%s",
          "../..",
          "/",
          "a b",
          "A".repeat(253),
          "x".repeat(5000),
          "\u202e",
          "\ud7ff",
          "0s",
          "1h",
          "1ns",
          "+1h",
          ".5h",
          "1.h",
          "9999999h",
          "1Mi",
          "1e3",
          "+1E",
          ".5",
          "1.",
          "0.0000000001",
          "99999999999999999999Ei",
          "12e300",
          "::1",
          "jdbc:postgresql://",
          "jdbc:postgresql://h/d?x",
          "sha256:" + "0".repeat(64));

  private static final List<Object> NUMBERS =
      List.of(0, 1, -1, 64, 1000, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, 1e18, 2.0);

  private final Random random;

  OddValues(Random random) {
    this.random = random;
  }

  Object of(JSONSchemaProps schema) {
    if (schema.getEnum() != null && !schema.getEnum().isEmpty()) {
      List<JsonNode> choices = schema.getEnum();
      return choices.get(random.nextInt(choices.size())).asText();
    }
    if (Boolean.TRUE.equals(schema.getXKubernetesIntOrString())) {
      return random.nextBoolean() ? pick(STRINGS) : pick(NUMBERS);
    }
    if (schema.getType() == null) {
      return anything(0);
    }
    return switch (schema.getType()) {
      case "object" -> object(schema);
      case "array" -> list(schema);
      case "boolean" -> random.nextBoolean();
      case "integer", "number" -> pick(NUMBERS);
      default -> string(schema);
    };
  }

  private Object string(JSONSchemaProps schema) {
    if ("date-time".equals(schema.getFormat())) {
      return pick(
          List.of("0001-01-01T00:00:00Z", "9999-12-31T23:59:60Z", "2026-01-01t00:00:00+14:00"));
    }
    return pick(STRINGS);
  }

  private Map<String, Object> object(JSONSchemaProps schema) {
    Map<String, Object> object = new LinkedHashMap<>();
    if (schema.getProperties() != null) {
      List<String> required = schema.getRequired() == null ? List.of() : schema.getRequired();
      schema
          .getProperties()
          .forEach(
              (name, property) -> {
                if (required.contains(name) || random.nextInt(3) == 0) {
                  object.put(name, of(property));
                }
              });
    }
    if (schema.getAdditionalProperties() != null) {
      for (int i = random.nextInt(4); i > 0; i--) {
        object.put(pick(STRINGS), of(schema.getAdditionalProperties().getSchema()));
      }
    }
    if (Boolean.TRUE.equals(schema.getXKubernetesPreserveUnknownFields())) {
      object.put(pick(STRINGS), anything(0));
      object.put("deep", nested(random.nextBoolean() ? 50 : 1100));
    }
    return object;
  }

  private List<Object> list(JSONSchemaProps schema) {
    List<Object> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(of(schema.getItems().getSchema()));
    }
    return list;
  }

  private Object anything(int depth) {
    return switch (random.nextInt(depth > 3 ? 3 : 5)) {
      case 0 -> pick(STRINGS);
      case 1 -> pick(NUMBERS);
      case 2 -> random.nextBoolean();
      case 3 -> new ArrayList<>(List.of(anything(depth + 1)));
      default -> new LinkedHashMap<>(Map.of(pick(STRINGS), anything(depth + 1)));
    };
  }

  private static Object nested(int depth) {
    Object value = "end";
    for (int i = 0; i < depth; i++) {
      value = List.of(value);
    }
    return value;
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
