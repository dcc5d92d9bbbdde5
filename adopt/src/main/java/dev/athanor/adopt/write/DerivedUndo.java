package dev.athanor.adopt.write;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.MigrationTerms;
import dev.athanor.engine.command.Upgrade;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.schema.ddl.Ddl;
import dev.athanor.schema.ddl.DdlOptions;
import dev.athanor.schema.ddl.DdlStatement;
import dev.athanor.schema.diff.Hazard;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.Databases;
import dev.athanor.scratch.ScratchServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what undoes revisions of which nobody says it: each is run on a scratch server, and the way
 * back is the difference from the schema after it to the one before. It counts only where it was
 * tried there, and leads back exactly.
 */
final class DerivedUndo {
  private final Bundle bundle;
  private final Databases databases;
  private final SnapshotOptions options;
  private final String database;
  private final Set<String> applied = new HashSet<>();

  /** The schema that stands there; null where nobody has looked since. */
  private SchemaSnapshot now;

  /**
   * @param bundle with all revisions, undo or not
   * @param options what is compared
   */
  DerivedUndo(Bundle bundle, Databases databases, SnapshotOptions options) {
    this.bundle = bundle;
    this.databases = databases;
    this.options = options;
    this.database = databases.empty();
  }

  /**
   * @param drafts those that need one, by id
   * @return for each, what undoes it or why nothing does
   */
  Map<String, Undo> of(Map<String, Draft> drafts) {
    Map<String, Undo> undos = new LinkedHashMap<>();
    String failed = "";
    for (CompiledRevision each : bundle.revisions()) {
      String id = each.revision().id();
      Draft draft = drafts.get(id);
      if (draft == null) {
        continue;
      }
      if (!failed.isEmpty()) {
        undos.put(id, new Undo.None("not tried, for " + failed));
        continue;
      }
      try {
        undos.put(id, undo(each, draft));
      } catch (AthanorException e) {
        String why = e.getMessage().lines().findFirst().orElse("");
        undos.put(id, new Undo.None("it does not run on the scratch server: " + why));
        failed = draft.migration().version() + " before it does not run on the scratch server";
      } catch (SQLException e) {
        throw ScratchServer.refused(e, "Look at the server's log.");
      }
    }
    return undos;
  }

  private Undo undo(CompiledRevision compiled, Draft draft) throws SQLException {
    for (String parent : compiled.revision().downRevisions()) {
      upgrade(parent);
    }
    for (String needed : compiled.revision().dependsOn()) {
      upgrade(needed);
    }
    Connection connection = databases.server().session(database);
    SchemaSnapshot before = now != null ? now : SchemaSnapshot.read(connection, options);
    upgrade(compiled.revision().id());
    now = SchemaSnapshot.read(connection, options);
    Optional<String> rows = new RowChanges(before).of(draft.parts());
    if (rows.isPresent()) {
      return new Undo.None(rows.get());
    }
    if (!before.notCompared().equals(now.notCompared())) {
      return new Undo.None("it changes objects of a kind that is not compared");
    }
    SchemaDiff diff = SchemaDiff.between(before, now);
    List<String> back =
        Ddl.render(diff.reverse(), DdlOptions.DEFAULT.withFillNotNull(true)).stream()
            .map(DdlStatement::sql)
            .toList();
    return leadsBack(connection, back, before)
        ? new Undo.Sql(back.stream().map(sql -> sql + ";").toList(), true, lost(diff))
        : new Undo.None("the difference of the schemas does not lead back exactly");
  }

  private boolean leadsBack(Connection connection, List<String> back, SchemaSnapshot before) {
    try {
      SchemaSnapshot there = SchemaSnapshot.read(connection, options, back);
      return SchemaDiff.between(there, before).isEmpty();
    } catch (SQLException e) {
      return false;
    }
  }

  private static List<String> lost(SchemaDiff diff) {
    return diff.hazards().stream()
        .filter(hazard -> hazard.kind() == Hazard.Kind.DATA_LOSS)
        .map(Hazard::detail)
        .distinct()
        .toList();
  }

  /** Nothing where it is there already. */
  private void upgrade(String revision) {
    if (applied.contains(revision)) {
      return;
    }
    now = null;
    new Upgrade(
            bundle,
            revision,
            PlanOptions.UPGRADE,
            DatabaseTarget.of(databases.server().url(database)),
            MigrationTerms.withoutBackup("scratch database"),
            line -> {})
        .run();
    applied.addAll(bundle.graph().ancestors(List.of(revision)));
  }
}
