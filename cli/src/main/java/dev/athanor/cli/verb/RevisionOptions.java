package dev.athanor.cli.verb;

import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.args.Values;
import dev.athanor.engine.changelog.RevisionFormat;
import dev.athanor.engine.command.RevisionRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a new revision is to be. */
final class RevisionOptions {
  private String message;
  private RevisionFormat format = RevisionFormat.SQL;
  private String author = "athanor";
  private List<String> branchLabels = List.of();
  private List<String> dependsOn = List.of();
  private String id;

  void declare(Arguments arguments) {
    arguments
        .required("-m,--message", "TEXT", "what it does, in one line", v -> message = v)
        .option("--format", "FORMAT", Values.names(RevisionFormat.class), this::format)
        .option("--author", "NAME", "of the changesets", v -> author = v)
        .option("--branch-label", "A,B", "of the branch", v -> branchLabels = Values.list(v))
        .option("--depends-on", "A,B", "what must be there", v -> dependsOn = Values.list(v))
        .option("--revision-id", "ID", "in place of random digits", v -> id = v);
  }

  private void format(String value) {
    format = Values.choice("--format", RevisionFormat.class, value);
  }

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
