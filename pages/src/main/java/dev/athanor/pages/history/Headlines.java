package dev.athanor.pages.history;

import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Sequence;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Of changes one after another, those that a person wants to read. */
public final class Headlines {
  private Headlines() {}

  /** All that does not just follow from a table or view having been added or removed. */
  public static List<Difference> of(Collection<Difference> changes) {
    Set<ObjectId> whole = new HashSet<>();
    for (Difference change : changes) {
      Kind kind = change.id().kind();
      boolean owner = kind == Kind.TABLE || kind == Kind.VIEW;
      if (owner && (change.before() == null || change.after() == null)) {
        whole.add(change.id());
      }
    }
    return changes.stream().filter(each -> !follows(each, whole)).toList();
  }

  private static boolean follows(Difference change, Set<ObjectId> whole) {
    SchemaObject object = change.before() != null ? change.before() : change.after();
    ObjectId id =
        object instanceof Sequence sequence && sequence.ownedBy() != null
            ? sequence.ownedBy()
            : change.id();
    if (id.within().isEmpty() || id.kind() == Kind.ROUTINE || id.kind() == Kind.GRANT) {
      return false;
    }
    return whole.contains(ObjectId.table(id.schema(), id.within()))
        || whole.contains(ObjectId.of(Kind.VIEW, id.schema(), id.within()));
  }
}
