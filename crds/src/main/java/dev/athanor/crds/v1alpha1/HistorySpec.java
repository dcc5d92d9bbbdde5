package dev.athanor.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;

/**
 * What is accepted of the history in the database.
 *
 * @param allowUnknown leaves rows of DATABASECHANGELOG alone that neither the bundle nor Athanor
 *     knows: those of another changelog in the same table, or of files deleted on purpose. Without
 *     it they stop the plan with reason {@code UnknownHistory}.
 * @param allowForeign trusts a history that another role owns, which could have changed what runs
 *     in the migrating role's name. Without it that stops with reason {@code UntrustedHistory}.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HistorySpec(
    @Default("false") Boolean allowUnknown, @Default("false") Boolean allowForeign) {}
