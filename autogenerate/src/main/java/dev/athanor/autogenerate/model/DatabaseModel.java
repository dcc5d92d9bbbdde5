package dev.athanor.autogenerate.model;

import java.util.Objects;

/**
 * The desired schema as it stands in some database, which is only read.
 *
 * @param url any PostgreSQL JDBC URL
 * @param user null where the URL or the driver's defaults say it
 * @param password null where none is needed
 */
public record DatabaseModel(String url, String user, String password) implements ModelSource {
  public DatabaseModel {
    Objects.requireNonNull(url, "url");
  }

  /** Without anything that could be a credential. */
  @Override
  public String describe() {
    int query = url.indexOf('?');
    return (query < 0 ? url : url.substring(0, query)).replaceAll("//[^/@]*@", "//");
  }

  @Override
  public String toString() {
    return "DatabaseModel[" + describe() + "]";
  }
}
