package dev.athanor.engine.model;

import java.util.Objects;

/**
 * Why a changeset could not be compiled.
 *
 * @param reason for people
 * @param runs whether Liquibase can run it with the database at hand, in a process of its own; what
 *     breaks a rule of ours, names a program or ends the run is run by nobody here
 */
public record Live(String reason, boolean runs) {
  public Live {
    Objects.requireNonNull(reason, "reason");
  }
}
