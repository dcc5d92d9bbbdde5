package dev.athanor.autogenerate.compare;

import dev.athanor.autogenerate.model.DatabaseModel;
import dev.athanor.autogenerate.model.JpaExport;
import dev.athanor.autogenerate.model.JpaModel;
import dev.athanor.autogenerate.model.ModelDdl;
import dev.athanor.autogenerate.model.ModelSource;
import dev.athanor.autogenerate.model.SqlFileModel;
import dev.athanor.autogenerate.scratch.Databases;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.Reason;
import dev.athanor.schema.model.Extension;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
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

  public ModelSchema(Databases databases) {
    this(databases, model -> new JpaExport(model, databases.server().majorVersion()).run());
  }

  /**
   * @param jpa how a JPA model's DDL is had
   */
  public ModelSchema(Databases databases, Function<JpaModel, ModelDdl> jpa) {
    this.databases = databases;
    this.jpa = jpa;
  }

  /**
   * @param existing the database that the revisions build: its extensions, types and functions may
   *     be named by the model
   * @throws AthanorException INVALID_MODEL naming the class, the file or the statement at fault
   */
  public DesiredSchema build(ModelSource source, ReplayedSchema existing, SnapshotOptions options) {
    if (source instanceof JpaModel model) {
      ModelDdl ddl = jpa.apply(model);
      return new DesiredSchema(made(source, ddl.statements(), existing, options), ddl.renames());
    } else if (source instanceof SqlFileModel model) {
      return new DesiredSchema(made(source, List.of(read(model)), existing, options), List.of());
    } else {
      return new DesiredSchema(live((DatabaseModel) source, options), List.of());
    }
  }

  private SchemaSnapshot made(
      ModelSource source, List<String> ddl, ReplayedSchema existing, SnapshotOptions options) {
    List<String> extensions =
        existing.snapshot().all(Extension.class).stream()
            .map(
                extension -> "CREATE EXTENSION IF NOT EXISTS " + Names.quote(extension.id().name()))
            .toList();
    String key = Digest.of(String.join("\n", extensions) + "\n;\n" + String.join("\n;\n", ddl));
    String database =
        databases.template(
            key,
            empty -> {
              try (Connection connection = databases.server().connect(empty)) {
                run(connection, extensions);
                run(connection, ddl);
              } catch (SQLException e) {
                throw refused(source, e);
              }
            });
    try (Connection connection = databases.server().connect(database)) {
      return SchemaSnapshot.read(connection, options);
    } catch (SQLException e) {
      throw refused(source, e);
    }
  }

  private static void run(Connection connection, List<String> statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        try {
          statement.execute(sql);
        } catch (SQLException e) {
          if (!DUPLICATE_SCHEMA.equals(e.getSQLState())) {
            throw new SQLException(e.getMessage() + "\n  in: " + sql, e.getSQLState(), e);
          }
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
    Properties login = new Properties();
    if (model.user() != null) {
      login.setProperty("user", model.user());
    }
    if (model.password() != null) {
      login.setProperty("password", model.password());
    }
    try (Connection connection = new Driver().connect(model.url(), login)) {
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
