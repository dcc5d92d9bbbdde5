package dev.athanor.autogenerate.model;

import java.nio.file.Path;
import java.util.Objects;

/**
 * The desired schema as plain SQL, for teams without JPA.
 *
 * @param file statements that build the whole schema in an empty database, UTF-8
 */
public record SqlFileModel(Path file) implements ModelSource {
  public SqlFileModel {
    Objects.requireNonNull(file, "file");
  }

  @Override
  public String describe() {
    return file.toString();
  }
}
