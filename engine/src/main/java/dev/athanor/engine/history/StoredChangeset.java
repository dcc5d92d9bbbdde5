package dev.athanor.engine.history;

import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.Digest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What schema {@code athanor} keeps of an applied changeset.
 *
 * @param key its identity
 * @param revision the revision it belongs to
 * @param position its place in the revision, from 0
 * @param size how many changesets the revision had
 * @param bundle digest of the bundle it was applied from
 * @param reversible whether {@code undo} undoes it
 * @param transactional whether the undo runs in a transaction
 * @param undo the statements that undo it
 * @param digest {@link #digestOf} of the rest as it was stored: against accidents, for whoever can
 *     change the row can make a new one
 * @param checksum the MD5SUM that DATABASECHANGELOG had from this run; empty in a row that version
 *     1 of the schema wrote
 */
public record StoredChangeset(
    ChangesetKey key,
    String revision,
    int position,
    int size,
    String bundle,
    boolean reversible,
    boolean transactional,
    List<String> undo,
    String digest,
    Optional<String> checksum) {
  public StoredChangeset {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(revision, "revision");
    Objects.requireNonNull(bundle, "bundle");
    Objects.requireNonNull(digest, "digest");
    Objects.requireNonNull(checksum, "checksum");
    undo = List.copyOf(undo);
  }

  /** SHA-256 over identity, bundle, undo SQL and any checksum, unambiguously joined. */
  public static String digestOf(
      ChangesetKey key,
      String revision,
      String bundle,
      boolean reversible,
      boolean transactional,
      List<String> undo,
      Optional<String> checksum) {
    StringBuilder text = new StringBuilder();
    part(text, key.path());
    part(text, key.id());
    part(text, key.author());
    part(text, revision);
    part(text, bundle);
    part(text, reversible + "," + transactional);
    undo.forEach(statement -> part(text, statement));
    checksum.ifPresent(sum -> part(text, sum));
    return Digest.of(text.toString());
  }

  private static void part(StringBuilder text, String part) {
    text.append(part.length()).append(':').append(part);
  }

  /** Whether nobody changed the row since it was written. */
  public boolean matchesDigest() {
    return digest.equals(
        digestOf(key, revision, bundle, reversible, transactional, undo, checksum));
  }

  /**
   * Whether it undoes what {@code row} says is applied: Liquibase may have run another version
   * since. Not known, and so taken for true, where the row's checksum was cleared or none was
   * stored.
   */
  public boolean undoes(HistoryRow row) {
    return checksum.isEmpty() || row.checksum().isEmpty() || checksum.equals(row.checksum());
  }
}
