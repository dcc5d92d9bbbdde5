package dev.athanor.maven;

import dev.athanor.engine.command.RevisionRequest;
import java.util.List;
import java.util.stream.Stream;
import org.apache.maven.plugins.annotations.Parameter;

/** A goal that writes a revision. */
abstract class NewRevisionMojo extends ChangelogMojo {

  /** What the revision does, in one line. */
  @Parameter(property = "athanor.message", defaultValue = "${message}")
  String message;

  /** The file's format: {@code sql}, {@code yaml} or {@code xml}. */
  @Parameter(property = "athanor.format", defaultValue = "${format}")
  String format;

  /** Author of the changesets. */
  @Parameter(property = "athanor.author", defaultValue = "${project.artifactId}")
  String author;

  /** Labels of the branch that starts here, separated by commas. */
  @Parameter(property = "athanor.branchLabel")
  String branchLabel;

  /** Revisions that must be applied first without being parents, separated by commas. */
  @Parameter(property = "athanor.dependsOn")
  String dependsOn;

  /** The revision's id, in place of 12 random hex digits. */
  @Parameter(property = "athanor.revisionId")
  String revisionId;

  final RevisionRequest request(List<String> heads, boolean splice) {
    return new RevisionParameters(message, format, author, branchLabel, dependsOn, revisionId)
        .request(heads, splice);
  }

  /** Entries between commas; a routine's name has some of its own, in parentheses. */
  static List<String> list(String commas) {
    return commas == null
        ? List.of()
        : Stream.of(commas.split(",(?![^(]*\\))"))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .toList();
  }
}
