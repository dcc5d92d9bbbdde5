package dev.athanor.scratch;

import java.util.function.Consumer;

/** Databases to build schemas in. */
public interface Databases {

  ScratchServer server();

  /** A new empty database; it goes when the databases are closed. */
  String empty();

  /** A new database with what another one has; it goes when the databases are closed. */
  String copy(String database);

  /** Drops one that was made here, before its time. */
  void drop(String database);

  /**
   * A database as {@code fill} leaves an empty one, made when this key is first asked for and
   * shared after that: read it, never change it.
   *
   * @param key a digest of all that {@code fill} depends on
   */
  String template(String key, Consumer<String> fill);
}
