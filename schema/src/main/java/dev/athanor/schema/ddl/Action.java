package dev.athanor.schema.ddl;

import dev.athanor.schema.model.Grant;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Sequence;

/**
 * One step for one object or facet of it.
 *
 * @param before the object in the schema we come from, or null
 * @param after the object in the schema we go to, or null
 */
record Action(Op op, ObjectId id, SchemaObject before, SchemaObject after)
    implements Comparable<Action> {
  private static final int FIRST_CHANGE = 100;
  private static final int CLEANUPS = 200;
  private static final int LAST_DROPS = 300;

  /** Names an action. */
  record Key(Op op, ObjectId id) {}

  Key key() {
    return new Key(op, id);
  }

  /** The table it belongs to, or its own name: what its group is about. */
  ObjectId concern() {
    if (id.kind() == Kind.SEQUENCE || id.kind() == Kind.OWNERSHIP) {
      Sequence sequence = (Sequence) (after != null ? after : before);
      return sequence.ownedBy() == null
          ? id.as(Kind.SEQUENCE)
          : ObjectId.table(sequence.ownedBy().schema(), sequence.ownedBy().within());
    }
    if (id.kind() == Kind.GRANT) {
      return ((Grant) (after != null ? after : before)).on();
    }
    if (id.kind() == Kind.ATTACHMENT) {
      return id.as(Kind.TABLE);
    }
    return id.within().isEmpty() || id.kind() == Kind.ROUTINE
        ? id
        : ObjectId.table(id.schema(), id.within());
  }

  /** Where it stands among actions that need no order: leaves go first, containers last. */
  private int rank() {
    if (op == Op.CLEANUP) {
      return CLEANUPS;
    }
    if (op != Op.DROP) {
      return FIRST_CHANGE + id.kind().ordinal();
    }
    int reversed = Kind.values().length - id.kind().ordinal();
    return switch (id.kind()) {
      case GRANT, POLICY, TRIGGER, RULE, VIEW, CAST, STATISTICS, INDEX, CONSTRAINT -> reversed;
      case ATTACHMENT, OWNERSHIP, DEFAULT -> reversed;
      default -> LAST_DROPS + reversed;
    };
  }

  @Override
  public int compareTo(Action other) {
    int byRank = Integer.compare(rank(), other.rank());
    if (byRank != 0) {
      return byRank;
    }
    int byId = id.compareTo(other.id);
    return byId != 0 ? byId : op.compareTo(other.op);
  }
}
