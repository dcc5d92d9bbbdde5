package dev.athanor.engine.command;

import dev.athanor.engine.model.AthanorException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where several schemas of a database are.
 *
 * @param revisions by schema, in the order of their names
 */
public record TenantsCurrent(Map<String, CurrentRevisions> revisions) implements AtRevisions {
  public TenantsCurrent {
    revisions = new LinkedHashMap<>(revisions);
  }

  /** In each of them. */
  @Override
  public TenantsCurrent requireHeads() {
    revisions.forEach(
        (schema, current) -> {
          try {
            current.requireHeads();
          } catch (AthanorException e) {
            throw e.withMore("That was in schema " + schema + ".");
          }
        });
    return this;
  }

  @Override
  public String text() {
    return revisions.entrySet().stream()
        .map(each -> each.getKey() + ": " + each.getValue().text().replace("\n", "\n  "))
        .collect(Collectors.joining("\n"));
  }

  @Override
  public Object json() {
    Map<String, Object> schemas = new LinkedHashMap<>();
    revisions.forEach((schema, current) -> schemas.put(schema, current.json()));
    return Map.of("schemas", schemas);
  }
}
