package dev.athanor.schema.ddl;

import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Dependency;
import dev.athanor.schema.model.Extension;
import dev.athanor.schema.model.Grant;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Sequence;
import dev.athanor.schema.model.Table;

/** What {@code pg_depend} says, by facet, and what it leaves unsaid: who stands in whom. */
final class FacetDependencies {
  private final Facets facets;

  FacetDependencies(Facets facets) {
    this.facets = facets;
  }

  void addAll() {
    facets.snapshot.dependencies().forEach(this::catalogued);
    facets.objects.forEach(this::contained);
  }

  private void catalogued(Dependency dependency) {
    ObjectId from = dependency.from();
    ObjectId to = dependency.to();
    if (from.kind() == Kind.TABLE && to.kind() == Kind.TABLE) {
      from = from.as(Kind.ATTACHMENT);
    } else if (from.kind() == Kind.SEQUENCE && to.kind() == Kind.COLUMN) {
      from = from.as(Kind.OWNERSHIP);
    } else if (from.kind() == Kind.TABLE && isWithin(to, from)) {
      // A partition key needs its columns, and they need their table: one step makes them all.
      return;
    }
    add(from, to);
  }

  private void contained(ObjectId id, SchemaObject object) {
    add(id, ObjectId.of(Kind.SCHEMA, "", id.schema()));
    if (!id.within().isEmpty() && id.kind() != Kind.ROUTINE && id.kind() != Kind.GRANT) {
      add(id, ObjectId.table(id.schema(), id.within()));
      add(id, ObjectId.of(Kind.VIEW, id.schema(), id.within()));
    }
    switch (id.kind()) {
      case DEFAULT -> add(id, id.as(Kind.COLUMN));
      case COLUMN -> facets.parents((Column) object).forEach(parent -> add(id, parent.id()));
      case ATTACHMENT -> attachment(id, (Table) object);
      case OWNERSHIP -> {
        add(id, id.as(Kind.SEQUENCE));
        add(id, ((Sequence) object).ownedBy());
      }
      case EXTENSION -> add(id, ObjectId.of(Kind.SCHEMA, "", ((Extension) object).schema()));
      case CONSTRAINT -> {
        if (((Constraint) object).referenced() != null) {
          add(id, ((Constraint) object).referenced());
        }
      }
      case GRANT -> add(id, ((Grant) object).on());
      default -> {}
    }
  }

  private void attachment(ObjectId id, Table table) {
    add(id, table.id());
    for (ObjectId parent : table.parents()) {
      add(id, parent);
      facets.columns(parent).forEach(column -> add(id, column.id()));
    }
    facets.columns(table.id()).forEach(column -> add(id, column.id()));
  }

  private static boolean isWithin(ObjectId child, ObjectId table) {
    return child.kind() == Kind.COLUMN
        && child.schema().equals(table.schema())
        && child.within().equals(table.name());
  }

  private void add(ObjectId from, ObjectId to) {
    if (!from.equals(to) && facets.has(from) && facets.has(to)) {
      facets.dependencies.add(new Dependency(from, to));
    }
  }
}
