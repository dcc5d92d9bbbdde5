package dev.athanor.engine.sql;

import java.util.Objects;

/**
 * Why a changeset cannot hold a statement.
 *
 * @param what in words that follow the changeset's name
 * @param nextStep what to do about it
 */
public record Refusal(String what, String nextStep) {
  public Refusal {
    Objects.requireNonNull(what, "what");
    Objects.requireNonNull(nextStep, "nextStep");
  }
}
