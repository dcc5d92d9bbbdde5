package dev.athanor.engine.command;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.changelog.MessageRule;
import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Printable;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import dev.athanor.engine.plan.Checksums;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Whether what was published is still there: a revision that an older state of the changelog has is
 * not edited, removed or put behind another, for databases have run it as it was.
 */
public final class UnchangedRevisions {
  private final Bundle older;
  private final Bundle now;
  private final String name;
  private final MessageRule messages;
  private final List<String> problems = new ArrayList<>();

  /**
   * @param older what was published
   * @param name what to call it
   * @param messages which messages of new revisions say nothing
   */
  public UnchangedRevisions(Bundle older, Bundle now, String name, MessageRule messages) {
    this.older = Objects.requireNonNull(older, "older");
    this.now = Objects.requireNonNull(now, "now");
    this.name = Objects.requireNonNull(name, "name");
    this.messages = Objects.requireNonNull(messages, "messages");
  }

  /** Compares all of it; {@link Compared#orThrow} says what is wrong. */
  public Compared run() {
    Map<String, CompiledRevision> found = new LinkedHashMap<>();
    now.revisions().forEach(revision -> found.put(revision.revision().id(), revision));
    for (CompiledRevision before : older.revisions()) {
      CompiledRevision after = found.remove(before.revision().id());
      if (after == null) {
        problems.add(called(before) + " was removed: it was " + before.revision().path());
      } else {
        place(before);
        changesets(before, after);
      }
    }
    for (CompiledRevision added : found.values()) {
      if (messages.saysNothing(added.revision().message())) {
        problems.add(called(added) + ", which is new, does not say what it changes");
      }
    }
    return new Compared(name, older.revisions().size(), found.size(), problems);
  }

  private static String called(CompiledRevision revision) {
    String message = Printable.line(revision.revision().message());
    return "revision " + revision.revision().id() + (message.isEmpty() ? "" : " (" + message + ")");
  }

  /** What comes before a revision now did not run where the revision is applied already. */
  private void place(CompiledRevision before) {
    String id = before.revision().id();
    List<String> then = needs(older.graph(), id);
    List<String> since = needs(now.graph(), id);
    if (!then.equals(since)) {
      problems.add(
          called(before)
              + " was put elsewhere: it came after "
              + shown(then)
              + " and comes after "
              + shown(since)
              + " now");
    }
  }

  private static List<String> needs(RevisionGraph graph, String id) {
    List<String> needs = new ArrayList<>(graph.parents(id).stream().sorted().toList());
    graph.get(id).orElseThrow().dependsOn().stream()
        .flatMap(symbol -> graph.resolve(symbol, List.of()).stream())
        .map(revision -> revision.id())
        .filter(needed -> !needs.contains(needed))
        .sorted()
        .forEach(needs::add);
    return needs;
  }

  private static String shown(List<String> ids) {
    return ids.isEmpty() ? "base" : String.join(", ", ids);
  }

  private void changesets(CompiledRevision before, CompiledRevision after) {
    Map<String, Changeset> left = numbered(after);
    List<String> order = new ArrayList<>(left.keySet());
    List<String> kept = new ArrayList<>();
    numbered(before)
        .forEach(
            (name, old) -> {
              Changeset same = left.remove(name);
              if (same == null) {
                problems.add(called(before) + ": " + gone(old, after));
              } else {
                kept.add(name);
                edited(before, old, same);
              }
            });
    for (Changeset added : left.values()) {
      if (before.changesets().stream().noneMatch(old -> isMoved(old, added))) {
        problems.add(called(before) + " was edited: it has the new changeset " + added.key());
      }
    }
    order.retainAll(kept);
    if (!order.equals(kept)) {
      problems.add(called(before) + " was edited: its changesets are in another order");
    }
  }

  /** By identity and, where contexts or labels tell several apart, which of them it is. */
  private static Map<String, Changeset> numbered(CompiledRevision revision) {
    Map<String, Changeset> numbered = new LinkedHashMap<>();
    Map<String, Integer> seen = new HashMap<>();
    for (Changeset changeset : revision.changesets()) {
      String identity = changeset.key().identity();
      numbered.put(identity + "#" + seen.merge(identity, 1, Integer::sum), changeset);
    }
    return numbered;
  }

  private static String gone(Changeset old, CompiledRevision after) {
    return after.changesets().stream()
        .filter(changeset -> isMoved(old, changeset))
        .findFirst()
        .map(
            moved ->
                "its file was renamed from "
                    + Printable.line(old.key().path())
                    + " to "
                    + Printable.line(moved.key().path())
                    + ", and the path is a part of what a database has recorded")
        .orElseGet(() -> "was edited: the changeset " + old.key() + " is gone");
  }

  private static boolean isMoved(Changeset old, Changeset now) {
    return old.key().id().equals(now.key().id())
        && old.key().author().equals(now.key().author())
        && !old.key().path().equals(now.key().path());
  }

  private void edited(CompiledRevision before, Changeset old, Changeset same) {
    if (same.runOnChange() || same.runAlways() || Checksums.accepts(same, old.checksum())) {
      return;
    }
    problems.add(
        called(before)
            + " was edited: "
            + old.key()
            + " was "
            + old.checksum()
            + " and is now "
            + same.checksum());
  }

  /**
   * What was compared, and what is wrong.
   *
   * @param against the older state
   * @param compared how many revisions that had
   * @param added how many there are beside them now
   * @param problems one for each thing that was changed
   */
  public record Compared(String against, int compared, int added, List<String> problems)
      implements CommandResult {
    public Compared {
      problems = List.copyOf(problems);
    }

    /**
     * @throws AthanorException PUBLISHED_CHANGED when anything is wrong
     */
    public Compared orThrow() {
      if (problems.isEmpty()) {
        return this;
      }
      throw new AthanorException(
          Reason.PUBLISHED_CHANGED,
          "What was published in " + against + " was changed:\n  " + String.join("\n  ", problems),
          "Take the change back and put it into a new revision behind the head. An edit that is"
              + " meant to change nothing names the old checksum as validCheckSum, or is accepted by"
              + " each database: `"
              + Term.REPAIR
              + "`.");
    }

    @Override
    public String text() {
      if (compared == 0) {
        return "Nothing of it is in "
            + against
            + ": "
            + added
            + (added == 1 ? " new revision" : " new revisions");
      }
      return "All "
          + compared
          + " revisions of "
          + against
          + " are as they were; "
          + added
          + " new";
    }

    @Override
    public Object json() {
      return this;
    }
  }
}
