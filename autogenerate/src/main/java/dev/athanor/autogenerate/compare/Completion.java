package dev.athanor.autogenerate.compare;

import dev.athanor.schema.diff.Rename;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Dependency;
import dev.athanor.schema.model.Index;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.model.View;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A JPA model's schema, completed with what JPA has no words for and the revisions have built:
 * routines, triggers, policies, partial indexes, storage settings and the like.
 *
 * <p>So what is compared with the revisions' schema afterwards differs from it only where the model
 * says something.
 */
final class Completion {
  /** Kinds that no JPA mapping makes. */
  private static final Set<Kind> BEYOND =
      Set.of(
          Kind.SCHEMA,
          Kind.EXTENSION,
          Kind.COLLATION,
          Kind.DOMAIN,
          Kind.COMPOSITE,
          Kind.RANGE,
          Kind.STATISTICS,
          Kind.ROUTINE,
          Kind.CAST,
          Kind.RULE,
          Kind.TRIGGER,
          Kind.POLICY,
          Kind.GRANT);

  private final SchemaSnapshot existing;
  private final SchemaSnapshot model;
  private final Map<ObjectId, SchemaObject> objects = new LinkedHashMap<>();
  private final Map<ObjectId, ObjectId> renamed = new HashMap<>();
  private final Map<ObjectId, String> oldNames = new HashMap<>();
  private final Set<ObjectId> kept = new HashSet<>();
  private final Set<ObjectId> touched = new HashSet<>();
  private final boolean wholeTruth;
  private final Footing footing;

  private Completion(
      SchemaSnapshot existing, SchemaSnapshot model, List<Rename> renames, boolean wholeTruth) {
    this.existing = existing;
    this.model = model;
    this.wholeTruth = wholeTruth;
    this.footing = new Footing(existing);
    for (Rename rename : renames) {
      touched.add(ObjectId.table(rename.to().schema(), rename.to().within()));
      touched.add(rename.to());
      if (rename.from().kind() == Kind.TABLE) {
        oldNames.put(rename.to(), rename.from().name());
      }
    }
  }

  /**
   * @param existing what the revisions build, renames done
   * @param model what the provider creates
   * @param renames the renames: what PostgreSQL named after a table has the old name in it
   * @param wholeTruth whether the model's names of constraints and indexes are meant
   */
  static SchemaSnapshot of(
      SchemaSnapshot existing, SchemaSnapshot model, List<Rename> renames, boolean wholeTruth) {
    return new Completion(existing, model, renames, wholeTruth).complete();
  }

  private SchemaSnapshot complete() {
    List<SchemaObject> views = new ArrayList<>();
    for (SchemaObject object : model.objects().values()) {
      if (object instanceof View) {
        views.add(object);
      } else {
        take(object);
      }
    }
    // The provider's tables have types that are not asked for, which views above them show.
    Set<ObjectId> unasked = RewrittenViews.of(existing, model.objects());
    unasked.removeAll(RewrittenViews.of(existing, objects));
    views.forEach(view -> take(unasked.contains(view.id()) ? existing.get(view.id()) : view));
    existing.objects().values().stream()
        .filter(object -> isBeyond(object) && stands(object))
        .forEach(
            object -> {
              objects.put(object.id(), object);
              kept.add(object.id());
            });
    for (SchemaObject object : new Heirs(existing, objects).all()) {
      objects.put(object.id(), object);
      kept.add(object.id());
    }
    Set<Dependency> dependencies = new HashSet<>();
    for (Dependency dependency : model.dependencies()) {
      dependencies.add(new Dependency(newId(dependency.from()), newId(dependency.to())));
    }
    for (Dependency dependency : existing.dependencies()) {
      if (kept.contains(dependency.from())) {
        dependencies.add(dependency);
      }
    }
    return new SchemaSnapshot(
        model.version(),
        model.defaultSchema(),
        objects,
        dependencies,
        existing.clones(),
        existing.notCompared());
  }

  private void take(SchemaObject wanted) {
    if (!footing.bears(wanted)) {
      if (wanted instanceof Constraint key && key.type() == Constraint.Type.PRIMARY_KEY) {
        primaryKey(key.id());
      }
      return;
    }
    SchemaObject taken = wanted;
    SchemaObject now = existing.get(wanted.id());
    if (wanted instanceof Table table && now instanceof Table old) {
      taken = physical(table, old);
    } else if (wanted instanceof Column column && now instanceof Column old) {
      taken = physical(column, old);
    } else if (wanted instanceof View view && now instanceof View old) {
      taken = physical(view, old);
    } else if (wanted instanceof Constraint constraint && now instanceof Constraint old) {
      taken = constraint.withIndexComment(old.indexComment());
    } else if (wanted instanceof Index index && now instanceof Index old) {
      taken = index.withStatistics(old.statistics());
    } else if (now == null && wanted instanceof Constraint constraint) {
      taken = sameConstraint(constraint);
    } else if (now == null && wanted instanceof Index index) {
      taken = sameIndex(index);
    }
    if (!taken.id().equals(wanted.id())) {
      renamed.put(wanted.id(), taken.id());
    }
    objects.put(taken.id(), taken);
  }

  /** The key that a table has in place of one that it cannot have. */
  private void primaryKey(ObjectId wanted) {
    for (Constraint old : existing.all(Constraint.class)) {
      if (old.type() == Constraint.Type.PRIMARY_KEY
          && old.table().equals(ObjectId.table(wanted.schema(), wanted.within()))) {
        objects.put(old.id(), old);
        renamed.put(wanted, old.id());
      }
    }
  }

  private ObjectId newId(ObjectId id) {
    return renamed.getOrDefault(id, id);
  }

  private static Table physical(Table wanted, Table old) {
    return new Table(
        wanted.id(),
        old.unlogged(),
        old.partitionKey(),
        old.parents(),
        old.partitionBound(),
        old.accessMethod(),
        wanted.options().isEmpty() ? old.options() : wanted.options(),
        old.rowSecurity(),
        old.forceRowSecurity(),
        old.replicaIdentity(),
        old.clusteredOn(),
        wanted.comment());
  }

  private static View physical(View wanted, View old) {
    return new View(
        wanted.id(),
        old.materialized(),
        wanted.definition(),
        wanted.columns(),
        old.options(),
        old.clusteredOn(),
        old.columnComments(),
        old.columnDefaults(),
        old.comment());
  }

  private static Column physical(Column wanted, Column old) {
    boolean timed = wanted.type().startsWith("time") || wanted.type().startsWith("interval");
    boolean samePrecision = timed && old.type().equals(wanted.type().replace("(6)", ""));
    return new Column(
        wanted.id(),
        samePrecision ? old.type() : wanted.type(),
        wanted.collation(),
        wanted.notNull(),
        wanted.notNull() == old.notNull() ? old.notNullTerms() : wanted.notNullTerms(),
        wanted.defaultExpression(),
        wanted.generated(),
        identity(wanted, old),
        old.inherited(),
        old.storage().ofType(wanted.storage().typeStrategy()),
        wanted.comment());
  }

  /** JPA says that a column counts by itself, and nothing of how. */
  private static Column.Identity identity(Column wanted, Column old) {
    Column.Identity counts = old.identity();
    return wanted.identity() == null || counts == null
        ? wanted.identity()
        : new Column.Identity(
            counts.always(), counts.sequence(), counts.options().ofType(wanted.type()));
  }

  private SchemaObject sameConstraint(Constraint wanted) {
    for (Constraint old : existing.all(Constraint.class)) {
      if (old.table().equals(wanted.table())
          && old.type() == wanted.type()
          && old.definition().equals(wanted.definition())
          && model.get(old.id()) == null
          && keeps(old.id(), wanted.id())) {
        return old;
      }
    }
    return sameUnique(wanted, Uniqueness.of(wanted)).orElse(wanted);
  }

  /** The index or the constraint that keeps the same columns unique: to rows it is the same. */
  private Optional<SchemaObject> sameUnique(SchemaObject wanted, Optional<String> columns) {
    return existing.objects().values().stream()
        .filter(old -> columns.isPresent() && Uniqueness.of(old).equals(columns))
        .filter(old -> model.get(old.id()) == null)
        .filter(old -> old.id().name().equals(wanted.id().name()) || keeps(old.id(), wanted.id()))
        .findFirst();
  }

  private SchemaObject sameIndex(Index wanted) {
    for (Index old : existing.all(Index.class)) {
      if (old.id().within().equals(wanted.id().within())
          && old.id().schema().equals(wanted.id().schema())
          && unnamed(old).equals(unnamed(wanted))
          && model.get(old.id()) == null
          && keeps(old.id(), wanted.id())) {
        return old;
      }
    }
    return sameUnique(wanted, Uniqueness.of(wanted)).orElse(wanted);
  }

  private boolean keeps(ObjectId old, ObjectId wanted) {
    if (!wholeTruth && !touched.contains(ObjectId.table(old.schema(), old.within()))) {
      return true;
    }
    String table = oldNames.getOrDefault(ObjectId.table(old.schema(), old.within()), old.within());
    return GeneratedNames.keep(old.name(), table, wanted.name(), wanted.within());
  }

  static String unnamed(Index index) {
    return index.definition().replaceFirst(" INDEX .*? ON ", " INDEX ON ");
  }

  private boolean isBeyond(SchemaObject object) {
    if (model.get(object.id()) != null) {
      return false;
    }
    if (object instanceof Constraint constraint) {
      return constraint.type() == Constraint.Type.EXCLUSION;
    }
    if (object instanceof Index index) {
      String definition = index.definition();
      return index.computed()
          || !definition.contains(" USING btree ")
          || definition.contains(" INCLUDE ")
          || definition.contains("_ops");
    }
    if (object instanceof View) {
      // A provider makes views only of entities; one of its name would be in the model.
      return true;
    }
    return BEYOND.contains(object.id().kind());
  }

  /** Whether what an object belongs to is still there. */
  private boolean stands(SchemaObject object) {
    ObjectId id = object.id();
    if (id.kind() == Kind.CAST) {
      return existing.dependencies().stream()
          .filter(dependency -> dependency.from().equals(id))
          .allMatch(dependency -> objects.containsKey(dependency.to()));
    }
    if (id.within().isEmpty() || id.kind() == Kind.ROUTINE) {
      return true;
    }
    List<ObjectId> owners = new ArrayList<>();
    owners.add(ObjectId.table(id.schema(), id.within()));
    owners.add(ObjectId.of(Kind.VIEW, id.schema(), id.within()));
    return owners.stream()
        .anyMatch(owner -> model.get(owner) != null || objects.containsKey(owner));
  }
}
