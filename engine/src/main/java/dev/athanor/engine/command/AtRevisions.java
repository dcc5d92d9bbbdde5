package dev.athanor.engine.command;

import dev.athanor.engine.model.AthanorException;

/** Where a database is, or each of several schemas of it. */
public interface AtRevisions extends CommandResult {

  /**
   * Alembic's {@code current --check-heads}.
   *
   * @throws AthanorException NOT_AT_HEAD unless every head is applied wholly
   */
  AtRevisions requireHeads();
}
