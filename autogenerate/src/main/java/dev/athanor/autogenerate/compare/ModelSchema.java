package dev.athanor.autogenerate.compare;

import dev.athanor.autogenerate.model.DatabaseModel;
import dev.athanor.autogenerate.model.JpaModel;
import dev.athanor.autogenerate.model.ModelDdl;
import dev.athanor.autogenerate.model.ModelSource;
import dev.athanor.autogenerate.model.SqlFileModel;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.Reason;
import dev.athanor.schema.ddl.Ddl;
import dev.athanor.schema.ddl.DdlStatement;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.model.View;
import dev.athanor.schema.snapshot.CatalogStatistics;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.Databases;
import dev.athanor.scratch.ScratchServer;
import dev.athanor.scratch.Statements;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.postgresql.Driver;

/** Has a server build what a model asks for, and reads it back. */
public final class ModelSchema {
  private static final String DUPLICATE_SCHEMA = "42P06";

  /** What a statement fails with when a type, function or schema of the revisions is missing. */
  private static final Set<String> UNDEFINED = Set.of("42704", "42883", "3F000", "42P01");

  private final Databases databases;
  private final Function<JpaModel, ModelDdl> jpa;

  /**
   * @param jpa how a JPA model's DDL is had
   */
  public ModelSchema(Databases databases, Function<JpaModel, ModelDdl> jpa) {
    this.databases = databases;
    this.jpa = jpa;
  }

  /**
   * What builds a model's schema; nothing where it stands in a database.
   *
   * @throws AthanorException INVALID_MODEL or INVALID_CONFIGURATION naming the class or the file
   */
  public ModelDdl ddl(ModelSource source) {
    if (source instanceof JpaModel model) {
      return jpa.apply(model);
    }
    List<String> statements =
        source instanceof SqlFileModel model ? Surroundings.statements(read(model)) : List.of();
    return new ModelDdl(statements, List.of(), 0);
  }

  /**
   * @param ddl what {@link #ddl} gave for the source
   * @param built the database that the revisions build: the model may name what they made
   * @throws AthanorException INVALID_MODEL naming the statement at fault
   */
  public DesiredSchema build(
      ModelSource source, ModelDdl ddl, String built, SnapshotOptions options) {
    return build(source, ddl, existing(built, options), options);
  }

  /** The same, by what the revisions make once something of it is renamed. */
  DesiredSchema build(
      ModelSource source, ModelDdl ddl, SchemaSnapshot existing, SnapshotOptions options) {
    if (source instanceof DatabaseModel model) {
      return new DesiredSchema(
          here(model, live(model, options), existing, options), List.of(), List.of(), List.of());
    }
    Made made = made(source, ddl, existing, options);
    return new DesiredSchema(
        made.schema(), ddl.renames(), CutNames.in(ddl.statements()), made.rows());
  }

  private SchemaSnapshot existing(String built, SnapshotOptions options) {
    try {
      return SchemaSnapshot.read(databases.server().session(built), options);
    } catch (SQLException e) {
      throw ScratchServer.refused(e, "Look into its log.");
    }
  }

  /** Each major version writes views and expressions its own way: they are compared in one. */
  private SchemaSnapshot here(
      ModelSource source, SchemaSnapshot live, SchemaSnapshot existing, SnapshotOptions options) {
    if (live.version() == existing.version()) {
      return live;
    }
    SchemaSnapshot nothing =
        new SchemaSnapshot(
            live.version(),
            live.defaultSchema(),
            existing(databases.template(Digest.of(""), empty -> {}), options).objects(),
            Set.of(),
            Map.of());
    List<String> ddl =
        Ddl.render(SchemaDiff.between(nothing, live)).stream().map(DdlStatement::sql).toList();
    return made(source, new ModelDdl(ddl, List.of(), 0), nothing, options).schema();
  }

  private record Made(SchemaSnapshot schema, List<GeneratorRow> rows) {}

  private Made made(
      ModelSource source, ModelDdl model, SchemaSnapshot existing, SnapshotOptions options) {
    List<String> ddl = model.statements();
    boolean jpa = source instanceof JpaModel;
    Surroundings surroundings = new Surroundings(existing, ddl, jpa);
    List<String> before = surroundings.before();
    List<View> views = jpa ? existing.all(View.class) : List.of();
    String key =
        Digest.of(String.join("\n;\n", before) + "\n;;\n" + String.join("\n;\n", ddl) + views);
    String database =
        databases.template(
            key,
            empty -> {
              try {
                Connection connection = databases.server().session(empty);
                attempt(connection, before);
                Statements.run(connection, ddl, Set.of(DUPLICATE_SCHEMA));
                if (!views.isEmpty()) {
                  attempt(connection, surroundings.after(SchemaSnapshot.read(connection, options)));
                }
                CatalogStatistics.refresh(connection);
              } catch (SQLException e) {
                throw refused(source, e);
              }
            });
    try {
      Connection connection = databases.server().session(database);
      SchemaSnapshot made = surroundings.own(SchemaSnapshot.read(connection, options));
      return new Made(made, jpa ? GeneratorRow.in(connection, made, model) : List.of());
    } catch (SQLException e) {
      throw refused(source, e);
    }
  }

  /** Whatever the model really needs fails again where it needs it. */
  private static void attempt(Connection connection, List<String> statements) throws SQLException {
    for (String sql : statements) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        if (connection.isClosed()) {
          throw e;
        }
      }
    }
  }

  private static String read(SqlFileModel model) {
    try {
      return Files.readString(model.file());
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "The schema file " + model.file() + " cannot be read: " + e.getMessage(),
          "Name a UTF-8 file of SQL with -Dathanor.model=schema.sql.",
          e);
    }
  }

  private static SchemaSnapshot live(DatabaseModel model, SnapshotOptions options) {
    try (Connection connection =
        new Driver().connect(model.url().jdbcUrl(), model.url().jdbcProperties())) {
      return SchemaSnapshot.read(connection, options);
    } catch (SQLException e) {
      throw new AthanorException(
          Reason.CONNECTION_FAILED,
          "The model database " + model.describe() + " cannot be read: " + e.getMessage(),
          "Check its URL, user and password.",
          e);
    }
  }

  private static AthanorException refused(ModelSource source, SQLException e) {
    return new AthanorException(
        Reason.INVALID_MODEL,
        "PostgreSQL refuses the schema of " + source.describe() + ": " + e.getMessage(),
        UNDEFINED.contains(String.valueOf(e.getSQLState()))
            ? "Let a revision create the type, function or extension that is missing, and build on"
                + " it; or correct the mapping."
            : "Correct the mapping or the column definition that the statement comes from.",
        e);
  }
}
