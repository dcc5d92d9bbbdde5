package dev.athanor.adopt.command;

import dev.athanor.adopt.source.Tool;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.MigrationTerms;
import dev.athanor.engine.command.RecordedBundle;
import dev.athanor.engine.command.Upgrade;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.sql.SqlText;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.ScratchDatabases;
import dev.athanor.scratch.ScratchServer;
import dev.athanor.scratch.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The schema that the revisions build, beside the one that is there. */
final class SchemaComparison {
  /** What the tools keep for themselves. */
  private static final List<String> TABLES =
      List.of(
          "flyway_schema_history",
          "alembic_version",
          "schema_migrations",
          "ar_internal_metadata",
          "databasechangelog",
          "databasechangeloglock");

  private final AdoptRequest request;
  private final String schema;

  SchemaComparison(AdoptRequest request) {
    this.request = request;
    this.schema = request.database().settings().firstSchema();
  }

  /**
   * @param live the schema as it was when it was compared
   * @param differences from what the revisions build to what is there
   * @param notes what a reader of them should know
   */
  record Compared(SchemaSnapshot live, List<Named> differences, List<String> notes) {}

  /**
   * A difference.
   *
   * @param name {@code column:users.role}, with which it is accepted
   * @param text for people
   */
  record Named(String name, String text) {}

  /**
   * @throws AthanorException REPLAY_FAILED where the revisions cannot be built
   */
  Compared run(Standing.At at) {
    try (ScratchServer server = ScratchServer.open(request.scratch().ofMajor(at.majorVersion()));
        ScratchDatabases databases = new ScratchDatabases(server)) {
      String built = databases.empty();
      build(server, built, at);
      List<String> notes = repeat(server.session(built), at);
      SchemaSnapshot wanted = SchemaSnapshot.read(server.session(built), options(at));
      SchemaSnapshot live = live(wanted, at);
      return compared(wanted, live, notes);
    } catch (SQLException e) {
      throw ScratchServer.refused(e, "Look at the server's log.");
    }
  }

  /** The live schema as it is now, read as {@link #run} reads it. */
  SchemaSnapshot live(SchemaSnapshot like, Standing.At at) {
    try (Database database = request.database().open()) {
      return database.readSchema(schema -> SchemaSnapshot.read(schema, mentioned(like, at)));
    }
  }

  private Compared compared(SchemaSnapshot wanted, SchemaSnapshot live, List<String> more) {
    List<Named> differences =
        SchemaDiff.between(wanted, live).headlines().stream().map(this::named).toList();
    List<String> notes = new ArrayList<>(more);
    if (wanted.version() != live.version()) {
      notes.add(
          "the scratch server has PostgreSQL "
              + wanted.version()
              + ", the database "
              + live.version()
              + ": the same definition may be spelled in two ways; use one of the same version");
    }
    Set<String> unknown = new TreeSet<>();
    live.notCompared().forEach(other -> unknown.add(other.kind() + " " + other.name()));
    if (!unknown.isEmpty()) {
      notes.add("not compared: " + String.join(", ", unknown));
    }
    return new Compared(live, differences, notes);
  }

  private Named named(Difference difference) {
    String path = difference.id().path();
    String own = schema + ".";
    return new Named(
        difference.id().kind().name().toLowerCase(Locale.ROOT)
            + ":"
            + (path.startsWith(own) ? path.substring(own.length()) : path),
        // From what the revisions build to what is there.
        difference
            .describe()
            .replaceFirst("^added ", "only in the database: ")
            .replaceFirst("^removed ", "missing in the database: ")
            .replaceFirst("^changed ", "otherwise in the database: "));
  }

  private void build(ScratchServer server, String database, Standing.At at) throws SQLException {
    SessionSettings settings = SessionSettings.DEFAULTS;
    if (!schema.equals("public")) {
      Statements.run(
          server.session(database),
          List.of("CREATE SCHEMA IF NOT EXISTS " + SqlText.identifier(schema)));
      settings = settings.withSearchPath(request.database().settings().searchPath());
    }
    boolean liquibase = at.tool() == Tool.LIQUIBASE;
    Bundle bundle =
        liquibase ? RecordedBundle.of(request.bundle(), at.history()) : request.bundle();
    for (String target : liquibase ? List.of("heads") : at.revisions()) {
      upgrade(bundle, target, new DatabaseTarget(server.url(database), settings));
    }
  }

  /**
   * Runs what ran before versions that are still to run: what it made is there, and is no drift.
   *
   * @return what of it does not run yet by its text of today
   */
  private List<String> repeat(Connection connection, Standing.At at) throws SQLException {
    List<String> notes = new ArrayList<>();
    Statements.run(connection, List.of("SET search_path = " + SqlText.identifier(schema)));
    for (CompiledRevision revision : request.bundle().revisions()) {
      if (at.again().contains(revision.revision().id())) {
        try {
          for (Changeset changeset : revision.changesets()) {
            Statements.run(connection, request.bundle().sql(changeset.key()).up());
          }
        } catch (SQLException e) {
          notes.add(
              revision.revision().message()
                  + " has run, and its text of today needs versions that have not: what it made"
                  + " shows as a difference");
        }
      }
    }
    Statements.run(connection, List.of("RESET search_path"));
    return notes;
  }

  private void upgrade(Bundle bundle, String target, DatabaseTarget database) {
    try {
      new Upgrade(
              bundle,
              target,
              PlanOptions.UPGRADE
                  .withContexts(request.plan().contexts())
                  .withLabels(request.plan().labels()),
              database,
              MigrationTerms.withoutBackup("scratch database"),
              line -> {})
          .run();
    } catch (AthanorException e) {
      throw new AthanorException(
          Reason.REPLAY_FAILED,
          "The revisions do not build an empty database, so that there is nothing to compare: "
              + e.getMessage(),
          "Correct the revision; or name a PostgreSQL that has what it needs (a role, an extension) as "
              + Term.SCRATCH_SERVER
              + ".",
          e);
    }
  }

  private SnapshotOptions options(Standing.At at) {
    List<String> excluded = new ArrayList<>(request.snapshot().excludeObjects());
    TABLES.forEach(table -> excluded.add(schema + "." + table));
    at.table().ifPresent(table -> excluded.add(table.shown()));
    return request
        .snapshot()
        .withDefaultSchema(schema)
        .withExcludedObjects(excluded)
        .withoutObjects(request.database().settings().names().unusual());
  }

  /** Schemas that the revisions do not mention belong to somebody else. */
  private SnapshotOptions mentioned(SchemaSnapshot wanted, Standing.At at) {
    TreeSet<String> schemas = new TreeSet<>(List.of(schema));
    for (SchemaObject object : wanted.objects().values()) {
      if (object.id().kind() == Kind.SCHEMA) {
        schemas.add(object.id().name());
      } else if (!object.id().schema().isEmpty()) {
        schemas.add(object.id().schema());
      }
    }
    SnapshotOptions options = options(at);
    return options.withSchemas(List.copyOf(schemas), options.excludeSchemas());
  }
}
