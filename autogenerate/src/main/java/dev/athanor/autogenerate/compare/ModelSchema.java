package dev.athanor.autogenerate.compare;

import dev.athanor.autogenerate.model.DatabaseModel;
import dev.athanor.autogenerate.model.JpaModel;
import dev.athanor.autogenerate.model.ModelDdl;
import dev.athanor.autogenerate.model.ModelSource;
import dev.athanor.autogenerate.model.SqlFileModel;
import dev.athanor.autogenerate.scratch.Databases;
import dev.athanor.autogenerate.scratch.Statements;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.Reason;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
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
        source instanceof SqlFileModel model ? List.of(read(model)) : List.of();
    return new ModelDdl(statements, List.of());
  }

  /**
   * @param ddl what {@link #ddl} gave for the source
   * @param existing the database that the revisions build: its extensions may be named by the model
   * @throws AthanorException INVALID_MODEL naming the statement at fault
   */
  public DesiredSchema build(
      ModelSource source, ModelDdl ddl, String existing, SnapshotOptions options) {
    SchemaSnapshot snapshot =
        source instanceof DatabaseModel model
            ? live(model, options)
            : made(source, ddl.statements(), extensions(existing), options);
    return new DesiredSchema(snapshot, ddl.renames());
  }

  private SchemaSnapshot made(
      ModelSource source, List<String> ddl, List<String> extensions, SnapshotOptions options) {
    String key = Digest.of(String.join("\n", extensions) + "\n;\n" + String.join("\n;\n", ddl));
    String database =
        databases.template(
            key,
            empty -> {
              try {
                Connection connection = databases.server().session(empty);
                Statements.run(connection, extensions);
                Statements.run(connection, ddl, Set.of(DUPLICATE_SCHEMA));
                Statements.analyzeCatalogs(connection);
              } catch (SQLException e) {
                throw refused(source, e);
              }
            });
    try {
      return SchemaSnapshot.read(databases.server().session(database), options);
    } catch (SQLException e) {
      throw refused(source, e);
    }
  }

  /** What creates the extensions that a database has, in the order it got them. */
  private List<String> extensions(String database) {
    List<String> statements = new ArrayList<>();
    try (Statement statement = databases.server().session(database).createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT quote_ident(extname) FROM pg_extension WHERE extname <> 'plpgsql'"
                    + " ORDER BY oid")) {
      while (rows.next()) {
        statements.add("CREATE EXTENSION IF NOT EXISTS " + rows.getString(1));
      }
    } catch (SQLException e) {
      throw new AthanorException(
          Reason.SCRATCH_SERVER_FAILED,
          "The scratch server refused: " + e.getMessage(),
          "Look into its log.",
          e);
    }
    return statements;
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
