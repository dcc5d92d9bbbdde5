package dev.athanor.schema.ddl;

import dev.athanor.schema.diff.Hazard;
import dev.athanor.schema.model.ObjectId;
import java.util.List;
import java.util.Objects;

/**
 * One statement of a rendered diff.
 *
 * @param sql without a semicolon at the end
 * @param group statements of one group belong together and may share a transaction; groups are
 *     applied in order, each committed before the next
 * @param concern what the group is about, for people: a table's name, usually
 * @param transactional false when it must run outside a transaction; then it is alone in its group
 * @param subject the object it makes, changes or drops
 * @param hazards what a reviewer should know
 * @param comment a line for the reader of the file; empty if there is nothing to say
 */
public record DdlStatement(
    String sql,
    int group,
    String concern,
    boolean transactional,
    ObjectId subject,
    List<Hazard> hazards,
    String comment) {
  public DdlStatement {
    Objects.requireNonNull(sql, "sql");
    Objects.requireNonNull(concern, "concern");
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(comment, "comment");
    hazards = List.copyOf(hazards);
  }

  /** Whether rows, columns or values are lost. */
  public boolean isDestructive() {
    return hazards.stream().anyMatch(hazard -> hazard.kind() == Hazard.Kind.DATA_LOSS);
  }
}
