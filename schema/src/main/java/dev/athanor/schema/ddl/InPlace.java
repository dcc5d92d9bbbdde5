package dev.athanor.schema.ddl;

import dev.athanor.schema.convert.Types;
import dev.athanor.schema.model.Cast;
import dev.athanor.schema.model.Collation;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.CompositeType;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Domain;
import dev.athanor.schema.model.EnumType;
import dev.athanor.schema.model.Index;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Policy;
import dev.athanor.schema.model.RangeType;
import dev.athanor.schema.model.Routine;
import dev.athanor.schema.model.Rule;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Sequence;
import dev.athanor.schema.model.Statistics;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.model.Trigger;
import dev.athanor.schema.model.View;
import java.util.List;
import java.util.Objects;

/** Which differences PostgreSQL can make without dropping and creating the object. */
final class InPlace {
  /** Before this version a column that was generated cannot get another type: a server's defect. */
  private static final int FORGETS_EXPRESSION = 15;

  private static final int SET_EXPRESSION = 17;

  private InPlace() {}

  /**
   * Whether the facet {@code id} differs at all.
   *
   * @param attached whether its table stays under its parents, so that their columns decide
   */
  static boolean differs(ObjectId id, SchemaObject before, SchemaObject after, boolean attached) {
    return switch (id.kind()) {
      case DEFAULT -> !((Column) before).plainDefault().equals(((Column) after).plainDefault());
      case OWNERSHIP -> !((Sequence) before).ownedBy().equals(((Sequence) after).ownedBy());
      case ATTACHMENT ->
          !((Table) before).parents().equals(((Table) after).parents())
              || !Objects.equals(
                  ((Table) before).partitionBound(), ((Table) after).partitionBound());
      case TABLE -> !core((Table) before).equals(core((Table) after));
      case SEQUENCE -> !core((Sequence) before).equals(core((Sequence) after));
      case COLUMN -> columnDiffers((Column) before, (Column) after, attached);
      default -> !before.equals(after);
    };
  }

  private static Table core(Table t) {
    return new Table(
        t.id(),
        t.unlogged(),
        t.partitionKey(),
        List.of(),
        null,
        t.accessMethod(),
        t.options(),
        t.rowSecurity(),
        t.forceRowSecurity(),
        t.replicaIdentity(),
        t.clusteredOn(),
        t.comment());
  }

  private static Sequence core(Sequence s) {
    return new Sequence(s.id(), s.options(), s.unlogged(), null, s.comment());
  }

  private static boolean columnDiffers(Column before, Column after, boolean attached) {
    boolean led = attached && before.inherited() && after.inherited();
    return !core(before, led).equals(core(after, led));
  }

  /** A column without its default; one that is inherited all along without what parents decide. */
  private static Column core(Column c, boolean led) {
    return new Column(
        c.id(),
        led ? "" : c.type(),
        led ? null : c.collation(),
        c.notNull(),
        c.notNullTerms(),
        !led && c.isGenerated() ? c.defaultExpression() : null,
        led ? Column.Generated.NO : c.generated(),
        led ? null : c.identity(),
        false,
        c.storage(),
        c.comment());
  }

  /** Whether a column's type or collation changes, which its dependents do not survive. */
  static boolean retyped(SchemaObject before, SchemaObject after) {
    return before instanceof Column old
        && after instanceof Column now
        && (!old.type().equals(now.type()) || !Objects.equals(old.collation(), now.collation()));
  }

  /** Whether indexes and checks on a retyped column can be left to the server. */
  static boolean keepsMeaning(SchemaObject before, SchemaObject after) {
    Column old = (Column) before;
    Column now = (Column) after;
    return Objects.equals(old.collation(), now.collation())
        && !old.type().equals(now.type())
        && Types.sameFamily(old.type(), now.type());
  }

  /** Whether an ALTER (or CREATE OR REPLACE) makes {@code after} of {@code before}. */
  static boolean possible(
      ObjectId id, SchemaObject before, SchemaObject after, int version, boolean attached) {
    if (id.kind() == Kind.ATTACHMENT) {
      return false;
    }
    if (before instanceof EnumType old && after instanceof EnumType now) {
      return EnumLabels.isGrown(old.labels(), now.labels());
    }
    if (before instanceof Domain old && after instanceof Domain now) {
      return old.baseType().equals(now.baseType())
          && Objects.equals(old.collation(), now.collation());
    }
    if (before instanceof CompositeType old && after instanceof CompositeType now) {
      return now.attributes().size() >= old.attributes().size()
          && now.shape().subList(0, old.attributes().size()).equals(old.shape());
    }
    if (before instanceof RangeType old && after instanceof RangeType now) {
      return old.parameters().equals(now.parameters())
          && Objects.equals(old.multirange(), now.multirange());
    }
    if (before instanceof Collation old && after instanceof Collation now) {
      return old.parameters().equals(now.parameters());
    }
    if (before instanceof Table old && after instanceof Table now) {
      return Objects.equals(old.partitionKey(), now.partitionKey());
    }
    if (id.kind() == Kind.COLUMN) {
      return attached && ((Column) before).inherited() && ((Column) after).inherited()
          || column((Column) before, (Column) after, version);
    }
    return relation(before, after);
  }

  private static boolean column(Column old, Column now, int version) {
    if (now.isGenerated()) {
      // A virtual column has nothing to lose, and not every table lets its expression be set.
      boolean settable = version >= SET_EXPRESSION && now.generated() == Column.Generated.STORED;
      return old.generated() == now.generated()
          && !retyped(old, now)
          && (settable || old.defaultExpression().equals(now.defaultExpression()));
    }
    return old.generated() == Column.Generated.NO
        || old.generated() == Column.Generated.STORED
            && (version >= FORGETS_EXPRESSION || !retyped(old, now));
  }

  private static boolean relation(SchemaObject before, SchemaObject after) {
    if (before instanceof Constraint old && after instanceof Constraint now) {
      return old.definition().equals(now.definition())
          && old.options().equals(now.options())
          && (now.valid() || !old.valid());
    }
    if (before instanceof Index old && after instanceof Index now) {
      return old.definition().equals(now.definition()) && old.valid() == now.valid();
    }
    if (before instanceof Statistics old && after instanceof Statistics now) {
      return old.definition().equals(now.definition());
    }
    return program(before, after);
  }

  private static boolean program(SchemaObject before, SchemaObject after) {
    if (before instanceof Routine old && after instanceof Routine now) {
      return old.procedure() == now.procedure()
          && old.signature().equals(now.signature())
          && old.defaults() <= now.defaults();
    }
    if (before instanceof Cast old && after instanceof Cast now) {
      return old.method().equals(now.method()) && old.context().equals(now.context());
    }
    if (before instanceof View old && after instanceof View now) {
      return old.materialized() == now.materialized()
          && (old.definition().equals(now.definition()) && old.columns().equals(now.columns())
              || !old.materialized() && startsWith(now.columns(), old.columns()));
    }
    if (before instanceof Trigger old && after instanceof Trigger now) {
      return old.definition().equals(now.definition());
    }
    if (before instanceof Rule old && after instanceof Rule now) {
      return old.definition().equals(now.definition());
    }
    if (before instanceof Policy old && after instanceof Policy now) {
      return old.permissive() == now.permissive()
          && old.command().equals(now.command())
          && (old.using() == null || now.using() != null)
          && (old.check() == null || now.check() != null);
    }
    return true;
  }

  private static boolean startsWith(List<String> list, List<String> prefix) {
    return list.size() >= prefix.size() && list.subList(0, prefix.size()).equals(prefix);
  }
}
