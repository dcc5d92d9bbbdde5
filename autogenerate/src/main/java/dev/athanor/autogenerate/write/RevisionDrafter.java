package dev.athanor.autogenerate.write;

import dev.athanor.autogenerate.write.ChangesetDraft.Line;
import dev.athanor.schema.ddl.Ddl;
import dev.athanor.schema.ddl.DdlOptions;
import dev.athanor.schema.ddl.DdlStatement;
import dev.athanor.schema.diff.Hazard;
import dev.athanor.schema.diff.SchemaDiff;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes changesets of a diff: a concern each, and to each what undoes it.
 *
 * <p>The statements of the downgrade keep their order over the whole revision (changesets are
 * undone last first); within that, each goes to the changeset that made what it unmakes, so that a
 * revision applied in part can be undone too.
 */
public final class RevisionDrafter {
  private static final DdlOptions UPGRADE = DdlOptions.DEFAULT.withSafe(true);
  private static final DdlOptions DOWNGRADE = DdlOptions.DEFAULT.withFillNotNull(true);

  private final List<List<DdlStatement>> groups;
  private final List<DdlStatement> downgrade;
  private final boolean allowDestructive;

  /**
   * @param backfills {@code table.column} to the expression that rows without a value get
   * @param allowDestructive whether what loses data may run as it is written
   */
  public RevisionDrafter(SchemaDiff diff, Map<String, String> backfills, boolean allowDestructive) {
    this.groups = new Backfills(backfills).into(Ddl.groups(Ddl.render(diff, UPGRADE)));
    this.downgrade = Ddl.render(diff.reverse(), DOWNGRADE);
    this.allowDestructive = allowDestructive;
  }

  public List<ChangesetDraft> drafts() {
    List<List<DdlStatement>> undo = assign();
    List<ChangesetDraft> drafts = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      drafts.add(draft(groups.get(i), undo.get(i)));
    }
    return drafts;
  }

  /**
   * For each group its part of the downgrade; read from the last group to the first it is whole.
   */
  private List<List<DdlStatement>> assign() {
    List<List<DdlStatement>> undo = new ArrayList<>();
    groups.forEach(group -> undo.add(new ArrayList<>()));
    int at = groups.size() - 1;
    for (DdlStatement statement : downgrade) {
      at = place(statement, at);
      undo.get(at).add(statement);
    }
    return undo;
  }

  private int place(DdlStatement statement, int latest) {
    for (int group = latest; group >= 0; group--) {
      if (groups.get(group).stream().anyMatch(up -> up.subject().equals(statement.subject()))) {
        return group;
      }
    }
    int group = latest;
    while (group > 0 && !groups.get(group).get(0).transactional()) {
      group--;
    }
    return group;
  }

  private ChangesetDraft draft(List<DdlStatement> up, List<DdlStatement> down) {
    Set<String> lost = new LinkedHashSet<>();
    for (DdlStatement statement : up) {
      for (Hazard hazard : statement.hazards()) {
        if (hazard.kind() == Hazard.Kind.DATA_LOSS) {
          lost.add(hazard.detail());
        }
      }
    }
    boolean transactional = up.stream().allMatch(DdlStatement::transactional);
    return new ChangesetDraft(
        up.get(0).concern(),
        transactional,
        up.stream().map(statement -> new Line(statement.sql(), statement.comment())).toList(),
        down.stream().map(statement -> undo(statement, transactional)).toList(),
        List.copyOf(lost),
        lost.isEmpty() || allowDestructive ? "" : String.join("; ", lost));
  }

  /** What was made without locking writers out is unmade that way too. */
  private static Line undo(DdlStatement statement, boolean transactional) {
    String sql = statement.sql();
    if (!transactional) {
      sql =
          sql.replaceFirst(
              "^(CREATE (?:UNIQUE )?INDEX|DROP INDEX) (?!CONCURRENTLY)", "$1 CONCURRENTLY ");
    }
    return new Line(sql, statement.comment());
  }
}
