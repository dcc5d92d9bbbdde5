package dev.athanor.schema.diff;

import dev.athanor.schema.model.Dependency;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Sequence;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The part of a diff that is wanted, with the schema that it leads to. */
final class Selection {
  private Selection() {}

  static SchemaDiff of(
      SchemaDiff diff, Predicate<Difference> wanted, Predicate<Difference> follows) {
    Set<ObjectId> refused = new HashSet<>();
    for (Difference difference : diff.differences()) {
      if (!follows.test(difference) && !wanted.test(difference)) {
        refused.add(difference.id());
      }
    }
    List<Difference> kept = new ArrayList<>();
    for (Difference difference : diff.differences()) {
      ObjectId part = part(difference);
      boolean containerRefused =
          follows.test(difference)
              && (refused.contains(ObjectId.table(part.schema(), part.within()))
                  || refused.contains(ObjectId.of(Kind.VIEW, part.schema(), part.within())));
      if (!refused.contains(difference.id()) && !containerRefused) {
        kept.add(difference);
      }
    }
    SchemaSnapshot target = target(diff, kept);
    return new SchemaDiff(diff.before(), target, diff.renamesBefore(), diff.renamesAfter(), kept);
  }

  /** Within what it belongs to: a sequence, within the table of its column. */
  private static ObjectId part(Difference difference) {
    SchemaObject object = difference.before() != null ? difference.before() : difference.after();
    return object instanceof Sequence sequence && sequence.ownedBy() != null
        ? sequence.ownedBy()
        : difference.id();
  }

  private static SchemaSnapshot target(SchemaDiff diff, List<Difference> kept) {
    Map<ObjectId, SchemaObject> objects = new LinkedHashMap<>(diff.before().objects());
    Set<ObjectId> taken = new HashSet<>();
    for (Difference difference : kept) {
      taken.add(difference.id());
      if (difference.after() == null) {
        objects.remove(difference.id());
      } else {
        objects.put(difference.id(), difference.after());
      }
    }
    Set<Dependency> dependencies = new HashSet<>();
    add(dependencies, diff.before(), objects, id -> !taken.contains(id));
    add(dependencies, diff.after(), objects, taken::contains);
    return new SchemaSnapshot(
        diff.after().version(),
        diff.after().defaultSchema(),
        objects,
        dependencies,
        diff.after().clones(),
        diff.after().notCompared());
  }

  private static void add(
      Set<Dependency> dependencies,
      SchemaSnapshot snapshot,
      Map<ObjectId, SchemaObject> objects,
      Predicate<ObjectId> from) {
    for (Dependency dependency : snapshot.dependencies()) {
      ObjectId owner = owner(dependency.from());
      if (from.test(owner)
          && objects.containsKey(owner)
          && objects.containsKey(owner(dependency.to()))) {
        dependencies.add(dependency);
      }
    }
  }

  private static ObjectId owner(ObjectId id) {
    return id.kind() == Kind.DEFAULT ? id.as(Kind.COLUMN) : id;
  }
}
