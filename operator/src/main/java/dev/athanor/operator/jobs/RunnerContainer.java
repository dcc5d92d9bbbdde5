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
 * @param rehearses whether it has a PostgreSQL beside it to try things on
 */
record RunnerContainer(
    String name,
    List<String> arguments,
    boolean bundle,
    boolean database,
    boolean store,
    boolean rehearses) {
  RunnerContainer {
    Objects.requireNonNull(name, "name");
    arguments = List.copyOf(arguments);
  }

  RunnerContainer(
      String name, List<String> arguments, boolean bundle, boolean database, boolean store) {
    this(name, arguments, bundle, database, store, false);
  }

  /** The same, with a PostgreSQL beside it. */
  RunnerContainer rehearsing() {
    return new RunnerContainer(name, arguments, bundle, database, store, true);
  }

  /** A step of a migration. */
  static RunnerContainer ofMigration(String name, List<String> arguments, boolean store) {
    return new RunnerContainer(name, arguments, true, true, store);
  }
}
