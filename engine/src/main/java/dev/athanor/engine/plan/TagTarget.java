package dev.athanor.engine.plan;

import dev.athanor.engine.history.History;
import dev.athanor.engine.history.HistoryRow;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Reason;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A target that is a tag: of a changeset of the bundle, of a row of the database, or of both.
 *
 * <p>Upwards it means all up to the changeset that sets it, as Liquibase's {@code update-to-tag};
 * downwards all that was executed after the newest row that has it, as its {@code rollback}. The
 * row itself stays, so that the target is where the database is then.
 */
final class TagTarget {
  private final String tag;
  private final Optional<String> revision;
  private final Optional<Changeset> changeset;
  private final Set<String> after;
  private final boolean recorded;

  private TagTarget(
      String tag,
      Optional<String> revision,
      Optional<Changeset> changeset,
      Set<String> after,
      boolean recorded) {
    this.tag = tag;
    this.revision = revision;
    this.changeset = changeset;
    this.after = after;
    this.recorded = recorded;
  }

  /** Empty where the target is anything else: an id or a label goes before a tag. */
  static Optional<TagTarget> of(PlanRequest request, Selection selection, History history) {
    String target = request.target();
    Optional<Set<String>> after = after(target, history);
    boolean known = request.bundle().graph().isTag(target);
    boolean other = request.bundle().graph().hasName(target) || isSymbol(target);
    if (other || !known && after.isEmpty()) {
      return Optional.empty();
    }
    for (CompiledRevision revision : request.bundle().revisions()) {
      for (Changeset changeset : revision.changesets()) {
        boolean sets = changeset.tag().filter(target::equalsIgnoreCase).isPresent();
        if (sets && selection.includes(changeset)) {
          return Optional.of(
              of(target, Optional.of(revision.revision().id()), Optional.of(changeset), after));
        }
      }
    }
    return Optional.of(of(target, Optional.empty(), Optional.empty(), after));
  }

  private static TagTarget of(
      String tag,
      Optional<String> revision,
      Optional<Changeset> changeset,
      Optional<Set<String>> after) {
    return new TagTarget(tag, revision, changeset, after.orElse(Set.of()), after.isPresent());
  }

  private static boolean isSymbol(String target) {
    return Set.of("head", "heads", "base", "current").contains(target);
  }

  /** The identities of what was executed after the newest row with the tag; empty without one. */
  private static Optional<Set<String>> after(String target, History history) {
    Optional<Set<String>> after = Optional.empty();
    for (HistoryRow row : history.rows()) {
      if (row.tag().filter(target::equalsIgnoreCase).isPresent()) {
        after = Optional.of(new HashSet<>());
      } else {
        after.ifPresent(rows -> rows.add(row.key().identity()));
      }
    }
    return after;
  }

  /** The revision that sets it, if the bundle has it. */
  Optional<String> revision() {
    return revision;
  }

  /** Of a revision's changesets, those that stand before the tag, and the one that sets it. */
  List<Changeset> upTo(CompiledRevision compiled) {
    List<Changeset> all = compiled.changesets();
    return revision.filter(compiled.revision().id()::equals).isPresent()
        ? all.subList(0, all.indexOf(changeset.orElseThrow()) + 1)
        : all;
  }

  /** Whether a row was executed after the tag was set. */
  boolean precedes(HistoryRow row) {
    return after.contains(row.key().identity());
  }

  /** Whether going to the tag undoes any of these rows. */
  boolean isBelow(List<HistoryRow> rows) {
    return recorded && rows.stream().anyMatch(this::precedes);
  }

  /**
   * @throws AthanorException WRONG_DIRECTION where going to the tag undoes any of these rows
   */
  void requireNotBelow(List<HistoryRow> rows) {
    if (isBelow(rows)) {
      throw new AthanorException(
          Reason.WRONG_DIRECTION,
          "the tag '" + tag + "' is older than what is applied",
          "Use `downgrade` to go to " + tag + ".");
    }
  }

  /**
   * @throws AthanorException UNKNOWN_TARGET where only the database has it, or contexts or labels
   *     leave its changeset out
   */
  void requireInBundle() {
    if (changeset.isEmpty()) {
      throw new AthanorException(
          Reason.UNKNOWN_TARGET,
          recorded
              ? "the tag '" + tag + "' is one that the database has, and this bundle does not"
              : "the tag '"
                  + tag
                  + "' is set by a changeset that these contexts or labels leave out",
          recorded
              ? "An upgrade goes to a tag of the bundle; `downgrade` goes back to one of the database."
              : "Give the contexts and labels that select it.");
    }
  }

  /**
   * @throws AthanorException WRONG_DIRECTION where the database does not have it
   */
  void requireInDatabase() {
    if (!recorded) {
      throw new AthanorException(
          Reason.WRONG_DIRECTION,
          "the tag '" + tag + "' is not applied",
          "Use `upgrade` to go to " + tag + ".");
    }
  }
}
