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
import java.util.function.Function;

/**
 * Finds what undoes revisions of which nobody says it: each is run on a scratch server, and the way
 * back is the difference from the schema after it to the one before. It counts only where it was
 * tried there, and leads back exactly. Of several changesets each gets what undoes it alone, also
 * where a file says what undoes all of them.
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
   * @return the same with what undoes them, or why nothing does
   */
  Map<String, Draft> of(Map<String, Draft> drafts) {
    Map<String, Draft> undone = new LinkedHashMap<>();
    String failed = "";
    for (CompiledRevision each : bundle.revisions()) {
      String id = each.revision().id();
      Draft draft = drafts.get(id);
      if (draft == null) {
        continue;
      }
      if (!failed.isEmpty()) {
        undone.put(id, without(draft, "not tried, for " + failed));
        continue;
      }
      try {
        undone.put(id, undone(each, draft));
      } catch (AthanorException e) {
        String why = e.getMessage().lines().findFirst().orElse("");
        undone.put(id, without(draft, "it does not run on the scratch server: " + why));
        failed = draft.migration().version() + " before it does not run on the scratch server";
      } catch (SQLException e) {
        throw ScratchServer.refused(e, "Look at the server's log.");
      }
    }
    return undone;
  }

  /** What a file says holds, tried or not. */
  private static Draft without(Draft draft, String why) {
    return draft.undo() instanceof Undo.Unknown ? draft.undoneBy(new Undo.None(why)) : draft;
  }

  private Draft undone(CompiledRevision compiled, Draft draft) throws SQLException {
    for (String parent : compiled.revision().downRevisions()) {
      upgrade(parent);
    }
    for (String needed : compiled.revision().dependsOn()) {
      upgrade(needed);
    }
    SchemaSnapshot before =
        now != null ? now : SchemaSnapshot.read(databases.server().session(database), options);
    Optional<UndoOfParts.Pieces> cut = Optional.empty();
    // Which changeset a change of rows undoes, no schema tells.
    if (draft.undo() instanceof Undo.Sql given && !changesRows(before, given)) {
      cut = pieces(draft.parts(), parts -> parts.cut(given.statements()));
    }
    Optional<UndoOfParts.Pieces> derived = Optional.empty();
    if (cut.isEmpty() && (draft.parts().size() > 1 || draft.isUndoneWhole())) {
      derived = pieces(draft.parts(), UndoOfParts::derived);
    }
    upgrade(compiled.revision().id());
    now = SchemaSnapshot.read(databases.server().session(database), options);
    return cut.isPresent()
        ? draft.undoneBy(cut.get(), false, List.of())
        : derived(draft, before, derived);
  }

  private Draft derived(Draft draft, SchemaSnapshot before, Optional<UndoOfParts.Pieces> pieces)
      throws SQLException {
    Optional<String> rows = new RowChanges(before).of(draft.parts());
    if (rows.isPresent()) {
      return without(draft, rows.get());
    }
    if (!before.notCompared().equals(now.notCompared())) {
      return without(draft, "it changes objects of a kind that is not compared");
    }
    if (draft.undo() instanceof Undo.Sql given && changesRows(before, given)) {
      return draft;
    }
    SchemaDiff diff = SchemaDiff.between(before, now);
    if (pieces.isPresent()) {
      return draft.undoneBy(pieces.get(), true, lost(diff));
    }
    List<String> back =
        Ddl.render(diff.reverse(), DdlOptions.DEFAULT.withFillNotNull(true)).stream()
            .map(DdlStatement::sql)
            .toList();
    boolean single = draft.parts().size() == 1 && draft.undo() instanceof Undo.Unknown;
    return single && leadsBack(databases.server().session(database), back, before)
        ? draft.undoneBy(
            new Undo.Sql(back.stream().map(sql -> sql + ";").toList(), true, lost(diff)))
        : without(draft, "the difference of the schemas does not lead back exactly");
  }

  private static boolean changesRows(SchemaSnapshot before, Undo.Sql given) {
    List<Part> parts = given.statements().stream().map(sql -> new Part(sql, true)).toList();
    return new RowChanges(before).of(parts).isPresent();
  }

  private Optional<UndoOfParts.Pieces> pieces(
      List<Part> parts, Function<UndoOfParts, Optional<UndoOfParts.Pieces>> way) {
    try (UndoOfParts tried = new UndoOfParts(databases, database, options, parts)) {
      return way.apply(tried);
    } catch (SQLException e) {
      // Rows of a COPY, say: then there is what undoes all of it at once, or nothing.
      return Optional.empty();
    }
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
