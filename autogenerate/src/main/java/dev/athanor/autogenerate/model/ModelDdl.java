package dev.athanor.autogenerate.model;

import java.util.List;

/**
 * What a provider would create for the entities.
 *
 * @param statements its DDL in its own order, without terminators
 * @param renames what the entities' {@code RenamedFrom} annotations say
 */
public record ModelDdl(List<String> statements, List<RenameHint> renames) {
  public ModelDdl {
    statements = List.copyOf(statements);
    renames = List.copyOf(renames);
  }
}
