package dev.athanor.scratch;

import java.util.function.Consumer;
import java.util.function.Predicate;

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
  default String template(String key, Consumer<String> fill) {
    return templateOrOwn(
        key,
        empty -> {
          fill.accept(empty);
          return true;
        });
  }

  /**
   * The same where it may be that nobody else is to have it, for it needs what will be gone from
   * the server: a role, say.
   *
   * @param fill whether what it has filled may be shared; else it is this run's alone
   */
  String templateOrOwn(String key, Predicate<String> fill);
}
