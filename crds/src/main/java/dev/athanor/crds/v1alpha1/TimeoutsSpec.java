package dev.athanor.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * Limits on what a migration may wait for. Nothing limits how long a whole Job may take: ending one
 * in the middle is never safe.
 *
 * @param lock how long to wait for the migration lock, and for each lock on a table, as a duration
 *     such as {@code 30s}, which it is when absent. None holds for statements with CONCURRENTLY.
 * @param lockAttempt how much of {@code lock} a changeset waits at once, as a duration, before it
 *     lets the application pass and is tried again; {@code 2s} when absent. Below one second,
 *     PostgreSQL neither notices a deadlock nor ends an autovacuum that is in the way.
 * @param statement how long one statement may run, as a duration such as {@code 10m}; no limit when
 *     absent.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TimeoutsSpec(
    @Size(max = 32)
        @ValidationRule(
            value = "duration(self) > duration('0s')",
            message = "timeouts.lock is a positive duration such as 30s")
        String lock,
    @Size(max = 32)
        @ValidationRule(
            value = "duration(self) > duration('0s')",
            message = "timeouts.lockAttempt is a positive duration such as 2s")
        String lockAttempt,
    @Size(max = 32)
        @ValidationRule(
            value = "duration(self) > duration('0s')",
            message = "timeouts.statement is a positive duration such as 10m")
        String statement) {}
