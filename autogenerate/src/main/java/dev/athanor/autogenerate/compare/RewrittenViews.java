package dev.athanor.autogenerate.compare;

import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Dependency;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The views that read otherwise because a column below them gets another type. */
final class RewrittenViews {
  private RewrittenViews() {}

  /** Among other things: the columns, too. */
  static Set<ObjectId> of(SchemaSnapshot existing, Map<ObjectId, SchemaObject> wanted) {
    Set<ObjectId> changed = new HashSet<>();
    for (Column column : existing.all(Column.class)) {
      if (wanted.get(column.id()) instanceof Column now && !now.type().equals(column.type())) {
        changed.add(column.id());
      }
    }
    boolean more = true;
    while (more) {
      more = false;
      for (Dependency dependency : existing.dependencies()) {
        more |=
            dependency.from().kind() == Kind.VIEW
                && changed.contains(dependency.to())
                && changed.add(dependency.from());
      }
    }
    return changed;
  }
}
