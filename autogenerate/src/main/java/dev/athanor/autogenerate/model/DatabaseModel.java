package dev.athanor.autogenerate.model;

import dev.athanor.engine.database.DatabaseUrl;
import java.util.Objects;

/**
 * The desired schema as it stands in some database, which is only read.
 *
 * @param url where, with user and password
 */
public record DatabaseModel(DatabaseUrl url) implements ModelSource {
  public DatabaseModel {
    Objects.requireNonNull(url, "url");
  }

  @Override
  public String describe() {
    return url.toString();
  }
}
