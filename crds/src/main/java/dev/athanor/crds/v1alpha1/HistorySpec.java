package dev.athanor.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * What is accepted of the history in the database.
 *
 * @param allowUnknown leaves rows of DATABASECHANGELOG alone that neither the bundle nor Athanor
 *     knows: those of another changelog in the same table, or of files deleted on purpose. Without
 *     it they stop the plan with reason {@code UnknownHistory}.
 * @param trustedRoles roles that may change the history, and so what runs in the migrating role's
 *     name: those of its tables' owners, for one. Any other role that may stops the plan with
 *     reason {@code UntrustedHistory}, which names it.
 * @param allowForeign trusts every role in that way, also those that come later; deprecated: name
 *     them in {@code trustedRoles}.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HistorySpec(
    @Default("false") Boolean allowUnknown,
    @Size(max = 16) List<@Size(min = 1, max = 63) @Pattern("^[^,]+$") String> trustedRoles,
    @Default("false") Boolean allowForeign) {

  public HistorySpec {
    trustedRoles = trustedRoles == null ? null : List.copyOf(trustedRoles);
  }
}
