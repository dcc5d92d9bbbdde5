package dev.athanor.schema.ddl;

import dev.athanor.schema.convert.Conversions;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import java.util.Map;

/** What every renderer needs: both schemas, what is done about them, and where SQL goes. */
record Context(
    DdlOptions options,
    Names names,
    Facets before,
    Facets after,
    Map<Action.Key, Action> actions,
    Script script) {

  boolean does(Op op, ObjectId id) {
    return actions.containsKey(new Action.Key(op, id));
  }

  /** What becomes of values whose column gets another type. */
  Conversions conversions() {
    return new Conversions(before.snapshot, after.snapshot, options.conversions());
  }

  int version() {
    return after.snapshot.version();
  }

  /** Whether a table is under the same parents before, after and in between. */
  boolean staysAttached(ObjectId table) {
    ObjectId attachment = table.as(Kind.ATTACHMENT);
    return before.has(attachment) && after.has(attachment) && !does(Op.DROP, attachment);
  }

  /** Whether the parents' columns decide about this one all along. */
  boolean isLed(Column column) {
    return column.inherited() && staysAttached(column.table());
  }

  /** Whether tables inherit from this one before or after, or are partitions of it. */
  boolean isParent(ObjectId table) {
    return before.isParent(table) || after.isParent(table);
  }

  /** Whether the table was there before, and stays. */
  boolean isExisting(ObjectId table) {
    return before.has(table) && !does(Op.DROP, table);
  }
}
