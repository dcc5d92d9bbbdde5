package dev.athanor.engine.changelog;

import java.util.List;

/** What a master changelog includes and in which order, which only Liquibase can say. */
@FunctionalInterface
public interface MasterOrder {
  /**
   * The paths of the files whose changesets run, in order; one comes up again where another comes
   * in between.
   *
   * @throws dev.athanor.engine.model.AthanorException for files that Liquibase does not read
   */
  List<String> of(ChangelogFiles files);
}
