package dev.athanor.adopt.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Another tool's migrations.
 *
 * @param tool whose
 * @param migrations parents first
 * @param findings what else is there
 */
public record OldFolder(Tool tool, List<OldMigration> migrations, List<Finding> findings) {
  public OldFolder {
    Objects.requireNonNull(tool, "tool");
    migrations = List.copyOf(migrations);
    findings = List.copyOf(findings);
  }

  /** Migrations that come one after the other. */
  static OldFolder chain(Tool tool, List<OldMigration> migrations, List<Finding> findings) {
    List<OldMigration> chained = new ArrayList<>();
    for (OldMigration migration : migrations) {
      String parent = chained.isEmpty() ? null : chained.get(chained.size() - 1).id();
      chained.add(migration.after(parent));
    }
    return new OldFolder(tool, chained, findings);
  }
}
