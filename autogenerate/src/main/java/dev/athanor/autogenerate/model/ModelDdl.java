package dev.athanor.autogenerate.model;

import java.util.List;
import java.util.Locale;

/**
 * What a provider would create for the entities.
 *
 * @param statements its DDL in its own order, without terminators
 * @param renames what the entities' {@code RenamedFrom} annotations say
 * @param tableAllocation how many keys a row of a generator's table gives at once, at the most
 */
public record ModelDdl(List<String> statements, List<RenameHint> renames, int tableAllocation) {
  public ModelDdl {
    statements = List.copyOf(statements);
    renames = List.copyOf(renames);
  }

  /** Whether it puts a generator's row into its table: a provider inserts nothing else. */
  public static boolean isInsert(String statement) {
    return statement.toLowerCase(Locale.ROOT).startsWith("insert into ");
  }
}
