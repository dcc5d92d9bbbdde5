package dev.athanor.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;

/**
 * A database that somebody else has migrated is taken over before it is planned for: the revisions
 * up to where it is are built in a PostgreSQL that is thrown away, its schema is compared with
 * that, and the history is recorded. Nothing is run in it, and the other tool's table stays as it
 * is. What has a history of Athanor's already, and an empty database of which neither {@code tool}
 * nor {@code revision} is said, is left as it is, so that this may stay.
 *
 * @param image the image of that PostgreSQL, as {@code rehearsal.image} has it, which it is when
 *     absent.
 * @param resources requests and limits of its container; those of {@code rehearsal}, or else of the
 *     runner, when absent.
 * @param tool who has migrated until now: whose table is there when absent; {@code nobody} for
 *     none.
 * @param table that tool's table, where it has another name than usual.
 * @param revision the revision that the database is at: what the tool's table says when absent, and
 *     the head where there is no table.
 * @param accept differences that may stay, by the names that {@code status.message} gives them,
 *     such as {@code column:users.note}. One that is not accepted stops it with reason {@code
 *     Drift}.
 * @param exclude objects that are not compared: {@code name} or {@code schema.name}, in which
 *     {@code *} stands for any characters.
 * @param why a line that is kept with what is recorded.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.table) || has(self.tool)",
    message = "whose table adopt.table is, adopt.tool says",
    fieldPath = ".table")
public record AdoptSpec(
    @Size(min = 1, max = 1024) String image,
    ResourceRequirements resources,
    @ValidationRule(
            value =
                "self in ['flyway', 'alembic', 'golang-migrate', 'dbmate', 'rails', 'liquibase',"
                    + " 'nobody']",
            message =
                "adopt.tool is flyway, alembic, golang-migrate, dbmate, rails, liquibase or nobody")
        String tool,
    @Size(min = 1, max = 63) String table,
    @Size(min = 1, max = 253) String revision,
    @Size(max = 256) List<@Size(min = 1, max = 512) String> accept,
    @Size(max = 64) List<@Size(min = 1, max = 128) String> exclude,
    @Size(max = 1024) String why) {

  public AdoptSpec {
    accept = accept == null ? null : List.copyOf(accept);
    exclude = exclude == null ? null : List.copyOf(exclude);
  }
}
