package dev.athanor.engine.command;

import dev.athanor.engine.model.Printable;
import java.util.List;

/** Revisions as Alembic's {@code history}, {@code heads}, {@code current} and {@code show} do. */
final class RevisionText {
  private static final String BASE = "<base>";

  private RevisionText() {}

  /** {@code 27c6a30d7c24 (head) (mergepoint)}. */
  static String withTree(RevisionInfo info) {
    return info.revision() + indicators(info, true);
  }

  /** {@code aaaaaaaaaaaa (feature) (head)}. */
  static String withBranches(RevisionInfo info) {
    return info.revision() + branches(info) + indicators(info, false);
  }

  /** {@code aaaaaaaaaaaa (feature) (head) (mergepoint)}. */
  static String withBranchesAndTree(RevisionInfo info) {
    return info.revision() + branches(info) + indicators(info, true);
  }

  /** {@code 1975ea83b712 -> 27c6a30d7c24 (branchpoint), create datasets}. */
  static String line(RevisionInfo info) {
    String needs = info.dependsOn().isEmpty() ? "" : " (" + commas(info.dependsOn()) + ")";
    return parents(info)
        + needs
        + " -> "
        + withBranchesAndTree(info)
        + ", "
        + Printable.line(info.message());
  }

  /** The block of {@code show} and of every verb that is asked for more; it ends in a newline. */
  static String entry(RevisionInfo info) {
    StringBuilder entry = new StringBuilder();
    field(entry, "Rev", withTree(info));
    field(entry, info.mergepoint() ? "Merges" : "Parent", parents(info));
    field(entry, "Also depends on", commas(info.dependsOn()));
    field(entry, "Branches into", commas(info.branchesInto()));
    field(entry, "Branch names", commas(info.branchLabels()));
    field(entry, "Path", Printable.line(info.path()));
    entry.append("\n    ").append(Printable.line(info.message())).append("\n\n");
    field(entry, "    Revision ID", info.revision());
    field(entry, "    Revises", info.downRevisions().isEmpty() ? BASE : parents(info));
    field(entry, "    Create Date", info.created() == null ? "" : info.created().toString());
    return entry.toString();
  }

  static String branches(RevisionInfo info) {
    return info.branchLabels().isEmpty() ? "" : " (" + commas(info.branchLabels()) + ")";
  }

  private static String indicators(RevisionInfo info, boolean tree) {
    StringBuilder text = new StringBuilder();
    text.append(info.head() ? " (head)" : "");
    text.append(info.effectiveHead() ? " (effective head)" : "");
    text.append(Boolean.TRUE.equals(info.current()) ? " (current)" : "");
    if (tree) {
      text.append(info.branchesInto().isEmpty() ? "" : " (branchpoint)");
      text.append(info.mergepoint() ? " (mergepoint)" : "");
    }
    return text.toString();
  }

  private static String parents(RevisionInfo info) {
    return info.downRevisions().isEmpty() ? BASE : commas(info.downRevisions());
  }

  private static String commas(List<String> ids) {
    return String.join(", ", ids);
  }

  private static void field(StringBuilder entry, String name, String value) {
    if (!value.isEmpty()) {
      entry.append(name).append(": ").append(value).append('\n');
    }
  }
}
