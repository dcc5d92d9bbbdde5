package dev.athanor.rehearsal.squash;

import dev.athanor.engine.bundle.Baseline;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.scratch.Databases;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Proves a baseline anew: both ways are run, and what the databases hold is compared. */
public final class BaselineProof {
  private final Ways ways;
  private final Databases databases;

  /**
   * @param bundle the revisions that baselines stand for
   * @param databases where both ways are run
   */
  public BaselineProof(Bundle bundle, Databases databases) {
    this.ways = new Ways(Objects.requireNonNull(bundle, "bundle"), databases);
    this.databases = databases;
  }

  /**
   * What a database that took the short way has otherwise, a line each; empty where it is proven.
   * What the columns hold that were accepted when it was made is not compared.
   *
   * @throws AthanorException what a run of the revisions throws
   */
  public List<String> differences(Baseline baseline) throws SQLException {
    Set<String> accepted = Set.copyOf(baseline.accepted());
    String longWay = ways.longWay(baseline.revision());
    Contents expected = Contents.read(databases.server().session(longWay), accepted);
    databases.drop(longWay);
    String shortWay;
    try {
      shortWay = ways.shortWay(baseline);
    } catch (AthanorException e) {
      return List.of("it does not run: " + e.getMessage());
    }
    Contents made = Contents.read(databases.server().session(shortWay), accepted);
    databases.drop(shortWay);
    return expected.differences(made);
  }
}
