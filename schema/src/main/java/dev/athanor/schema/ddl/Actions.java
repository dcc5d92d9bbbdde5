package dev.athanor.schema.ddl;

import dev.athanor.schema.model.ObjectId;
import java.util.Collection;
import java.util.Map;

/** What is to be done, by what is done to what. */
record Actions(Map<Action.Key, Action> byKey) {
  Collection<Action> all() {
    return byKey.values();
  }

  /** Null where that is not done. */
  Action get(Op op, ObjectId id) {
    return byKey.get(new Action.Key(op, id));
  }
}
