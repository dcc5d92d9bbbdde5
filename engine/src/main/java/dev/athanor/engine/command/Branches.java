package dev.athanor.engine.command;

import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.model.Printable;
import java.util.List;
import java.util.Objects;

/** Alembic's {@code branches}: the revisions that several others follow. */
public final class Branches {
  private final RevisionGraph graph;
  private final boolean verbose;

  public Branches(RevisionGraph graph, boolean verbose) {
    this.graph = Objects.requireNonNull(graph, "graph");
    this.verbose = verbose;
  }

  public BranchListing run() {
    return new BranchListing(
        graph.branchPoints().stream()
            .map(
                id ->
                    new BranchListing.Branch(
                        info(id), graph.children(id).stream().map(this::info).toList()))
            .toList(),
        verbose);
  }

  private RevisionInfo info(String id) {
    return RevisionInfo.of(graph, graph.get(id).orElseThrow(), null);
  }

  /**
   * Branch points and what follows them.
   *
   * @param branches parents first
   * @param verbose whether each is written as a block
   */
  public record BranchListing(List<Branch> branches, boolean verbose) implements CommandResult {

    /** A revision and its children. */
    public record Branch(RevisionInfo branchpoint, List<RevisionInfo> children) {
      public Branch {
        children = List.copyOf(children);
      }
    }

    public BranchListing {
      branches = List.copyOf(branches);
    }

    @Override
    public String text() {
      StringBuilder text = new StringBuilder();
      for (Branch branch : branches) {
        RevisionInfo point = branch.branchpoint();
        text.append(verbose ? RevisionText.entry(point) : RevisionText.withBranchesAndTree(point));
        text.append('\n');
        for (RevisionInfo child : branch.children()) {
          text.append(" ".repeat(point.revision().length()))
              .append(" -> ")
              .append(RevisionText.withBranchesAndTree(child))
              .append(verbose ? ", " + Printable.line(child.message()) : "")
              .append('\n');
        }
      }
      return text.toString().stripTrailing();
    }

    @Override
    public Object json() {
      return branches;
    }
  }
}
