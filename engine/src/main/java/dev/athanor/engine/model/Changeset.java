package dev.athanor.engine.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A compiled changeset without its SQL, which {@link ChangesetSql} holds: all that a plan over an
 * up-to-date database needs.
 *
 * @param key its row in DATABASECHANGELOG
 * @param checksum Liquibase's, version prefix included ({@code 9:…}): 4.33's, but for a {@code
 *     valueDate}, which it alone counts in another way
 * @param validChecksums {@code validCheckSum} values that are accepted besides {@code checksum};
 *     {@code any} accepts all
 * @param onValidationFail as written, kept for the record: Liquibase 4.33 does not ask it about
 *     checksums, and neither does a plan
 * @param transactional false for {@code runInTransaction=false}: then {@code up} holds one
 *     statement
 * @param runAlways Liquibase's {@code runAlways}
 * @param runOnChange Liquibase's {@code runOnChange}
 * @param failOnError false: on the way up, a failing statement is reported, not recorded, and does
 *     not stop the run
 * @param contexts the context expression as written, empty for none
 * @param labels labels as written, empty for none
 * @param guard preconditions, evaluated under the lock right before the changeset
 * @param reversible whether {@code down} undoes it (an explicit empty rollback counts)
 * @param description the DESCRIPTION column as Liquibase 4.33 writes it
 * @param comments the COMMENTS column
 * @param tag the TAG column of a {@code tagDatabase} changeset
 * @param live why it could not be compiled; empty for nearly all
 * @param keeps the tables whose rows it is marked to keep, as names in SQL; by the search path of
 *     the run
 * @param line where it stands in its file, counted from 1, where another has the same key and
 *     contexts or labels tell them apart; else 0
 */
public record Changeset(
    ChangesetKey key,
    String checksum,
    List<String> validChecksums,
    OnValidationFail onValidationFail,
    boolean transactional,
    boolean runAlways,
    boolean runOnChange,
    boolean failOnError,
    String contexts,
    String labels,
    Optional<Guard> guard,
    boolean reversible,
    String description,
    String comments,
    Optional<String> tag,
    Optional<Live> live,
    List<String> keeps,
    int line) {

  /** Liquibase's {@code onValidationFail}. */
  public enum OnValidationFail {
    HALT,
    MARK_RAN
  }

  public Changeset {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(checksum, "checksum");
    validChecksums = List.copyOf(validChecksums);
    Objects.requireNonNull(onValidationFail, "onValidationFail");
    Objects.requireNonNull(contexts, "contexts");
    Objects.requireNonNull(labels, "labels");
    Objects.requireNonNull(guard, "guard");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(comments, "comments");
    Objects.requireNonNull(tag, "tag");
    Objects.requireNonNull(live, "live");
    keeps = List.copyOf(keeps);
  }

  /** One of which only this is known: no rule of Liquibase's is about it. */
  public static Changeset plain(
      ChangesetKey key,
      String checksum,
      boolean transactional,
      boolean reversible,
      String description) {
    return new Changeset(
        key,
        checksum,
        List.of(),
        OnValidationFail.HALT,
        transactional,
        false,
        false,
        true,
        "",
        "",
        Optional.empty(),
        reversible,
        description,
        "",
        Optional.empty(),
        Optional.empty(),
        List.of(),
        0);
  }

  /** The same, but that nothing undoes it. */
  public Changeset asIrreversible() {
    return with(key, transactional, false, live, keeps, line);
  }

  /** The same, as one that needs no Liquibase. */
  public Changeset asCompiled() {
    return with(key, transactional, reversible, Optional.empty(), keeps, line);
  }

  /** The same, which keeps the rows of these tables. */
  public Changeset withKeeps(List<String> tables) {
    return with(key, transactional, reversible, live, tables, line);
  }

  /** The same, recorded under another key. */
  public Changeset withKey(ChangesetKey recorded) {
    return with(recorded, transactional, reversible, live, keeps, line);
  }

  /** The same, with its line known. */
  public Changeset withLine(int known) {
    return with(key, transactional, reversible, live, keeps, known);
  }

  /**
   * A part of it, as a changeset of its own.
   *
   * @param own its key
   */
  public Changeset asStage(ChangesetKey own, boolean inTransaction, boolean undone) {
    return with(own, inTransaction, undone, live, keeps, line);
  }

  private Changeset with(
      ChangesetKey recorded,
      boolean inTransaction,
      boolean undone,
      Optional<Live> reason,
      List<String> tables,
      int known) {
    return new Changeset(
        recorded,
        checksum,
        validChecksums,
        onValidationFail,
        inTransaction,
        runAlways,
        runOnChange,
        failOnError,
        contexts,
        labels,
        guard,
        undone,
        description,
        comments,
        tag,
        reason,
        tables,
        known);
  }
}
