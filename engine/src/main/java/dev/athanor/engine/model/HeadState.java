package dev.athanor.engine.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What DATABASECHANGELOG holds when all of a bundle is applied: enough for the database to say in
 * one query that there is nothing to do.
 *
 * @param head the one head
 * @param rows digest of every changeset's id, author, path and checksum
 */
public record HeadState(String head, String rows) {
  /** Between the columns of a row, and behind each row: in no name that a person writes. */
  public static final char COLUMN_END = 0x1f;

  public static final char ROW_END = 0x1e;

  public HeadState {
    Objects.requireNonNull(head, "head");
    Objects.requireNonNull(rows, "rows");
  }

  /** Empty where a closer look is always needed: several heads, or a changeset that always runs. */
  public static Optional<HeadState> of(List<CompiledRevision> revisions) {
    Set<String> heads = new HashSet<>();
    Set<String> rows = new TreeSet<>();
    for (CompiledRevision revision : revisions) {
      heads.removeAll(revision.revision().downRevisions());
      heads.add(revision.revision().id());
      for (Changeset changeset : revision.changesets()) {
        if (changeset.runAlways()) {
          return Optional.empty();
        }
        rows.add(row(changeset));
      }
    }
    return heads.size() == 1
        ? Optional.of(new HeadState(heads.iterator().next(), digest(rows)))
        : Optional.empty();
  }

  private static String row(Changeset changeset) {
    ChangesetKey key = changeset.key();
    String columns =
        String.join(
            String.valueOf(COLUMN_END), key.id(), key.author(), key.path(), changeset.checksum());
    return columns + ROW_END;
  }

  private static String digest(Set<String> rows) {
    MessageDigest sha256 = Digest.sha256();
    rows.forEach(row -> sha256.update(row.getBytes(StandardCharsets.UTF_8)));
    return Digest.of(sha256);
  }
}
