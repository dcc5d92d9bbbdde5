package dev.athanor.engine.changelog;

import java.util.List;
import java.util.Objects;

/**
 * What a project says of its new revisions, in {@link ProjectFile}.
 *
 * @param messages which messages say nothing
 * @param fileName how a file is called
 * @param afterWrite commands that are run for each file that was written, each a program and its
 *     arguments with {@code {{path}}} in place of the file: Alembic's post-write hooks
 */
public record RevisionRules(
    MessageRule messages, FileNameTemplate fileName, List<List<String>> afterWrite) {
  /** What a project gets that says nothing. */
  public static final RevisionRules DEFAULTS =
      new RevisionRules(
          new MessageRule(MessageRule.DEFAULT_WORDS),
          new FileNameTemplate(FileNameTemplate.DEFAULT),
          List.of());

  public RevisionRules {
    Objects.requireNonNull(messages, "messages");
    Objects.requireNonNull(fileName, "fileName");
    afterWrite = afterWrite.stream().map(List::copyOf).toList();
  }
}
