package dev.athanor.autogenerate.write;

import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One changeset to be written: a concern of its own.
 *
 * @param concern what it is about, for people: a table's name, usually, and what is done to it
 * @param transactional false: it runs outside a transaction and has one statement
 * @param up statements with the lines that explain them
 * @param down what undoes it, in order
 * @param dataLoss what its downgrade cannot bring back; empty for nothing
 * @param refusal why it must not run before somebody has decided; empty for no reason
 * @param before the schema that it starts from and that {@code down} goes back to; empty where
 *     nobody had to look
 */
public record ChangesetDraft(
    String concern,
    boolean transactional,
    List<Line> up,
    List<Line> down,
    List<String> dataLoss,
    String refusal,
    Optional<SchemaSnapshot> before) {

  /**
   * A statement.
   *
   * @param sql without a terminator
   * @param comment for the reader of the file; may be empty
   * @param subject the object that it makes, changes or drops
   */
  public record Line(String sql, String comment, ObjectId subject) {
    public Line {
      Objects.requireNonNull(sql, "sql");
      Objects.requireNonNull(subject, "subject");
      Objects.requireNonNull(comment, "comment");
    }
  }

  public ChangesetDraft {
    Objects.requireNonNull(concern, "concern");
    Objects.requireNonNull(refusal, "refusal");
    Objects.requireNonNull(before, "before");
    up = List.copyOf(up);
    down = List.copyOf(down);
    dataLoss = List.copyOf(dataLoss);
  }

  /** The same with more to do before it is undone. */
  ChangesetDraft withFirstBack(List<Line> more) {
    List<Line> all = new ArrayList<>(more);
    all.addAll(down);
    return new ChangesetDraft(concern, transactional, up, all, dataLoss, refusal, before);
  }

  /** The same with more reasons why it must not run yet. */
  ChangesetDraft withRefusals(List<String> more) {
    List<String> all = new ArrayList<>(more);
    if (!refusal.isEmpty()) {
      all.add(0, refusal);
    }
    return new ChangesetDraft(
        concern, transactional, up, down, dataLoss, String.join("; ", all), before);
  }
}
