package dev.athanor.engine.model;

import java.util.Objects;
import java.util.Optional;

/**
 * What Liquibase needs to read a bundle's sources again as they were read when it was compiled.
 *
 * @param master the master changelog's path; empty where each revision is read by itself
 * @param properties what its properties' values were decided by
 */
public record LiveSource(Optional<String> master, PropertyValues properties) {
  public LiveSource {
    Objects.requireNonNull(master, "master");
    Objects.requireNonNull(properties, "properties");
  }
}
