package dev.athanor.engine.history;

import static dev.athanor.engine.sql.SqlText.array;
import static dev.athanor.engine.sql.SqlText.literal;

import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The statements that keep in {@code athanor.changeset} what undoes each changeset.
 *
 * <p>DATABASECHANGELOG alone says what is applied, so a row here of a changeset that is not is of
 * no account. That is why a run may write all of its rows before the first changeset and take away
 * those that it undid after the last, in one statement each.
 */
public final class UndoWriter {
  private final String history;
  private final String bundle;
  private final RunStamp run;

  /**
   * @param history the history's name: {@link HistoryTables#history()}
   * @param bundle digest of the bundle that is applied
   * @param run who keeps it
   */
  public UndoWriter(String history, String bundle, RunStamp run) {
    this.history = history;
    this.bundle = bundle;
    this.run = run;
  }

  /**
   * What is kept to undo a changeset.
   *
   * @param changeset what it undoes
   * @param revision the revision's id
   * @param position the changeset's place in it, from 0
   * @param size how many changesets it has
   * @param undo the statements
   */
  public record Undo(
      Changeset changeset, String revision, int position, int size, List<String> undo) {
    public Undo {
      undo = List.copyOf(undo);
    }
  }

  /** Keeps them, in place of what was kept of the same changesets. Not for an empty list. */
  public String keep(List<Undo> undos) {
    return "INSERT INTO athanor.changeset (history, path, id, author, revision, position, size,"
        + " bundle, reversible, transactional, undo, digest, checksum, run) VALUES "
        + undos.stream().map(this::row).collect(Collectors.joining(","))
        + " ON CONFLICT (history, path, id, author) DO UPDATE SET revision=EXCLUDED.revision,"
        + "position=EXCLUDED.position,size=EXCLUDED.size,bundle=EXCLUDED.bundle,"
        + "reversible=EXCLUDED.reversible,transactional=EXCLUDED.transactional,"
        + "undo=EXCLUDED.undo,digest=EXCLUDED.digest,checksum=EXCLUDED.checksum,run=EXCLUDED.run";
  }

  private String row(Undo undo) {
    Changeset changeset = undo.changeset();
    ChangesetKey key = changeset.key();
    String digest =
        StoredChangeset.digestOf(
            key,
            undo.revision(),
            bundle,
            changeset.reversible(),
            changeset.transactional(),
            undo.undo(),
            Optional.of(changeset.checksum()));
    return '('
        + literal(history)
        + ','
        + keyOf(key)
        + ','
        + literal(undo.revision())
        + ','
        + undo.position()
        + ','
        + undo.size()
        + ','
        + literal(bundle)
        + ','
        + changeset.reversible()
        + ','
        + changeset.transactional()
        + ','
        + array(undo.undo())
        + ','
        + literal(digest)
        + ','
        + literal(changeset.checksum())
        + ","
        + run.id()
        + ")";
  }

  /** Has what is kept undo a changeset that counts as applied with another checksum now. */
  public String accept(StoredChangeset kept, String checksum) {
    String digest =
        StoredChangeset.digestOf(
            kept.key(),
            kept.revision(),
            kept.bundle(),
            kept.reversible(),
            kept.transactional(),
            kept.undo(),
            Optional.of(checksum));
    return "UPDATE athanor.changeset SET checksum="
        + literal(checksum)
        + ",digest="
        + literal(digest)
        + " WHERE history="
        + literal(history)
        + " AND path="
        + literal(kept.key().path())
        + " AND id="
        + literal(kept.key().id())
        + " AND author="
        + literal(kept.key().author());
  }

  /**
   * Takes away what was kept of changesets that were undone: as a join, for a list of keys would be
   * compared with every row.
   */
  public String forget(List<ChangesetKey> undone) {
    return "DELETE FROM athanor.changeset USING unnest("
        + array(undone.stream().map(ChangesetKey::path).toList())
        + ','
        + array(undone.stream().map(ChangesetKey::id).toList())
        + ','
        + array(undone.stream().map(ChangesetKey::author).toList())
        + ") AS undone (path, id, author) WHERE changeset.history = "
        + literal(history)
        + " AND changeset.path = undone.path"
        + " AND changeset.id = undone.id AND changeset.author = undone.author";
  }

  private static String keyOf(ChangesetKey key) {
    return literal(key.path()) + ',' + literal(key.id()) + ',' + literal(key.author());
  }
}
