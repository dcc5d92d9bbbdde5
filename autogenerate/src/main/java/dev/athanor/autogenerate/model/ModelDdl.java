package dev.athanor.autogenerate.model;

import java.util.List;

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
}
