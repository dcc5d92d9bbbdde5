package dev.athanor.engine.history;

import static dev.athanor.engine.sql.SqlText.literal;

import java.util.Objects;
import java.util.UUID;

/**
 * How the statements that a run writes name it.
 *
 * @param id SQL of its id in {@code athanor.run}, which no other run has
 * @param deploymentId SQL of Liquibase's DEPLOYMENT_ID: ten digits of the time when it started
 * @param name behind the names of its prepared statements
 * @param counted whether its writer knows ORDEREXECUTED; else the database counts on from where it
 *     is
 */
public record RunStamp(String id, String deploymentId, String name, boolean counted) {
  private static final int DEPLOYMENT_DIGITS = 10;
  private static final int NAME_DIGITS = 8;

  /** Fills the psql variables of {@link #IN_SCRIPT}. */
  public static final String FILL_IN_SCRIPT =
      "SELECT gen_random_uuid() AS athanor_run, right((extract(epoch FROM clock_timestamp())"
          + " * 1000)::bigint::text, "
          + DEPLOYMENT_DIGITS
          + ") AS athanor_deployment \\gset\n";

  /** Of a script that psql runs, each time as another run. */
  public static final RunStamp IN_SCRIPT =
      new RunStamp(":'athanor_run'", ":'athanor_deployment'", "script", false);

  public RunStamp {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(deploymentId, "deploymentId");
    Objects.requireNonNull(name, "name");
  }

  /**
   * @param startedMillis the run's start
   */
  public static RunStamp of(UUID run, long startedMillis) {
    String digits = "0".repeat(DEPLOYMENT_DIGITS) + startedMillis;
    return new RunStamp(
        literal(run.toString()),
        literal(digits.substring(digits.length() - DEPLOYMENT_DIGITS)),
        run.toString().substring(0, NAME_DIGITS),
        true);
  }

  /** Named after the run: a session that a pooler keeps may have another's prepared statements. */
  public String prepared(String what) {
    return "athanor_" + what + '_' + name;
  }
}
