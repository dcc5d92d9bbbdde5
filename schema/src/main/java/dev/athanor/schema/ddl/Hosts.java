package dev.athanor.schema.ddl;

import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Grant;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Sequence;
import java.util.Map;
import java.util.Set;

/** Which action another one is best done within: a constraint within its table's CREATE, say. */
final class Hosts {
  private final Map<Action.Key, Action> actions;
  private final Set<ObjectId> retyped;

  Hosts(Map<Action.Key, Action> actions, Set<ObjectId> retyped) {
    this.actions = actions;
    this.retyped = retyped;
  }

  Action hostOf(Action action) {
    ObjectId id = action.id();
    return switch (action.op()) {
      case CREATE -> hostOfCreate(action, id);
      case DROP -> hostOfDrop(action, id);
      default -> null;
    };
  }

  /** Whether the action can be a statement of its own as well. */
  boolean canStandAlone(Action action) {
    return hostOf(action) != null && action.id().kind() != Kind.COLUMN;
  }

  static boolean isForeignKey(Action action) {
    Object object = action.after() != null ? action.after() : action.before();
    return object instanceof Constraint constraint
        && constraint.type() == Constraint.Type.FOREIGN_KEY;
  }

  private Action hostOfCreate(Action action, ObjectId id) {
    return switch (id.kind()) {
      case COLUMN -> createdColumn((Column) action.after());
      case CONSTRAINT -> isInline(action) ? get(Op.CREATE, table(id)) : null;
      case DEFAULT -> {
        Action column = get(Op.CREATE, id.as(Kind.COLUMN));
        yield column != null || !retyped.contains(id.as(Kind.COLUMN))
            ? column
            : get(Op.ALTER, id.as(Kind.COLUMN));
      }
      case ATTACHMENT -> get(Op.CREATE, id.as(Kind.TABLE));
      default -> null;
    };
  }

  private static boolean isInline(Action action) {
    Constraint constraint = (Constraint) action.after();
    return constraint.valid();
  }

  /** A column that only follows a parent's is made by whatever makes the parent's. */
  private Action createdColumn(Column column) {
    Action table = get(Op.CREATE, column.table());
    return table;
  }

  private Action hostOfDrop(Action action, ObjectId id) {
    return switch (id.kind()) {
      case DEFAULT -> {
        Action column = get(Op.DROP, id.as(Kind.COLUMN));
        yield column != null || !retyped.contains(id.as(Kind.COLUMN))
            ? column
            : get(Op.ALTER, id.as(Kind.COLUMN));
      }
      case COLUMN, CONSTRAINT, INDEX, TRIGGER, POLICY, RULE, STATISTICS -> {
        Action table = get(Op.DROP, table(id));
        yield table != null
            ? table
            : get(Op.DROP, ObjectId.of(Kind.VIEW, id.schema(), id.within()));
      }
      case ATTACHMENT -> get(Op.DROP, id.as(Kind.TABLE));
      case OWNERSHIP -> get(Op.DROP, id.as(Kind.SEQUENCE));
      case SEQUENCE -> {
        ObjectId owner = ((Sequence) action.before()).ownedBy();
        yield owner == null ? null : get(Op.DROP, owner);
      }
      case GRANT -> get(Op.DROP, ((Grant) action.before()).on());
      default -> null;
    };
  }

  private Action get(Op op, ObjectId id) {
    return actions.get(new Action.Key(op, id));
  }

  private static ObjectId table(ObjectId id) {
    return ObjectId.table(id.schema(), id.within());
  }
}
