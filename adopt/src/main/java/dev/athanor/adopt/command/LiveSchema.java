package dev.athanor.adopt.command;

import dev.athanor.adopt.source.Finding;
import dev.athanor.adopt.source.OldFolder;
import dev.athanor.adopt.source.OldMigration;
import dev.athanor.adopt.source.SqlFile;
import dev.athanor.adopt.source.Tool;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.schema.ddl.Ddl;
import dev.athanor.schema.ddl.DdlStatement;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.model.Other;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.ScratchDatabases;
import dev.athanor.scratch.ScratchServer;
import dev.athanor.scratch.ScratchSettings;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The schema of a database that nobody has migrated, as one revision that makes it. */
public final class LiveSchema {
  private static final String KEY = "baseline";

  private LiveSchema() {}

  /**
   * Reads the schema; rows are not taken over.
   *
   * @param scratch where an empty database says what a schema begins with
   * @param snapshot what is taken over
   * @throws AthanorException INVALID_CONFIGURATION for a database without a schema of its own
   */
  public static OldFolder read(
      DatabaseTarget target, ScratchSettings scratch, SnapshotOptions snapshot) {
    SnapshotOptions options =
        snapshot
            .withDefaultSchema(target.settings().firstSchema())
            .withoutObjects(target.settings().names().unusual());
    SchemaSnapshot live = live(target, options);
    try (ScratchServer server = ScratchServer.open(scratch);
        ScratchDatabases databases = new ScratchDatabases(server)) {
      SchemaSnapshot empty = SchemaSnapshot.read(server.session(databases.empty()), options);
      List<DdlStatement> statements = Ddl.render(SchemaDiff.between(empty, live));
      if (statements.isEmpty()) {
        throw new AthanorException(
            Reason.INVALID_CONFIGURATION,
            target.url() + " holds nothing that a revision could make.",
            "Begin with `init`, or name another database.");
      }
      return folder(target, statements, live.notCompared());
    } catch (SQLException e) {
      throw ScratchServer.refused(e, "Look at the server's log.");
    }
  }

  private static SchemaSnapshot live(DatabaseTarget target, SnapshotOptions options) {
    try (Database database = target.open()) {
      return database.readSchema(schema -> SchemaSnapshot.read(schema, options));
    }
  }

  private static OldFolder folder(
      DatabaseTarget target, List<DdlStatement> statements, List<Other> left) {
    StringBuilder sql = new StringBuilder();
    statements.forEach(statement -> sql.append(statement.sql()).append(";\n"));
    OldMigration baseline =
        new OldMigration(
            Tool.NOBODY.id(KEY),
            KEY,
            "the schema as it was found",
            Optional.empty(),
            OldMigration.Place.after(null),
            "",
            new OldMigration.Content.Sql(new SqlFile(target.url().toString(), sql.toString(), 1)),
            Optional.empty(),
            OldMigration.Mode.BASELINE);
    List<Finding> findings = new ArrayList<>();
    // Their roles need not be on the scratch server, where adopt builds this revision.
    findings.add(
        Finding.note(
            "", "rows, owners and privileges are not in it: write what a new database needs"));
    left.forEach(
        other ->
            findings.add(
                Finding.note(
                    "", other.kind() + " " + other.name() + " is not in it: write it there")));
    return new OldFolder(Tool.NOBODY, List.of(baseline), findings);
  }
}
