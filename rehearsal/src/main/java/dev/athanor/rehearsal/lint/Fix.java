package dev.athanor.rehearsal.lint;

import dev.athanor.engine.model.ChangesetKey;
import java.util.Objects;
import java.util.Optional;

/**
 * A finding that a safe way would mend.
 *
 * @param finding an open one
 * @param changeset where it is
 * @param way what to write in the changeset's place
 * @param why why that cannot be written for anybody; empty where it can
 */
public record Fix(Finding finding, ChangesetKey changeset, SafeWay way, Optional<String> why) {
  public Fix {
    Objects.requireNonNull(finding, "finding");
    Objects.requireNonNull(changeset, "changeset");
    Objects.requireNonNull(way, "way");
    Objects.requireNonNull(why, "why");
  }
}
