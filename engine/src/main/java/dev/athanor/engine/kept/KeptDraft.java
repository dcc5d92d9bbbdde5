package dev.athanor.engine.kept;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.sql.SqlText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What one try of a changeset has kept so far, to be recorded with the changeset. */
final class KeptDraft {
  private static final int DIGITS = 12;

  private final Database database;
  private final ChangesetKey changeset;
  private final String revision;
  private final Instant until;
  private final List<Kept> entries = new ArrayList<>();

  KeptDraft(Database database, ChangesetKey changeset, String revision, Instant until) {
    this.database = database;
    this.changeset = changeset;
    this.revision = revision;
    this.until = until;
  }

  /** No other run has the same. */
  String newId() {
    return UUID.randomUUID().toString().replace("-", "").substring(0, DIGITS);
  }

  /** A copy, whose rows are counted. */
  void add(
      String id,
      Kept.Kind kind,
      TableFacts of,
      String column,
      List<String> key,
      List<String> after,
      List<String> sequences) {
    String place = Kept.place("kept", id);
    long rows = Long.parseLong(database.queryText("SELECT count(*) FROM " + place));
    add(id, kind, of, column, key, after, sequences, Optional.of(rows));
  }

  /** A table that was moved. */
  void addMoved(String id, TableFacts of, List<String> sequences) {
    add(id, Kept.Kind.TABLE, of, "", List.of(), List.of(), sequences, Optional.empty());
  }

  private void add(
      String id,
      Kept.Kind kind,
      TableFacts of,
      String column,
      List<String> key,
      List<String> after,
      List<String> sequences,
      Optional<Long> rows) {
    String size =
        "SELECT pg_total_relation_size(" + SqlText.literal(Kept.place("kept", id)) + "::regclass)";
    entries.add(
        new Kept(
            id,
            changeset,
            revision,
            kind,
            of.schema(),
            of.name(),
            column,
            key,
            after,
            sequences,
            rows,
            Long.parseLong(database.queryText(size)),
            until));
  }

  List<Kept> entries() {
    return entries;
  }
}
