package dev.athanor.crds.v1alpha1;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Reads a resource whatever is in it. One that throws would take the list with it that it came in,
 * and with the list everybody else's resources.
 *
 * <p>A spec that cannot be read is left out and {@link AthanorResource#unreadable} says why; a
 * status that cannot be read is as one that was lost: the operator rebuilds it. Fields of a newer
 * version are passed over, as Kubernetes does.
 *
 * @param <S> its spec
 * @param <T> its status
 * @param <R> the resource
 */
abstract class LenientReader<S, T, R extends AthanorResource<S, T>> extends JsonDeserializer<R> {
  /** Nothing of ours is nested deeper; what is would exhaust the stack of whoever reads it. */
  private static final int DEEPEST = 100;

  private static final KubernetesSerialization LENIENT =
      new KubernetesSerialization(
          new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES), false);

  private final Supplier<R> empty;
  private final Class<S> spec;
  private final Class<T> status;

  /**
   * @param empty makes a resource without anything in it
   */
  LenientReader(Supplier<R> empty, Class<S> spec, Class<T> status) {
    this.empty = empty;
    this.spec = spec;
    this.status = status;
  }

  @Override
  public R deserialize(JsonParser json, DeserializationContext context) throws IOException {
    R resource = empty.get();
    if (json.currentToken() == JsonToken.START_OBJECT) {
      json.nextToken();
    }
    for (; json.currentToken() == JsonToken.FIELD_NAME; json.nextToken()) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "metadata" -> resource.setMetadata(context.readValue(json, ObjectMeta.class));
        case "spec" -> readSpec(resource, json.readValueAsTree());
        case "status" -> readStatus(resource, json.readValueAsTree());
        case AthanorResource.UNREADABLE -> resource.markUnreadable(json.getText());
        default -> json.skipChildren();
      }
    }
    return resource;
  }

  private void readSpec(R resource, JsonNode json) {
    try {
      resource.setSpec(read(json, spec));
    } catch (RuntimeException e) {
      resource.markUnreadable(reason(e));
    }
  }

  private void readStatus(R resource, JsonNode json) {
    try {
      resource.setStatus(read(json, status));
    } catch (RuntimeException e) {
      resource.setStatus(null);
    }
  }

  private static <V> V read(JsonNode node, Class<V> type) {
    if (isTooDeep(node)) {
      throw new IllegalArgumentException("it is nested more than " + DEEPEST + " levels deep");
    }
    return LENIENT.convertValue(node, type);
  }

  /** Without recursion, which is what it protects from. */
  private static boolean isTooDeep(JsonNode root) {
    record Level(JsonNode node, int depth) {}
    Deque<Level> left = new ArrayDeque<>();
    left.push(new Level(root, 0));
    while (!left.isEmpty()) {
      Level level = left.pop();
      if (level.depth() > DEEPEST) {
        return true;
      }
      level.node().forEach(child -> left.push(new Level(child, level.depth() + 1)));
    }
    return false;
  }

  /** The field at fault and what is wrong with it, without the names of Java's classes. */
  private static String reason(RuntimeException e) {
    Throwable cause = e;
    String path = "spec";
    while (cause != null) {
      if (cause instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
        path = "spec." + path(mapping);
      }
      if (cause.getCause() == null) {
        break;
      }
      cause = cause.getCause();
    }
    String message =
        cause instanceof JacksonException json ? json.getOriginalMessage() : cause.getMessage();
    return path + ": " + message;
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(
            step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
        .collect(Collectors.joining("."));
  }
}
