package dev.athanor.engine.history;

import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.Revision;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What schema {@code athanor} knows: enough for a bundle that has never heard of a revision to undo
 * it.
 */
public final class StoredHistory {
  /** A database that Athanor has not written to. */
  static final StoredHistory EMPTY =
      new StoredHistory(
          Map.of(),
          List::of,
          () -> FailedRuns.NONE,
          Optional::empty,
          Set.of(),
          HistoryTrust.none(),
          "",
          false);

  private final Map<String, StoredChangeset> changesets;
  private final Supplier<List<Revision>> revisions;
  private final Supplier<FailedRuns> failed;
  private final Supplier<Optional<KeptTotal>> kept;
  private final Set<String> bundles;
  private final HistoryTrust trust;
  private final String reader;
  private final boolean superuser;

  StoredHistory(
      Map<String, StoredChangeset> changesets,
      Supplier<List<Revision>> revisions,
      Supplier<FailedRuns> failed,
      Supplier<Optional<KeptTotal>> kept,
      Set<String> bundles,
      HistoryTrust trust,
      String reader,
      boolean superuser) {
    this.changesets = Map.copyOf(changesets);
    this.revisions = revisions;
    this.failed = failed;
    this.kept = kept;
    this.bundles = Set.copyOf(bundles);
    this.trust = trust;
    this.reader = reader;
    this.superuser = superuser;
  }

  /** What is stored of a changeset. */
  public Optional<StoredChangeset> changeset(ChangesetKey key) {
    return Optional.ofNullable(changesets.get(key.identity()));
  }

  /** Of a revision, in the order they run. */
  public List<StoredChangeset> changesets(String revision) {
    return changesets.values().stream()
        .filter(changeset -> changeset.revision().equals(revision))
        .sorted(java.util.Comparator.comparingInt(StoredChangeset::position))
        .toList();
  }

  /**
   * Every revision that a bundle of a run so far had among those it ran: read at each call, for
   * only a database with revisions that the bundle does not know needs them.
   */
  public List<Revision> revisions() {
    return revisions.get();
  }

  /** What the runs since the last that succeeded have left: read at each call. */
  public FailedRuns failed() {
    return failed.get();
  }

  /** How much is kept of what was dropped; empty where nothing is. Read at each call. */
  public Optional<KeptTotal> kept() {
    return kept.get();
  }

  /** Whether a recorded run applied this bundle. */
  public boolean knowsBundle(String digest) {
    return bundles.contains(digest);
  }

  /** By whom else it could have been changed. */
  public HistoryTrust trust() {
    return trust;
  }

  /** In whose name it was read, and so would run. */
  public String reader() {
    return reader;
  }

  /** Whether the session that read it, and so would run it, is a superuser's. */
  public boolean readBySuperuser() {
    return superuser;
  }
}
