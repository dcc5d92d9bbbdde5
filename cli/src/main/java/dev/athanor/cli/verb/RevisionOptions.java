package dev.athanor.cli.verb;

import dev.athanor.engine.changelog.RevisionFormat;
import dev.athanor.engine.command.RevisionRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a new revision is to be. */
final class RevisionOptions {
  @Option(
      names = {"-m", "--message"},
      paramLabel = "TEXT",
      required = true,
      description = "What it does, in one line.")
  String message;

  @Option(
      names = "--format",
      defaultValue = "SQL",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  RevisionFormat format;

  @Option(names = "--author", paramLabel = "NAME", defaultValue = "athanor")
  String author;

  @Option(names = "--branch-label", paramLabel = "A,B", split = ",")
  List<String> branchLabels = List.of();

  @Option(names = "--depends-on", paramLabel = "A,B", split = ",")
  List<String> dependsOn = List.of();

  @Option(names = "--revision-id", paramLabel = "ID", description = "In place of random digits.")
  String id;

  RevisionRequest request(List<String> heads, boolean splice) {
    return new RevisionRequest(
        message,
        format,
        heads,
        splice,
        branchLabels,
        dependsOn,
        Optional.ofNullable(id),
        author,
        Instant.now(),
        Optional.empty());
  }
}
