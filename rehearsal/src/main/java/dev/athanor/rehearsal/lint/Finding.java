package dev.athanor.rehearsal.lint;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;

/**
 * Something that a rule saw in a recording.
 *
 * @param rule the rule's id
 * @param level how grave it is to this project
 * @param harm whom it hurts, in words
 * @param revision the revision's id
 * @param file its file, below the changelog root
 * @param line where the statement stands in it, from 1; 1 where that cannot be told
 * @param changeset the changeset's id; null for what is about the whole revision
 * @param statement its number within the changeset, from 1; 0 for the whole revision
 * @param sql the statement, shortened to a line; null for the whole revision
 * @param subject the object it is about; empty for none
 * @param fact what was recorded
 * @param size how large the table is where it counts; null where nobody asked
 * @param nextStep what to do instead
 * @param fix SQL to write instead; null where a person has to decide
 * @param accepted why it is accepted; null where it is not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Finding(
    String rule,
    Level level,
    String harm,
    String revision,
    String file,
    int line,
    String changeset,
    int statement,
    String sql,
    String subject,
    String fact,
    String size,
    String nextStep,
    String fix,
    String accepted) {
  public Finding {
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(harm, "harm");
    Objects.requireNonNull(revision, "revision");
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(fact, "fact");
    Objects.requireNonNull(nextStep, "nextStep");
  }

  /** What makes it the same finding in another run: not its line, which moves. */
  public String key() {
    return revision + " " + rule + " " + (subject.isEmpty() ? "-" : subject);
  }

  /** The same, of which somebody has said why it may be. */
  Finding accepted(String reason) {
    return new Finding(
        rule, level, harm, revision, file, line, changeset, statement, sql, subject, fact, size,
        nextStep, fix, reason);
  }

  /** What it found, in a line: {@code public.users: built … (2.1 GB)}. */
  public String headline() {
    String about = subject.isEmpty() ? "" : subject + ": ";
    return about + fact + (size == null ? "" : " (" + size + ")");
  }
}
