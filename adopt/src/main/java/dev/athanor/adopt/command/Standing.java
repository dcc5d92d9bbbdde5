package dev.athanor.adopt.command;

import dev.athanor.adopt.source.Tool;
import dev.athanor.adopt.tool.ToolReader;
import dev.athanor.adopt.tool.ToolState;
import dev.athanor.adopt.tool.ToolTable;
import dev.athanor.adopt.tool.ToolTables;
import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.history.History;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import dev.athanor.engine.model.Term;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.Planner;
import dev.athanor.engine.plan.RevisionState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** At which revisions a database is, by the table of who has migrated it. */
final class Standing {
  private final AdoptRequest request;
  private final RevisionGraph graph;

  Standing(AdoptRequest request) {
    this.request = request;
    this.graph = request.bundle().graph();
  }

  /**
   * @param tool who has migrated
   * @param table its table, where it has one of its own
   * @param revisions the current ones; none at base
   * @param again repeatable ones that have run and will run again behind versions still to run
   * @param summary what the table says
   * @param history what is recorded already
   * @param majorVersion the server's
   */
  record At(
      Tool tool,
      Optional<ToolTable> table,
      List<String> revisions,
      List<String> again,
      String summary,
      String fingerprint,
      History history,
      int majorVersion) {}

  /**
   * @throws AthanorException UNKNOWN_HISTORY for what no revision stands for, a migration that was
   *     left out, or half of one; as {@link ToolTables#find} has it
   */
  At read(Database database) {
    History history = History.read(database);
    int major = database.facts().majorVersion();
    String schema = request.database().settings().firstSchema();
    Optional<ToolTable> table =
        ToolTables.find(database, schema, request.from().tool(), request.from().table());
    if (table.isPresent() && table.get().tool() != Tool.LIQUIBASE) {
      ToolState state = new ToolReader(database, table.get()).read();
      List<String> revisions = asked().orElseGet(() -> revisions(state));
      return new At(
          table.get().tool(),
          table,
          revisions,
          again(state, revisions),
          table.get().shown() + ": " + state.summary(),
          state.fingerprint(),
          history,
          major);
    }
    if (!history.rows().isEmpty() && asked().isEmpty()) {
      return liquibase(history, table, major);
    }
    return new At(
        Tool.NOBODY,
        Optional.empty(),
        asked().orElseGet(this::onlyHead),
        List.of(),
        "no tool has a table in schema " + schema,
        history.fingerprint(),
        history,
        major);
  }

  private Optional<List<String>> asked() {
    return request
        .from()
        .revision()
        .map(symbol -> graph.resolve(symbol, List.of()).stream().map(Revision::id).toList());
  }

  /** Parents first. */
  private List<String> again(ToolState state, List<String> revisions) {
    Set<String> there = graph.ancestors(revisions);
    return graph.sorted().stream()
        .map(Revision::id)
        .filter(id -> state.repeatable().contains(id) && !there.contains(id))
        .toList();
  }

  private List<String> onlyHead() {
    List<String> heads = graph.heads();
    if (heads.size() != 1) {
      throw new AthanorException(
          Reason.UNKNOWN_TARGET,
          "Nobody said at which of " + String.join(", ", heads) + " the database is.",
          "Name the revision with " + Term.AT + ".");
    }
    return heads;
  }

  private At liquibase(History history, Optional<ToolTable> table, int major) {
    List<RevisionState> current =
        Planner.current(new PlanRequest(request.bundle(), "heads", request.plan()), history);
    return new At(
        Tool.LIQUIBASE,
        table,
        current.stream().map(RevisionState::toString).toList(),
        List.of(),
        history.rows().size() + " changesets are recorded",
        history.fingerprint(),
        history,
        major);
  }

  private List<String> revisions(ToolState state) {
    List<String> unknown =
        state.applied().stream()
            .filter(entry -> graph.get(entry.revision()).isEmpty())
            .map(ToolState.Entry::version)
            .filter(version -> !state.baselines().contains(version))
            .toList();
    if (!unknown.isEmpty()) {
      throw new AthanorException(
          Reason.UNKNOWN_HISTORY,
          state.table().shown()
              + " says that "
              + String.join(", ", unknown)
              + (unknown.size() == 1 ? " is" : " are")
              + " applied, and no revision was imported from that.",
          "Import the folder as it was when the database was migrated, or name the revision that it"
              + " is at with "
              + Term.AT
              + "; nothing was changed.");
    }
    Set<String> applied =
        state.applied().stream()
            .map(ToolState.Entry::revision)
            .filter(id -> graph.get(id).isPresent())
            .collect(Collectors.toCollection(HashSet::new));
    if (!state.heads()) {
      leaveRepeatables(state, applied);
      requireNoHoles(state, applied);
    }
    return graph.headsOf(graph.ancestors(applied));
  }

  /** One that ran before versions which are still to run comes again after them. */
  private void leaveRepeatables(ToolState state, Set<String> applied) {
    Set<String> versions = new HashSet<>(applied);
    versions.removeAll(state.repeatable());
    Set<String> there = graph.ancestors(versions);
    for (String id : state.repeatable()) {
      Set<String> below = new HashSet<>(graph.ancestors(List.of(id)));
      below.removeAll(there);
      below.removeAll(applied);
      if (!below.isEmpty()) {
        applied.remove(id);
      }
    }
  }

  /** What lies below a baseline counts as applied, for it stands for that. */
  private void requireNoHoles(ToolState state, Set<String> applied) {
    Set<String> holes = new TreeSet<>(graph.ancestors(applied));
    holes.removeAll(applied);
    if (!state.baselines().isEmpty()) {
      graph.sorted().stream()
          .map(Revision::id)
          .filter(applied::contains)
          .findFirst()
          .ifPresent(first -> holes.removeAll(graph.ancestors(List.of(first))));
    }
    if (!holes.isEmpty()) {
      List<String> named = new ArrayList<>();
      holes.forEach(id -> named.add(id + " (" + graph.get(id).orElseThrow().message() + ")"));
      throw new AthanorException(
          Reason.UNKNOWN_HISTORY,
          state.table().shown()
              + " has later migrations than these, and not these: "
              + String.join(", ", named)
              + ".",
          "Run them with "
              + state.table().tool().title()
              + " first (Flyway: outOfOrder), and adopt again; nothing was changed.");
    }
  }
}
