package dev.athanor.engine.command;

import dev.athanor.engine.changelog.RevisionFormat;
import dev.athanor.engine.model.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a revision's header as comment lines of its format. */
final class RevisionHeader {
  private RevisionHeader() {}

  static String of(Revision revision, RevisionFormat format) {
    String prefix =
        switch (format) {
          case SQL -> "-- ";
          case YAML -> "# ";
          case XML -> "  ";
          case JSON -> "";
        };
    return lines(revision).stream().map(prefix::concat).collect(Collectors.joining("\n"));
  }

  static String parents(Revision revision) {
    return revision.downRevisions().isEmpty()
        ? "<base>"
        : String.join(", ", revision.downRevisions());
  }

  private static List<String> lines(Revision revision) {
    List<String> lines = new ArrayList<>();
    lines.add("revision: " + revision.id());
    lines.add("down-revision: " + parents(revision));
    lines.add("message: " + revision.message());
    lines.add("created: " + revision.created());
    if (!revision.branchLabels().isEmpty()) {
      lines.add("branch-labels: " + String.join(", ", revision.branchLabels()));
    }
    if (!revision.dependsOn().isEmpty()) {
      lines.add("depends-on: " + String.join(", ", revision.dependsOn()));
    }
    return lines;
  }
}
