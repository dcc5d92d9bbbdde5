package dev.athanor.operator.jobs;

import java.util.List;
import java.util.Objects;

/**
 * A container of a Job's pod that runs {@code athanor job …}.
 *
 * @param name also the step that its report names
 * @param arguments of the command
 * @param bundle whether it reads the bundle
 * @param database whether it connects to the database
 * @param store whether it works on the place of backups
 */
record RunnerContainer(
    String name, List<String> arguments, boolean bundle, boolean database, boolean store) {
  RunnerContainer {
    Objects.requireNonNull(name, "name");
    arguments = List.copyOf(arguments);
  }

  /** A step of a migration. */
  static RunnerContainer ofMigration(String name, List<String> arguments, boolean store) {
    return new RunnerContainer(name, arguments, true, true, store);
  }
}
