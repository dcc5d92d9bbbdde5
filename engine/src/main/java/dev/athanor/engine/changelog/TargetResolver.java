package dev.athanor.engine.changelog;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import dev.athanor.engine.model.Term;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Alembic's symbols for revisions. */
final class TargetResolver {
  /** {@code [label@][symbol](+|-)n}; an id may not hold '-' or '+', so this is unambiguous. */
  private static final Pattern RELATIVE =
      Pattern.compile("(?:(?<label>.+?)@)?(?<symbol>[\\w.]+)?(?<steps>[+-]\\d{1,6})");

  private static final int SHOWN = 5;
  private static final String CURRENT = "current";

  private final RevisionGraph graph;
  private final Set<String> applied;
  private final List<String> current;

  TargetResolver(RevisionGraph graph, Collection<String> current) {
    this.graph = graph;
    this.applied = graph.ancestors(current);
    this.current = graph.headsOf(applied);
  }

  /** With what is known already: all that is applied, and its heads. */
  TargetResolver(RevisionGraph graph, Set<String> applied, List<String> current) {
    this.graph = graph;
    this.applied = applied;
    this.current = current;
  }

  /**
   * A target as its parts: {@code label@symbol±steps}.
   *
   * @param symbol empty for steps that do not say from where
   */
  record Parts(Optional<String> label, String symbol, int steps) {
    boolean fromCurrent() {
      return steps != 0 && symbol.equals(CURRENT);
    }

    /** {@code -2}, {@code label@+1}. */
    boolean bare() {
      return steps != 0 && symbol.isEmpty();
    }

    /** Where the steps begin. */
    Parts start() {
      return new Parts(label, symbol, 0);
    }

    /** The same steps from {@code start}. */
    Parts from(String start) {
      return new Parts(label, start, steps);
    }
  }

  /** What runs starts where the database is: {@code -2} is {@code current-2}. */
  Parts parse(String target) {
    Parts parts = read(target);
    return parts.bare() ? parts.from(CURRENT) : parts;
  }

  Parts read(String target) {
    Matcher relative = RELATIVE.matcher(target);
    if (relative.matches() && graph.named(target).isEmpty()) {
      int steps = Integer.parseInt(relative.group("steps"));
      if (steps == 0) {
        throw unknown("'" + target + "' goes nowhere", "Use +1 or more, or -1 or less.");
      }
      String symbol = relative.group("symbol");
      return new Parts(
          Optional.ofNullable(relative.group("label")), symbol == null ? "" : symbol, steps);
    }
    int at = target.lastIndexOf('@');
    return at < 0
        ? new Parts(Optional.empty(), target, 0)
        : new Parts(Optional.of(target.substring(0, at)), target.substring(at + 1), 0);
  }

  List<String> resolve(String target) {
    return resolve(parse(target), target);
  }

  List<String> resolve(Parts parts, String target) {
    List<String> start = absolute(parts, target);
    return parts.steps() == 0 ? start : walk(start, parts, target, false);
  }

  /**
   * @param clamped whether a walk that goes too far ends at the tip, or at base
   */
  List<String> walk(List<String> start, Parts parts, String target, boolean clamped) {
    if (start.size() > 1) {
      throw unknown(
          "'" + target + "' could start at " + String.join(" or ", start),
          "Name the branch: <label>@" + target + ", or a revision.");
    }
    Optional<Set<String>> lineage = lineage(parts);
    boolean up = parts.steps() > 0;
    List<String> at = start;
    for (int done = 0; done < Math.abs(parts.steps()); done++) {
      List<String> next = up ? above(at, lineage) : below(at);
      if (up ? next.isEmpty() : at.isEmpty()) {
        if (clamped) {
          return at;
        }
        throw tooFar(target, at, done);
      }
      at = one(next, at, up, target);
    }
    return at;
  }

  private List<String> above(List<String> at, Optional<Set<String>> lineage) {
    return within(at.isEmpty() ? graph.bases() : graph.children(at.get(0)), lineage);
  }

  private List<String> below(List<String> at) {
    return at.isEmpty() ? at : graph.parents(at.get(0));
  }

  private static List<String> one(List<String> next, List<String> at, boolean up, String target) {
    if (next.size() < 2) {
      return next;
    }
    throw unknown(
        "'"
            + target
            + "' is ambiguous: "
            + (up ? "after " : "before ")
            + (at.isEmpty() ? "base" : at.get(0))
            + " come "
            + listed(next),
        up ? "Name the branch: <label>@" + target + ", or a revision." : "Name a revision.");
  }

  /** The revisions of the branch that {@code parts} names, if any. */
  Optional<Set<String>> lineage(Parts parts) {
    return parts.label().map(this::branch).map(graph::lineage);
  }

  private List<String> absolute(Parts parts, String target) {
    Optional<Set<String>> lineage = lineage(parts);
    List<String> found =
        switch (parts.symbol()) {
          case "head" -> single(within(graph.heads(), lineage), target);
          case "heads" ->
              lineage.isEmpty() ? graph.independentHeads() : within(graph.heads(), lineage);
          case "base" -> List.of();
          case CURRENT -> currentOn(parts, lineage);
          case "" -> throw unknown("no target was given", "Name head, base or a revision.");
          default -> List.of(revision(parts.symbol(), lineage));
        };
    if (lineage.isPresent() && !found.isEmpty() && within(found, lineage).isEmpty()) {
      throw unknown(
          "revision " + found.get(0) + " is not on the branch '" + parts.label().get() + "'",
          "Leave the branch out, or name one that it is on.");
    }
    return found;
  }

  /** On a branch that is not at its tip: the tips of what is applied of it. */
  private List<String> currentOn(Parts parts, Optional<Set<String>> lineage) {
    if (lineage.isEmpty()) {
      return current;
    }
    List<String> heads = within(current, lineage);
    if (!heads.isEmpty()) {
      return heads;
    }
    return graph.inOrder(
        applied.stream()
            .filter(lineage.get()::contains)
            .filter(
                id ->
                    graph.children(id).stream()
                        .noneMatch(
                            child -> applied.contains(child) && lineage.get().contains(child)))
            .toList());
  }

  static List<String> within(List<String> ids, Optional<Set<String>> lineage) {
    return lineage.isEmpty() ? ids : ids.stream().filter(lineage.get()::contains).toList();
  }

  private List<String> single(List<String> heads, String target) {
    if (heads.size() > 1) {
      throw unknown(
          "'" + target + "' is ambiguous: there are " + heads.size() + " heads, " + listed(heads),
          "Name one of them, say 'heads' for all, or join them with a merge revision.");
    }
    return heads;
  }

  private String branch(String label) {
    return graph.named(label).orElseGet(() -> revision(label, Optional.empty()));
  }

  private String revision(String symbol, Optional<Set<String>> lineage) {
    Optional<String> exact = graph.named(symbol);
    if (exact.isPresent()) {
      return exact.get();
    }
    List<String> matches =
        within(
            graph.sorted().stream().map(Revision::id).filter(id -> id.startsWith(symbol)).toList(),
            lineage);
    if (matches.isEmpty()) {
      throw unknown(
          "there is no revision, branch or tag '" + symbol + "'",
          "`" + Term.HISTORY + "` lists those there are; head and base are names, too.");
    }
    if (matches.size() > 1) {
      throw unknown(
          "'" + symbol + "' is ambiguous: " + listed(matches), "Give more digits of the revision.");
    }
    return matches.get(0);
  }

  private static AthanorException tooFar(String target, List<String> at, int done) {
    return unknown(
        "'"
            + target
            + "' goes too far: "
            + (at.isEmpty() ? "nothing comes before base" : "nothing comes after " + at.get(0))
            + (done == 0 ? "" : ", " + done + " further"),
        "Take a smaller number, or head or base.");
  }

  static String listed(List<String> ids) {
    String listed = String.join(", ", ids.subList(0, Math.min(SHOWN, ids.size())));
    return ids.size() > SHOWN ? listed + " and " + (ids.size() - SHOWN) + " more" : listed;
  }

  static AthanorException unknown(String message, String nextStep) {
    return new AthanorException(Reason.UNKNOWN_TARGET, message, nextStep);
  }
}
