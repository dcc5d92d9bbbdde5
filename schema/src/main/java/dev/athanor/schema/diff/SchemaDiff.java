package dev.athanor.schema.diff;

import dev.athanor.schema.convert.Conversions;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Sequence;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * What takes one schema to another.
 *
 * @param before the schema to start from; with the first of the renames already in it
 * @param after the schema to arrive at; without the last of the renames
 * @param renamesBefore renames to do first
 * @param renamesAfter renames to do last: those of the reverse
 * @param differences everything that differs, the parts of added and removed tables included
 */
public record SchemaDiff(
    SchemaSnapshot before,
    SchemaSnapshot after,
    List<Rename> renamesBefore,
    List<Rename> renamesAfter,
    List<Difference> differences) {

  public SchemaDiff {
    Objects.requireNonNull(before, "before");
    Objects.requireNonNull(after, "after");
    renamesBefore = List.copyOf(renamesBefore);
    renamesAfter = List.copyOf(renamesAfter);
    differences = List.copyOf(differences);
  }

  /** What takes {@code before} to {@code after}. */
  public static SchemaDiff between(SchemaSnapshot before, SchemaSnapshot after) {
    return between(before, after, List.of());
  }

  /**
   * What takes a schema to {@code after}, renames first.
   *
   * @param before read with the statements of {@code renames}, see {@link SchemaSnapshot#read}
   */
  public static SchemaDiff between(
      SchemaSnapshot before, SchemaSnapshot after, List<Rename> renames) {
    List<Difference> differences = new ArrayList<>();
    for (SchemaObject old : before.objects().values()) {
      SchemaObject now = after.get(old.id());
      if (now == null) {
        differences.add(new Difference.Removed(old));
      } else if (old != now && !old.equals(now)) {
        differences.add(new Difference.Changed(old, now));
      }
    }
    for (SchemaObject now : after.objects().values()) {
      if (before.get(now.id()) == null) {
        differences.add(new Difference.Added(now));
      }
    }
    return new SchemaDiff(before, after, renames, List.of(), differences);
  }

  public boolean isEmpty() {
    return differences.isEmpty() && renamesBefore.isEmpty() && renamesAfter.isEmpty();
  }

  /** What takes {@link #after} back to {@link #before}: the downgrade. */
  public SchemaDiff reverse() {
    List<Difference> reversed = new ArrayList<>();
    differences.forEach(difference -> reversed.add(difference.reverse()));
    Collections.reverse(reversed);
    return new SchemaDiff(
        after, before, Rename.reverse(renamesAfter), Rename.reverse(renamesBefore), reversed);
  }

  /**
   * What a person wants to read: renames, and every difference that does not just follow from a
   * table or view having been added or removed.
   */
  public List<Difference> headlines() {
    List<Difference> headlines = new ArrayList<>();
    for (Rename rename : renamesBefore) {
      headlines.add(new Difference.Renamed(rename, null, before.get(rename.to())));
    }
    differences.stream().filter(difference -> !follows(difference)).forEach(headlines::add);
    for (Rename rename : renamesAfter) {
      headlines.add(new Difference.Renamed(rename, after.get(rename.from()), null));
    }
    return headlines;
  }

  private boolean follows(Difference difference) {
    ObjectId id = difference.id();
    SchemaObject object = difference.before() != null ? difference.before() : difference.after();
    if (object instanceof Sequence sequence && sequence.ownedBy() != null) {
      return !(in(before, sequence.ownedBy()) && in(after, sequence.ownedBy()));
    }
    if (id.within().isEmpty() || id.kind() == Kind.ROUTINE || id.kind() == Kind.GRANT) {
      return false;
    }
    return !in(before, id) || !in(after, id);
  }

  private static boolean in(SchemaSnapshot snapshot, ObjectId id) {
    return snapshot.get(ObjectId.table(id.schema(), id.within())) != null
        || snapshot.get(ObjectId.of(Kind.VIEW, id.schema(), id.within())) != null;
  }

  /**
   * The part of it that {@code wanted} accepts; the rest stays as it is in {@link #before}. What
   * belongs to an added or removed table goes with the table.
   */
  public SchemaDiff select(Predicate<Difference> wanted) {
    return Selection.of(this, wanted, this::follows);
  }

  /** Every hazard of every headline. */
  public List<Hazard> hazards() {
    Conversions conversions = Conversions.between(before, after);
    return headlines().stream()
        .flatMap(difference -> difference.hazards(conversions).stream())
        .toList();
  }

  /** Removed and added tables and columns that look alike: worth a question, never assumed. */
  public List<Rename> possibleRenames() {
    return RenameHints.of(this);
  }
}
