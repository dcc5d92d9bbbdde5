package dev.athanor.engine.model;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What Liquibase needs to read a bundle's sources again as they were read when it was compiled.
 *
 * @param master the master changelog's path; empty where each revision is read by itself
 * @param parameters the changelog parameters
 */
public record LiveSource(Optional<String> master, Map<String, String> parameters) {
  public LiveSource {
    Objects.requireNonNull(master, "master");
    parameters = Map.copyOf(parameters);
  }
}
