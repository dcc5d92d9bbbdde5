package dev.athanor.engine.model;

import java.util.List;

/**
 * The SQL of one changeset, as PostgreSQL gets it.
 *
 * @param up statements in order, without terminators
 * @param down statements that undo {@code up}, in order; empty where there is nothing to undo or no
 *     way to ({@link Changeset#reversible()} tells which)
 */
public record ChangesetSql(List<String> up, List<String> down) {
  public ChangesetSql {
    up = List.copyOf(up);
    down = List.copyOf(down);
  }
}
