package dev.athanor.pages.history;

import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What several changes of a catalog come to, one after the other. */
public final class NetChanges {
  private final Map<ObjectId, Difference> net = new LinkedHashMap<>();

  public void add(List<Difference> changes) {
    for (Difference change : changes) {
      net.merge(change.id(), change, NetChanges::both);
    }
  }

  /** By when each object first changed; without what is in the end as it was. */
  public List<Difference> list() {
    return net.values().stream().filter(each -> !isNone(each)).toList();
  }

  private static Difference both(Difference first, Difference second) {
    SchemaObject before = first.before();
    SchemaObject after = second.after();
    if (before == null) {
      return after == null
          ? new Difference.Changed(first.after(), first.after())
          : new Difference.Added(after);
    }
    return after == null ? new Difference.Removed(before) : new Difference.Changed(before, after);
  }

  /** What was made and dropped again, or changed and changed back. */
  private static boolean isNone(Difference change) {
    return change.before() != null && change.before().equals(change.after());
  }
}
