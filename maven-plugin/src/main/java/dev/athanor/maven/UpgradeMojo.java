package dev.athanor.maven;

import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.FailurePolicy;
import dev.athanor.engine.command.Upgrade;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Brings a database up to a revision, the head unless told otherwise; a verified backup comes
 * first.
 */
@Mojo(name = "upgrade", threadSafe = true)
public final class UpgradeMojo extends MigrateMojo {

  /**
   * For how long what is dropped is kept, such as {@code P7D}: tables, columns, and the values of
   * columns that are converted. A downgrade brings it back. 0 for not at all.
   */
  @Parameter(property = "athanor.retainDropped", defaultValue = "0s")
  private String retainDropped;

  /**
   * What is done about a run that fails half-way: {@code stop}, the next run goes on from there;
   * {@code downgrade}, what the run did is undone; {@code restore}, the backup from before it is
   * swapped in.
   */
  @Parameter(property = "athanor.onFailure", defaultValue = "stop")
  private String onFailure;

  /**
   * With {@code restore}, what becomes of what others write meanwhile: {@code fence}, nobody may
   * connect during the run; {@code lose}, it is lost.
   */
  @Parameter(property = "athanor.onFailureWrites")
  private String onFailureWrites;

  @Override
  FailurePolicy onFailure() {
    return new FailurePolicy(
        choice("athanor.onFailure", FailurePolicy.Way.class, onFailure),
        Optional.ofNullable(onFailureWrites)
            .map(v -> choice("athanor.onFailureWrites", FailurePolicy.Writes.class, v)));
  }

  private static <E extends Enum<E>> E choice(String property, Class<E> type, String value) {
    return Stream.of(type.getEnumConstants())
        .filter(each -> each.name().equalsIgnoreCase(value))
        .findFirst()
        .orElseThrow(
            () ->
                new AthanorException(
                    Reason.INVALID_CONFIGURATION,
                    property + " is '" + value + "'.",
                    "Give one of " + List.of(type.getEnumConstants()) + "."));
  }

  @Override
  Optional<Duration> retainDropped() {
    return Optional.of(Durations.parse("athanor.retainDropped", retainDropped))
        .filter(keep -> !keep.isZero());
  }

  @Override
  String target() {
    return to == null ? "head" : to;
  }

  @Override
  PlanOptions way() {
    return PlanOptions.UPGRADE;
  }

  @Override
  void runOn(DatabaseTarget database, boolean ownServer) {
    Upgrade upgrade =
        new Upgrade(
            bundle(),
            target(),
            planOptions(way(), ownServer),
            database,
            terms(ownServer),
            line -> getLog().info(line));
    print(tenants().<CommandResult>map(upgrade::run).orElseGet(upgrade::run));
  }
}
