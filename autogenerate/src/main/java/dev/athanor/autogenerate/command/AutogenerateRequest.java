package dev.athanor.autogenerate.command;

import dev.athanor.autogenerate.compare.CompareRequest;
import dev.athanor.autogenerate.write.ConversionChoices;
import dev.athanor.engine.command.RevisionRequest;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What autogenerate is asked for.
 *
 * @param compare what is compared with what
 * @param revision message, parents and author of the revision to write
 * @param backfills {@code table.column} to the expression that rows without a value get
 * @param conversions what values become whose column gets another type, where types do not tell
 * @param acceptBaseline whether what the schema has and the model does not say is accepted into the
 *     baseline file rather than listed
 * @param progress gets each line of progress as it happens
 */
public record AutogenerateRequest(
    CompareRequest compare,
    RevisionRequest revision,
    Map<String, String> backfills,
    ConversionChoices conversions,
    boolean acceptBaseline,
    Consumer<String> progress) {
  public AutogenerateRequest {
    Objects.requireNonNull(compare, "compare");
    Objects.requireNonNull(revision, "revision");
    backfills = Map.copyOf(backfills);
    Objects.requireNonNull(conversions, "conversions");
    Objects.requireNonNull(progress, "progress");
  }
}
