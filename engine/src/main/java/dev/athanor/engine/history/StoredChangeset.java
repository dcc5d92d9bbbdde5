package dev.athanor.engine.history;

import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.Digest;
import java.util.List;
import java.util.Objects;

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
 * @param digest {@link #digestOf} of the above as it was stored
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
    String digest) {
  public StoredChangeset {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(revision, "revision");
    Objects.requireNonNull(bundle, "bundle");
    Objects.requireNonNull(digest, "digest");
    undo = List.copyOf(undo);
  }

  /** SHA-256 over identity, bundle and undo SQL, unambiguously joined. */
  public static String digestOf(
      ChangesetKey key,
      String revision,
      String bundle,
      boolean reversible,
      boolean transactional,
      List<String> undo) {
    StringBuilder text = new StringBuilder();
    part(text, key.path());
    part(text, key.id());
    part(text, key.author());
    part(text, revision);
    part(text, bundle);
    part(text, reversible + "," + transactional);
    undo.forEach(statement -> part(text, statement));
    return Digest.of(text.toString());
  }

  private static void part(StringBuilder text, String part) {
    text.append(part.length()).append(':').append(part);
  }

  /** Whether nobody changed the row since it was written. */
  public boolean matchesDigest() {
    return digest.equals(digestOf(key, revision, bundle, reversible, transactional, undo));
  }
}
