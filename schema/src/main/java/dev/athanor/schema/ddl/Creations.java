package dev.athanor.schema.ddl;

import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Sequence;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Steps that only make what was not there before, or prove it: what undoes them is known. */
final class Creations {
  private static final String INDEX_OF_CONSTRAINT = "CREATE UNIQUE INDEX CONCURRENTLY ";

  private final SchemaDiff diff;
  private final Names names;

  Creations(SchemaDiff diff) {
    this.diff = diff;
    this.names = new Names(diff.after().defaultSchema());
  }

  /** What undoes {@code group}; empty where it does anything else than make something. */
  Optional<List<DdlStatement>> undo(List<DdlStatement> group) {
    DdlStatement first = group.get(0);
    if (first.subject().kind() == Kind.CONSTRAINT && first.sql().startsWith(INDEX_OF_CONSTRAINT)) {
      // It goes with its constraint, and is left over where that was never added.
      String drop = "DROP INDEX IF EXISTS " + names.of(first.subject());
      return Optional.of(
          List.of(
              new DdlStatement(drop, 0, first.concern(), false, first.subject(), List.of(), "")));
    }
    if (group.size() == 1 && validates(first)) {
      return Optional.of(unproven((Constraint) diff.after().get(first.subject())));
    }
    Set<ObjectId> made = new LinkedHashSet<>();
    for (DdlStatement statement : group) {
      if (makes(statement)) {
        made.add(statement.subject());
      } else if (!made.contains(subject(statement))) {
        return Optional.empty();
      }
    }
    List<DdlStatement> drops = drops(made);
    return drops.isEmpty() ? Optional.empty() : Optional.of(drops);
  }

  /** Whether it proves a constraint that a step before has made. */
  private boolean validates(DdlStatement statement) {
    ObjectId id = statement.subject();
    return id.kind() == Kind.CONSTRAINT
        && statement.sql().endsWith(" VALIDATE CONSTRAINT " + Names.quote(id.name()))
        && diff.before().get(id) == null;
  }

  /** What makes it as it was before it was proved. What is said of it is said later. */
  private List<DdlStatement> unproven(Constraint constraint) {
    ObjectId table = constraint.table();
    Map<ObjectId, SchemaObject> proved = new LinkedHashMap<>();
    proved.put(table, diff.after().get(table));
    Map<ObjectId, SchemaObject> unproven = new LinkedHashMap<>(proved);
    proved.put(constraint.id(), constraint.withoutComment(true));
    unproven.put(constraint.id(), constraint.withoutComment(false));
    return Ddl.render(SchemaDiff.between(snapshot(proved), snapshot(unproven)), DdlOptions.DEFAULT);
  }

  private static ObjectId subject(DdlStatement statement) {
    ObjectId id = statement.subject();
    return id.kind() == Kind.OWNERSHIP ? id.as(Kind.SEQUENCE) : id;
  }

  private boolean makes(DdlStatement statement) {
    ObjectId id = statement.subject();
    String sql = statement.sql();
    boolean made =
        switch (id.kind()) {
          case SCHEMA, SEQUENCE, TABLE, VIEW, INDEX, ENUM, DOMAIN, COMPOSITE, RANGE ->
              sql.startsWith("CREATE ");
          case COLUMN -> sql.contains(" ADD COLUMN " + Names.quote(id.name()) + " ");
          case CONSTRAINT -> sql.contains(" ADD CONSTRAINT " + Names.quote(id.name()) + " ");
          default -> false;
        };
    // A partition does not go while a foreign key refers to its parent: that takes more than a
    // drop.
    boolean alone = !(diff.after().get(id) instanceof Table table) || table.parents().isEmpty();
    return made && alone && diff.before().get(id) == null && diff.after().get(id) != null;
  }

  /** The difference between a schema with nothing but these and one without them. */
  private List<DdlStatement> drops(Set<ObjectId> made) {
    Map<ObjectId, SchemaObject> with = new LinkedHashMap<>();
    Map<ObjectId, SchemaObject> without = new LinkedHashMap<>();
    for (ObjectId id : made) {
      ObjectId table = ObjectId.table(id.schema(), id.within());
      if (!id.within().isEmpty() && !made.contains(table) && diff.after().get(table) != null) {
        // As it was, where it was: what becomes of the table itself is done by other steps.
        SchemaObject host = diff.before().objects().getOrDefault(table, diff.after().get(table));
        with.put(table, host);
        without.put(table, host);
      }
      if (!goesWithItsTable(diff.after().get(id), made)) {
        with.put(id, diff.after().get(id));
      }
    }
    return Ddl.render(SchemaDiff.between(snapshot(with), snapshot(without)), DdlOptions.DEFAULT);
  }

  private static boolean goesWithItsTable(SchemaObject object, Set<ObjectId> made) {
    return object instanceof Sequence sequence
        && sequence.ownedBy() != null
        && made.contains(ObjectId.table(sequence.ownedBy().schema(), sequence.ownedBy().within()));
  }

  private SchemaSnapshot snapshot(Map<ObjectId, SchemaObject> objects) {
    return new SchemaSnapshot(
        diff.after().version(), diff.after().defaultSchema(), objects, Set.of(), Map.of());
  }
}
