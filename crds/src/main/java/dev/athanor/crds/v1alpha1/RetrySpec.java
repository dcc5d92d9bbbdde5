package dev.athanor.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * How failures that may pass by themselves (no connection, lock held, volume full) are tried again.
 * Each try is a new Job. Other failures wait until the resource is changed.
 *
 * @param limit how often a failed generation is tried again before it is Stalled; it is then looked
 *     at again every {@code verifyInterval}.
 * @param backoff how long to wait before the first retry; doubled for each further one.
 * @param maxBackoff the longest time to wait before a retry.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RetrySpec(
    @Default("10") @Min(0) @Max(1000) Integer limit,
    @Default("10s")
        @Size(max = 32)
        @ValidationRule(
            value = "duration(self) >= duration('1s')",
            message = "retry.backoff is a duration of at least 1s")
        String backoff,
    @Default("10m")
        @Size(max = 32)
        @ValidationRule(
            value = "duration(self) >= duration('1s')",
            message = "retry.maxBackoff is a duration of at least 1s")
        String maxBackoff) {}
