package dev.athanor.engine.changelog;

import java.util.Locale;
import java.util.Optional;

/** The formats of Liquibase's changelogs. */
public enum RevisionFormat {
  SQL,
  YAML,
  XML,
  JSON;

  /** JSON has no comments: its header stands in a file of this name beside it. */
  public static final String SIDECAR = ".revision";

  /** By the ending of a file's name; empty for what is no changelog. */
  public static Optional<RevisionFormat> of(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    if (name.endsWith(".sql")) {
      return Optional.of(SQL);
    }
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return Optional.of(YAML);
    }
    if (name.endsWith(".xml")) {
      return Optional.of(XML);
    }
    return name.endsWith(".json") ? Optional.of(JSON) : Optional.empty();
  }

  /** The ending of a new file's name, without the dot. */
  public String extension() {
    return name().toLowerCase(Locale.ROOT);
  }
}
