package dev.athanor.schema.diff;

import dev.athanor.schema.convert.Conversion;
import dev.athanor.schema.convert.Conversions;
import dev.athanor.schema.convert.Types;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.EnumType;
import dev.athanor.schema.model.Index;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Sequence;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.model.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Tells what is dangerous about a difference on a table with rows in it. */
final class Hazards {
  private Hazards() {}

  static List<Hazard> of(Difference difference, Conversions conversions) {
    List<Hazard> hazards = new ArrayList<>();
    if (difference instanceof Difference.Removed removed) {
      removed(removed.object(), hazards);
    } else if (difference instanceof Difference.Added added) {
      added(added.object(), hazards);
    } else if (difference instanceof Difference.Changed changed) {
      changed(changed.before(), changed.after(), conversions, hazards);
    }
    return List.copyOf(hazards);
  }

  private static void removed(SchemaObject object, List<Hazard> hazards) {
    String name = object.id().path();
    if (object instanceof Table) {
      add(hazards, Hazard.Kind.DATA_LOSS, "the rows of " + name + " are lost");
    } else if (object instanceof Column column && !column.isGenerated() && !column.inherited()) {
      add(hazards, Hazard.Kind.DATA_LOSS, "the values of " + name + " are lost");
    } else if (object instanceof Sequence) {
      add(hazards, Hazard.Kind.DATA_LOSS, "the position of " + name + " is lost");
    }
  }

  private static void added(SchemaObject object, List<Hazard> hazards) {
    String name = object.id().path();
    if (object instanceof Column column && !column.inherited()) {
      if (column.isGenerated()) {
        add(hazards, Hazard.Kind.LONG_LOCK, "the table is rewritten to compute " + name);
      } else if (column.identity() != null) {
        add(hazards, Hazard.Kind.LONG_LOCK, "the table is rewritten to number " + name);
      } else if (column.isProvenNotNull() && column.defaultExpression() == null) {
        add(hazards, Hazard.Kind.NEEDS_ATTENTION, "existing rows have no value for " + name);
      }
    } else if (object instanceof Index) {
      add(hazards, Hazard.Kind.LONG_LOCK, "writers wait while " + name + " is built");
    } else if (object instanceof Constraint constraint) {
      String what = constraint.isIndexed() ? "an index is built" : "existing rows are checked";
      add(hazards, Hazard.Kind.LONG_LOCK, what + " for " + name);
      add(hazards, Hazard.Kind.NEEDS_ATTENTION, "existing rows may violate " + name);
    }
  }

  private static void changed(
      SchemaObject before, SchemaObject after, Conversions conversions, List<Hazard> hazards) {
    String name = before.id().path();
    if (before instanceof Column old && after instanceof Column now && !now.inherited()) {
      column(old, now, conversions, hazards);
    } else if (before instanceof EnumType old && after instanceof EnumType now) {
      if (!now.labels().containsAll(old.labels())) {
        add(
            hazards,
            Hazard.Kind.DATA_LOSS,
            "rows that hold a value removed from " + name + " stop it");
        add(
            hazards,
            Hazard.Kind.LONG_LOCK,
            "every table with a column of " + name + " is rewritten");
      }
    } else if (before instanceof Table old && after instanceof Table now) {
      if (!Objects.equals(old.partitionKey(), now.partitionKey())) {
        add(hazards, Hazard.Kind.DATA_LOSS, name + " is dropped and created: partitioning differs");
      } else if (old.unlogged() != now.unlogged()
          || !Objects.equals(old.accessMethod(), now.accessMethod())) {
        add(hazards, Hazard.Kind.LONG_LOCK, name + " is rewritten");
      }
    } else if (before instanceof Constraint old && after instanceof Constraint now) {
      if (!old.definition().equals(now.definition()) || !old.valid()) {
        added(after, hazards);
      }
    } else if (before instanceof Index old && after instanceof Index now) {
      if (!old.definition().equals(now.definition())) {
        added(after, hazards);
      }
    } else if (after instanceof View view && view.materialized()) {
      add(hazards, Hazard.Kind.LONG_LOCK, "the query of " + name + " runs");
    }
  }

  private static void column(
      Column old, Column now, Conversions conversions, List<Hazard> hazards) {
    String name = old.id().path();
    if (!old.isGenerated() && now.isGenerated()) {
      add(
          hazards,
          Hazard.Kind.DATA_LOSS,
          "the values of " + name + " are replaced by computed ones");
    } else if (now.isGenerated()
        && !Objects.equals(old.defaultExpression(), now.defaultExpression())) {
      add(hazards, Hazard.Kind.LONG_LOCK, "the table is rewritten to compute " + name);
    } else if (!old.type().equals(now.type())) {
      retyped(old, now, conversions, hazards);
    }
    if (!old.isProvenNotNull() && now.isProvenNotNull()) {
      add(hazards, Hazard.Kind.LONG_LOCK, "the table is scanned for nulls in " + name);
      add(hazards, Hazard.Kind.NEEDS_ATTENTION, "existing rows may have no value for " + name);
    }
  }

  private static void retyped(
      Column old, Column now, Conversions conversions, List<Hazard> hazards) {
    String change = old.id().path() + " from " + old.type() + " to " + now.type();
    if (!Types.isFree(old.type(), now.type())) {
      add(hazards, Hazard.Kind.LONG_LOCK, "the table is rewritten to change " + change);
    }
    if (conversions.isSaid(now)) {
      add(hazards, Hazard.Kind.NEEDS_ATTENTION, "values become what was said for " + change);
      return;
    }
    Conversion conversion = conversions.of(old, now);
    String remark = change + ": " + conversion.remark();
    switch (conversion.kind()) {
      case EXACT -> {}
      case CHECKED ->
          add(hazards, Hazard.Kind.NEEDS_ATTENTION, "values may not convert: " + remark);
      default -> add(hazards, Hazard.Kind.DATA_LOSS, "values change: " + remark);
    }
  }

  private static void add(List<Hazard> hazards, Hazard.Kind kind, String detail) {
    hazards.add(new Hazard(kind, detail));
  }
}
