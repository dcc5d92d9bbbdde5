package dev.athanor.operator.jobs;

import dev.athanor.crds.v1alpha1.RehearsalSpec;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A container of a Job's pod that runs {@code athanor job …}.
 *
 * @param name also the step that its report names
 * @param arguments of the command
 * @param bundle whether it reads the bundle
 * @param database whether it connects to the database
 * @param store whether it works on the place of backups
 * @param server the PostgreSQL beside it to try things on
 */
record RunnerContainer(
    String name,
    List<String> arguments,
    boolean bundle,
    boolean database,
    boolean store,
    Optional<RehearsalSpec> server) {
  RunnerContainer {
    Objects.requireNonNull(name, "name");
    arguments = List.copyOf(arguments);
  }

  RunnerContainer(
      String name, List<String> arguments, boolean bundle, boolean database, boolean store) {
    this(name, arguments, bundle, database, store, Optional.empty());
  }

  /** Whether it reads or writes backups that may be encrypted, and does not only look for them. */
  boolean takesKey() {
    return arguments.stream().anyMatch(argument -> argument.startsWith("--backup-key-file="));
  }

  /** The same, with a PostgreSQL beside it. */
  RunnerContainer beside(RehearsalSpec spec) {
    return new RunnerContainer(name, arguments, bundle, database, store, Optional.of(spec));
  }

  /** A step of a migration. */
  static RunnerContainer ofMigration(String name, List<String> arguments, boolean store) {
    return new RunnerContainer(name, arguments, true, true, store);
  }
}
