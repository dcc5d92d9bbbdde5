package dev.athanor.autogenerate.model;

import java.util.List;
import java.util.Objects;

/**
 * Someone's word that a thing is an old one under a new name.
 *
 * @param from the old name, as the database has it: {@code table}, {@code column} or {@code
 *     table.column}
 * @param to names that the new one may have in the database; the first that was added is taken
 * @param where what said so, for messages
 */
public record RenameHint(String from, List<String> to, String where) {
  public RenameHint {
    Objects.requireNonNull(from, "from");
    to = List.copyOf(to);
    Objects.requireNonNull(where, "where");
  }
}
