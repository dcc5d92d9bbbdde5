package dev.athanor.maven;

import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.Upgrade;
import dev.athanor.engine.plan.PlanOptions;
import java.time.Duration;
import java.util.Optional;
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
