package dev.athanor.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How much is kept of what upgrades dropped ({@code spec.retainDropped}).
 *
 * @param entries how many tables and columns.
 * @param bytes how much room they take in the database.
 * @param until when the first of them may be forgotten, which happens soon after.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeptStatus(Integer entries, Long bytes, String until) {}
