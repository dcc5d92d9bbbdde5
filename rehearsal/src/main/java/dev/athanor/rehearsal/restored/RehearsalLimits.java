package dev.athanor.rehearsal.restored;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a plan may do in its rehearsal before it is stopped; nothing is limited that is empty.
 *
 * @param maxBlocked how long one statement's lock may keep readers or writers of a table waiting
 * @param maxRewrite how many bytes one statement may write anew of what is there
 * @param maxDuration how long all statements together may take
 */
public record RehearsalLimits(
    Optional<Duration> maxBlocked, OptionalLong maxRewrite, Optional<Duration> maxDuration) {
  /** No limit. */
  public static final RehearsalLimits NONE =
      new RehearsalLimits(Optional.empty(), OptionalLong.empty(), Optional.empty());

  public RehearsalLimits {
    Objects.requireNonNull(maxBlocked, "maxBlocked");
    Objects.requireNonNull(maxRewrite, "maxRewrite");
    Objects.requireNonNull(maxDuration, "maxDuration");
  }

  /** What is over a limit, a sentence each. */
  List<String> exceeded(List<RehearsedStatement> statements, Duration took) {
    List<String> exceeded = new ArrayList<>();
    for (RehearsedStatement each : statements) {
      maxBlocked
          .filter(most -> each.blockedMillis() > most.toMillis())
          .ifPresent(
              most ->
                  exceeded.add(
                      "%s keeps %s of %s waiting for %d ms, and maxBlocked is %d ms"
                          .formatted(
                              each.name(),
                              each.blocks(),
                              each.relation(),
                              each.blockedMillis(),
                              most.toMillis())));
      if (maxRewrite.isPresent() && each.rewriteBytes() > maxRewrite.getAsLong()) {
        exceeded.add(
            "%s writes %d bytes anew, and maxRewrite is %d"
                .formatted(each.name(), each.rewriteBytes(), maxRewrite.getAsLong()));
      }
    }
    maxDuration
        .filter(most -> took.compareTo(most) > 0)
        .ifPresent(
            most ->
                exceeded.add(
                    "all of it takes %d ms, and maxDuration is %d ms"
                        .formatted(took.toMillis(), most.toMillis())));
    return exceeded;
  }
}
