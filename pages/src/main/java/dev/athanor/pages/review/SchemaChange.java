package dev.athanor.pages.review;

import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.pages.history.NetChanges;
import dev.athanor.pages.history.RevisionRecord;
import dev.athanor.pages.history.SchemaHistory;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.ColumnList;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a plan's revisions change of tables, columns and foreign keys, as a replay saw it.
 *
 * @param tables those that change, by name; of each what changes
 */
public record SchemaChange(List<TableChange> tables) {

  /** How something changes. */
  enum Mark {
    ADDED("added"),
    DROPPED("dropped"),
    CHANGED("changed");

    private final String word;

    Mark(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }

    static Mark of(Difference change) {
      return change.before() == null ? ADDED : change.after() == null ? DROPPED : CHANGED;
    }
  }

  /**
   * A table.
   *
   * @param path its whole name, {@code schema.table}
   * @param name as people know it
   * @param mark of the table itself
   */
  record TableChange(
      String path, String name, Mark mark, List<ColumnChange> columns, List<KeyChange> keys) {}

  /**
   * A column.
   *
   * @param note {@code added}, {@code dropped}, {@code was integer}, {@code changed}
   */
  record ColumnChange(String name, String type, Mark mark, String note) {}

  /** A foreign key to a table, by its columns. */
  record KeyChange(String target, String columns, Mark mark) {}

  public SchemaChange {
    tables = List.copyOf(tables);
  }

  /** What the plan's revisions did when they were replayed, the other way round for a downgrade. */
  public static SchemaChange of(MigrationPlan plan, SchemaHistory history) {
    Map<String, RevisionRecord> records =
        history.revisions().stream()
            .collect(Collectors.toMap(each -> each.revision().id(), each -> each));
    NetChanges net = new NetChanges();
    Set<String> seen = new LinkedHashSet<>();
    for (PlanStep step : plan.steps()) {
      RevisionRecord record = records.get(step.revision());
      if (record != null && seen.add(step.revision())) {
        net.add(step.action() == PlanStep.Action.UNDO ? reversed(record) : record.changes());
      }
    }
    return of(net.list(), history.schema().defaultSchema());
  }

  private static List<Difference> reversed(RevisionRecord record) {
    return record.changes().stream().map(Difference::reverse).toList();
  }

  static SchemaChange of(List<Difference> changes, String defaultSchema) {
    Map<ObjectId, Building> tables = new TreeMap<>();
    for (Difference change : changes) {
      ObjectId id = change.id();
      if (id.kind() == Kind.TABLE) {
        tables.computeIfAbsent(id, key -> new Building()).mark = Mark.of(change);
      } else if (id.kind() == Kind.COLUMN || key(change) != null) {
        tables
            .computeIfAbsent(ObjectId.table(id.schema(), id.within()), key -> new Building())
            .add(change, defaultSchema);
      }
    }
    List<TableChange> built = new ArrayList<>();
    tables.forEach((id, each) -> built.add(each.table(id.path(), name(id, defaultSchema))));
    return new SchemaChange(built);
  }

  /** Those that are there before, as {@code schema.table}. */
  public List<String> existingTables() {
    return tables.stream()
        .filter(each -> each.mark() != Mark.ADDED)
        .map(TableChange::path)
        .toList();
  }

  private static Constraint key(Difference change) {
    Object object = change.after() == null ? change.before() : change.after();
    return object instanceof Constraint constraint
            && constraint.type() == Constraint.Type.FOREIGN_KEY
            && constraint.referenced() != null
        ? constraint
        : null;
  }

  private static String name(ObjectId table, String defaultSchema) {
    return table.schema().equals(defaultSchema) ? table.name() : table.path();
  }

  private static final class Building {
    private Mark mark = Mark.CHANGED;
    private final List<ColumnChange> columns = new ArrayList<>();
    private final List<KeyChange> keys = new ArrayList<>();

    void add(Difference change, String defaultSchema) {
      Constraint key = key(change);
      if (key == null) {
        columns.add(column(change));
      } else {
        keys.add(
            new KeyChange(
                name(key.referenced(), defaultSchema),
                String.join(", ", ColumnList.of(key.definition())),
                Mark.of(change)));
      }
    }

    private static ColumnChange column(Difference change) {
      Column column = (Column) (change.after() == null ? change.before() : change.after());
      Mark mark = Mark.of(change);
      boolean retyped =
          mark == Mark.CHANGED && !((Column) change.before()).type().equals(column.type());
      String note = retyped ? "was " + ((Column) change.before()).type() : mark.word();
      return new ColumnChange(column.id().name(), column.type(), mark, note);
    }

    TableChange table(String path, String name) {
      return new TableChange(path, name, mark, List.copyOf(columns), List.copyOf(keys));
    }
  }
}
