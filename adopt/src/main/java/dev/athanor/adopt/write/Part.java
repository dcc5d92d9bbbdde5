package dev.athanor.adopt.write;

import java.util.Objects;

/**
 * What becomes one changeset.
 *
 * @param sql its statements, comments included
 * @param transactional false: it runs outside a transaction
 */
record Part(String sql, boolean transactional) {
  Part {
    Objects.requireNonNull(sql, "sql");
  }
}
