package dev.athanor.engine.changelog;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import java.util.List;

/** The revisions that an existing Liquibase changelog includes. */
final class MasterChangelog {
  private final ChangelogFiles files;

  MasterChangelog(ChangelogFiles files) {
    this.files = files;
  }

  List<Revision> revisions(String path) {
    throw new AthanorException(
        Reason.INVALID_CHANGELOG,
        files.normalize(path) + ": master changelogs are read from the next commit on",
        "Use a versions directory.");
  }
}
