package dev.athanor.maven;

import dev.athanor.engine.changelog.RevisionFormat;
import dev.athanor.engine.command.RevisionRequest;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the goals that write a revision are told about it; null where nobody said it. */
record RevisionParameters(
    String message,
    String format,
    String author,
    String branchLabel,
    String dependsOn,
    String revisionId) {

  /**
   * @throws AthanorException INVALID_CONFIGURATION without a message or for an unknown format
   */
  RevisionRequest request(List<String> heads, boolean splice) {
    if (message == null) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "a revision needs a message",
          "Say what it does: -Dmessage=\"create users table\".");
    }
    return new RevisionRequest(
        message,
        revisionFormat(),
        heads,
        splice,
        NewRevisionMojo.list(branchLabel),
        NewRevisionMojo.list(dependsOn),
        Optional.ofNullable(revisionId),
        author,
        Instant.now(),
        Optional.empty());
  }

  private RevisionFormat revisionFormat() {
    String name = format == null ? "sql" : format;
    return Arrays.stream(RevisionFormat.values())
        .filter(f -> f.extension().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new AthanorException(
                    Reason.INVALID_CONFIGURATION,
                    "'" + name + "' is no format of a revision",
                    "Use -Dformat=sql, yaml or xml."));
  }
}
