package dev.athanor.engine.model;

import java.util.Objects;

/**
 * What a whole file requires. As with Liquibase it is asked once a run, before anything of the run
 * is done, and what does not hold there stops the run or, with WARN, does not.
 *
 * @param file where it stands: the file of the changesets or one that includes it
 * @param guard HALT or WARN, nothing else
 */
public record FileGuard(String file, Guard guard) {
  public FileGuard {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(guard, "guard");
  }
}
