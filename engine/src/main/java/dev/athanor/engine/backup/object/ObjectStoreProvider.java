package dev.athanor.engine.backup.object;

/** Opens stores of one kind; found by {@link java.util.ServiceLoader}. */
public interface ObjectStoreProvider {

  /** What its locations begin with, such as {@code s3}. */
  String scheme();

  /**
   * @param location {@code scheme://bucket/prefix?parameters}
   * @return a store that was not asked anything yet
   * @throws dev.athanor.engine.model.AthanorException INVALID_CONFIGURATION naming what is wrong
   *     with the location
   */
  ObjectStore open(String location);
}
