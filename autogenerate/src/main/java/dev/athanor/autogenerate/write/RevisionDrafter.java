package dev.athanor.autogenerate.write;

import dev.athanor.autogenerate.write.ChangesetDraft.Line;
import dev.athanor.schema.ddl.Ddl;
import dev.athanor.schema.ddl.DdlOptions;
import dev.athanor.schema.ddl.DdlStatement;
import dev.athanor.schema.ddl.Pairing;
import dev.athanor.schema.ddl.StepPair;
import dev.athanor.schema.diff.Hazard;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.snapshot.SnapshotOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes changesets of a diff: a concern each, and each with what undoes it and nothing else. */
public final class RevisionDrafter {
  private final SchemaDiff diff;
  private final DdlOptions undo;
  private final List<List<DdlStatement>> groups;
  private final Numbering numbering;
  private final Map<DdlStatement, List<DdlStatement>> numbered;
  private final boolean allowDestructive;

  /**
   * @param up how the way up is written; safely in any case
   * @param undo how the way back is written
   * @param backfills {@code table.column} to the expression that rows without a value get; to
   *     nothing where there are none
   * @param numbering what numbers keys, and is to go on behind those that are there
   * @param allowDestructive whether what loses data may run as it is written
   */
  public RevisionDrafter(
      SchemaDiff diff,
      DdlOptions up,
      DdlOptions undo,
      Map<String, String> backfills,
      Numbering numbering,
      boolean allowDestructive) {
    this.diff = diff;
    this.undo = undo;
    this.groups =
        new ArrayList<>(
            new Backfills(backfills).into(Ddl.groups(Ddl.render(diff, up.withSafe(true)))));
    this.numbering = numbering;
    this.numbered = numbering.statements();
    numbered.keySet().forEach(statement -> groups.add(List.of(statement)));
    this.allowDestructive = allowDestructive;
  }

  /**
   * @param connection in autocommit, to a database with the schema that the diff starts from and no
   *     rows; it is at the other end afterwards
   * @param options with which the diff was made
   * @throws SQLException with the statement that the server refuses
   */
  public List<ChangesetDraft> drafts(Connection connection, SnapshotOptions options)
      throws SQLException {
    List<ChangesetDraft> drafts = new ArrayList<>();
    String undecided = String.join("; ", unfilled());
    for (StepPair pair : new Pairing(connection, options, diff, undo).of(groups)) {
      // Nothing has been done yet where the first changeset stops.
      drafts.add(draft(pair, drafts.isEmpty() ? undecided : ""));
    }
    List<Line> firstBack = lines(numbering.statementsBack());
    for (int i = drafts.size() - 1; i >= 0 && !firstBack.isEmpty(); i--) {
      if (drafts.get(i).transactional()) {
        drafts.set(i, drafts.get(i).withFirstBack(firstBack));
        break;
      }
    }
    return drafts;
  }

  /** What is to be said of each column that becomes NOT NULL without a word on existing rows. */
  private List<String> unfilled() {
    return groups.stream()
        .flatMap(List::stream)
        .filter(Backfills::isOpen)
        .map(statement -> unqualified(statement.subject().path()))
        .distinct()
        .map(
            column ->
                column
                    + " becomes NOT NULL, and rows without a value stop it: say what they get with"
                    + " -Dbackfill=\""
                    + column
                    + "=…\", or that there are none with -Dbackfill=\""
                    + column
                    + "=\"")
        .toList();
  }

  private ChangesetDraft draft(StepPair pair, String undecided) {
    Set<String> lost = new LinkedHashSet<>();
    for (DdlStatement statement : pair.up()) {
      for (Hazard hazard : statement.hazards()) {
        if (hazard.kind() == Hazard.Kind.DATA_LOSS) {
          lost.add(hazard.detail());
        }
      }
    }
    Set<String> refusals = new LinkedHashSet<>();
    if (!undecided.isEmpty()) {
      refusals.add(undecided);
    }
    if (!allowDestructive) {
      refusals.addAll(lost);
    }
    return new ChangesetDraft(
        Purpose.of(unqualified(pair.up().get(0).concern()), pair.up()),
        pair.transactional(),
        lines(pair.up()),
        lines(
            pair.down().isEmpty()
                ? numbered.getOrDefault(pair.up().get(0), List.of())
                : pair.down()),
        List.copyOf(lost),
        String.join("; ", refusals),
        pair.before());
  }

  private static List<Line> lines(List<DdlStatement> statements) {
    return statements.stream()
        .map(one -> new Line(one.sql(), one.comment(), one.subject()))
        .toList();
  }

  private String unqualified(String path) {
    String schema = diff.after().defaultSchema() + ".";
    return path.startsWith(schema) ? path.substring(schema.length()) : path;
  }
}
