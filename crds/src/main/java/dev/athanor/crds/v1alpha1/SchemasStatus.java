package dev.athanor.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * Where the schemas of {@code spec.schemas} are: counts, and by name only the first of those that
 * are not where they shall be, so that a thousand of them fit into a resource.
 *
 * @param total how many there are.
 * @param ready how many are at the target.
 * @param failed how many failed in the last run.
 * @param differing the first of those that are not at the target, those that failed before the
 *     others.
 * @param others how many more are not at the target.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SchemasStatus(
    Integer total, Integer ready, Integer failed, List<SchemaStatus> differing, Integer others) {
  public SchemasStatus {
    differing = differing == null ? List.of() : List.copyOf(differing);
    others = others == null ? 0 : others;
  }
}
