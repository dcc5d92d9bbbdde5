package dev.athanor.autogenerate.write;

import dev.athanor.autogenerate.write.ChangesetDraft.Line;
import dev.athanor.schema.ddl.Ddl;
import dev.athanor.schema.ddl.DdlOptions;
import dev.athanor.schema.ddl.DdlStatement;
import dev.athanor.schema.diff.Hazard;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.model.ObjectId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  private static final Pattern CONCURRENT_INDEX =
      Pattern.compile("^CREATE UNIQUE INDEX CONCURRENTLY (\\S+) ON ");

  private final List<List<DdlStatement>> groups;
  private final List<DdlStatement> downgrade;
  private final boolean allowDestructive;
  private final String defaultSchema;
  private final Map<ObjectId, ObjectId> oldNames = new HashMap<>();
  private final Map<ObjectId, List<Made>> made = new HashMap<>();

  /** A group that has a statement of this verb. */
  private record Made(int group, Verb verb) {}

  /**
   * @param backfills {@code table.column} to the expression that rows without a value get
   * @param allowDestructive whether what loses data may run as it is written
   */
  public RevisionDrafter(SchemaDiff diff, Map<String, String> backfills, boolean allowDestructive) {
    this.groups = new Backfills(backfills).into(Ddl.groups(Ddl.render(diff, UPGRADE)));
    this.downgrade = Ddl.render(diff.reverse(), DOWNGRADE);
    this.allowDestructive = allowDestructive;
    diff.renamesBefore().forEach(rename -> oldNames.put(rename.to(), rename.from()));
    this.defaultSchema = diff.after().defaultSchema();
    for (int group = groups.size() - 1; group >= 0; group--) {
      for (DdlStatement statement : groups.get(group)) {
        made.computeIfAbsent(statement.subject(), subject -> new ArrayList<>())
            .add(new Made(group, Verb.of(statement)));
      }
    }
  }

  public List<ChangesetDraft> drafts() {
    List<DdlStatement> first = new ArrayList<>();
    List<List<DdlStatement>> undo = assign(first);
    List<ChangesetDraft> drafts = new ArrayList<>();
    if (!first.isEmpty()) {
      drafts.add(onlyUndo(first));
    }
    for (int i = 0; i < groups.size(); i++) {
      drafts.add(draft(groups.get(i), undo.get(i)));
    }
    return drafts;
  }

  /** The columns that become NOT NULL without a word on what existing rows get. */
  public List<String> unfilled() {
    return groups.stream()
        .flatMap(List::stream)
        .filter(Backfills::isOpen)
        .map(statement -> unqualified(statement.subject().path()))
        .distinct()
        .toList();
  }

  /**
   * For each group its part of the downgrade; read from the last group to the first it is whole.
   *
   * @param first gets what no group can take
   */
  private List<List<DdlStatement>> assign(List<DdlStatement> first) {
    List<List<DdlStatement>> undo = new ArrayList<>();
    groups.forEach(group -> undo.add(new ArrayList<>()));
    int at = groups.size() - 1;
    for (DdlStatement statement : downgrade) {
      at = place(statement, at, undo);
      (at < 0 ? first : undo.get(at)).add(statement);
    }
    return undo;
  }

  /**
   * The group whose work this undoes: what creates what it drops, or drops what it creates, else
   * the first that touches the same object. Outside a transaction there is room for one statement.
   */
  private int place(DdlStatement statement, int latest, List<List<DdlStatement>> undo) {
    Verb opposite = Verb.of(statement).opposite();
    for (boolean exact : new boolean[] {true, false}) {
      int first = -1;
      int room = -1;
      for (Made maker : makers(statement.subject(), exact ? opposite : Verb.OTHER)) {
        int group = maker.group();
        if (group <= latest) {
          boolean alone = isAlone(group);
          first = alone ? first : group;
          room = alone && room < 0 && undo.get(group).isEmpty() ? group : room;
        }
      }
      if (first >= 0 || room >= 0) {
        return first >= 0 ? first : room;
      }
    }
    int any = latest;
    while (any >= 0 && isAlone(any)) {
      any--;
    }
    return any;
  }

  private boolean isAlone(int group) {
    return !groups.get(group).get(0).transactional();
  }

  /** Who did that to a subject, under its old name too; the last group first. */
  private List<Made> makers(ObjectId subject, Verb verb) {
    List<Made> makers = new ArrayList<>(made.getOrDefault(subject, List.of()));
    ObjectId old = oldNames.getOrDefault(subject, subject);
    if (!old.equals(subject)) {
      makers.addAll(made.getOrDefault(old, List.of()));
      makers.sort(Comparator.comparingInt(Made::group).reversed());
    }
    makers.removeIf(maker -> verb != Verb.OTHER && verb != maker.verb());
    return makers;
  }

  private ChangesetDraft onlyUndo(List<DdlStatement> down) {
    return new ChangesetDraft(
        unqualified(down.get(0).concern()),
        true,
        List.of(new Line("SELECT 1", "Nothing to do on the way up: this has the last of the undo")),
        down.stream().map(statement -> undo(statement, true)).toList(),
        List.of(),
        "");
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
    List<Line> undo = new ArrayList<>(down.stream().map(d -> undo(d, transactional)).toList());
    if (!transactional && undo.isEmpty()) {
      leftOver(up.get(0)).ifPresent(undo::add);
    }
    return new ChangesetDraft(
        Purpose.of(unqualified(up.get(0).concern()), up),
        transactional,
        up.stream().map(statement -> new Line(statement.sql(), statement.comment())).toList(),
        undo,
        List.copyOf(lost),
        lost.isEmpty() || allowDestructive ? "" : String.join("; ", lost));
  }

  private String unqualified(String concern) {
    return concern.startsWith(defaultSchema + ".")
        ? concern.substring(defaultSchema.length() + 1)
        : concern;
  }

  /** The index of a constraint that was never added, which would otherwise go with it. */
  private static Optional<Line> leftOver(DdlStatement up) {
    Matcher index = CONCURRENT_INDEX.matcher(up.sql());
    return index.find()
        ? Optional.of(new Line("DROP INDEX CONCURRENTLY IF EXISTS " + index.group(1), ""))
        : Optional.empty();
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
