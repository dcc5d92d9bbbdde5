package dev.athanor.engine.plan;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.history.History;
import dev.athanor.engine.history.HistoryRow;
import dev.athanor.engine.history.StoredChangeset;
import dev.athanor.engine.history.Unfinished;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.ChangesetSql;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A bundle as one database has it: each key stands for one changeset, and each changeset has the
 * key that it is recorded by.
 *
 * <p>Where contexts or labels tell several changesets with one key apart, the selected one counts.
 * A revision whose file was renamed since, or that is run from another root, is still that
 * revision: the id in its header says so, and the row keeps the path that it has.
 */
final class BundleInPlace {
  private final Bundle bundle;
  private final Selection selection;
  private final History history;
  private final Map<String, List<Changeset>> byIdentity = new HashMap<>();
  private final Set<Changeset> left = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<Changeset, ChangesetKey> recorded = new IdentityHashMap<>();

  BundleInPlace(Bundle bundle, Selection selection, History history) {
    this.bundle = bundle;
    this.selection = selection;
    this.history = history;
    for (CompiledRevision revision : bundle.revisions()) {
      for (Changeset changeset : revision.changesets()) {
        byIdentity
            .computeIfAbsent(changeset.key().identity(), key -> new ArrayList<>(1))
            .add(changeset);
      }
    }
  }

  /** The very bundle where nothing about it is special. */
  Bundle bundle() {
    byIdentity.values().stream().filter(same -> same.size() > 1).forEach(this::choose);
    strangers().forEach(this::recognize);
    return left.isEmpty() && recorded.isEmpty() ? bundle : changed();
  }

  private void choose(List<Changeset> same) {
    List<Changeset> selected = same.stream().filter(selection::includes).toList();
    if (selected.size() > 1) {
      throw both(selected.get(0), selected.get(1));
    }
    Optional<HistoryRow> row = history.row(same.get(0).key());
    Changeset chosen =
        selected.isEmpty()
            ? same.stream()
                .filter(each -> row.isPresent() && Checksums.isValid(each, row.get()))
                .findFirst()
                .orElse(same.get(0))
            : selected.get(0);
    left.addAll(same);
    left.remove(chosen);
  }

  private AthanorException both(Changeset first, Changeset second) {
    return new AthanorException(
        Reason.INVALID_CHANGELOG,
        "The changeset "
            + first.key()
            + " is there twice, and these contexts and labels select both: "
            + place(first)
            + " and "
            + place(second),
        "Give one of them another id, or contexts or labels by which only one is selected.");
  }

  private String place(Changeset changeset) {
    String path =
        bundle.revisions().stream()
            .filter(each -> each.changesets().stream().anyMatch(one -> one == changeset))
            .map(each -> each.revision().path())
            .findFirst()
            .orElse(changeset.key().path());
    String line = changeset.line() > 0 ? path + ", line " + changeset.line() : path;
    String contexts = changeset.contexts().isBlank() ? "" : " context " + changeset.contexts();
    String labels = changeset.labels().isBlank() ? "" : " labels " + changeset.labels();
    String when = contexts + labels;
    return when.isEmpty() ? line : line + " (" + when.strip() + ")";
  }

  /** What the database has a key of that the bundle does not. */
  private List<ChangesetKey> strangers() {
    List<ChangesetKey> strangers = new ArrayList<>();
    for (HistoryRow row : history.rows()) {
      if (!byIdentity.containsKey(row.key().identity())) {
        strangers.add(row.key());
      }
    }
    for (Unfinished step : history.unfinished()) {
      if (!byIdentity.containsKey(step.key().identity()) && !history.isApplied(step.key())) {
        strangers.add(step.key());
      }
    }
    return strangers;
  }

  private void recognize(ChangesetKey stranger) {
    Optional<StoredChangeset> stored = history.stored().changeset(stranger);
    if (stored.isEmpty()) {
      return;
    }
    bundle.revisions().stream()
        .filter(each -> each.revision().id().equals(stored.get().revision()))
        .flatMap(each -> each.changesets().stream())
        .filter(each -> isMoved(stranger, each.key()) && !left.contains(each))
        .filter(each -> !history.isApplied(each.key()) && !recorded.containsKey(each))
        .findFirst()
        .ifPresent(each -> recorded.put(each, stranger));
  }

  private static boolean isMoved(ChangesetKey then, ChangesetKey now) {
    return lower(then.id()).equals(lower(now.id()))
        && lower(then.author()).equals(lower(now.author()));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private Bundle changed() {
    List<CompiledRevision> revisions = new ArrayList<>();
    Map<ChangesetKey, Changeset> originals = new HashMap<>();
    for (CompiledRevision revision : bundle.revisions()) {
      List<Changeset> changesets = new ArrayList<>();
      for (Changeset changeset : revision.changesets()) {
        if (!left.contains(changeset)) {
          ChangesetKey key = recorded.getOrDefault(changeset, changeset.key());
          changesets.add(key == changeset.key() ? changeset : changeset.withKey(key));
          originals.put(key, changeset);
        }
      }
      revisions.add(new CompiledRevision(revision.revision(), revision.guards(), changesets));
    }
    return new Bundle(bundle.digest(), revisions, key -> sql(originals.get(key), key))
        .withFindings(bundle.findings().values());
  }

  private ChangesetSql sql(Changeset original, ChangesetKey key) {
    return original == null ? bundle.sql(key) : bundle.sql(original);
  }
}
