package dev.athanor.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A schema that is not where it shall be.
 *
 * @param name its name.
 * @param revision its current revisions, as {@code status.currentRevision} has them.
 * @param pending number of changesets that it lacks.
 * @param reason code of its failure in the last run; absent where it did not fail.
 * @param message what happened, shortened; absent where it did not fail.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SchemaStatus(
    String name, String revision, Integer pending, String reason, String message) {

  /** The same with shortened texts. */
  public SchemaStatus withTexts(String where, String why) {
    return new SchemaStatus(name, where, pending, reason, why);
  }
}
