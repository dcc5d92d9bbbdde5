package dev.athanor.engine.liquibase;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Guard.Condition;
import dev.athanor.engine.model.Guard.Constant;
import dev.athanor.engine.model.Guard.Query;
import dev.athanor.engine.model.Reason;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.database.Database;
import liquibase.exception.PreconditionErrorException;
import liquibase.exception.PreconditionFailedException;
import liquibase.precondition.CustomPreconditionWrapper;
import liquibase.precondition.Precondition;
import liquibase.precondition.core.ChangeLogPropertyDefinedPrecondition;
import liquibase.precondition.core.ChangeSetExecutedPrecondition;
import liquibase.precondition.core.ColumnExistsPrecondition;
import liquibase.precondition.core.DBMSPrecondition;
import liquibase.precondition.core.ForeignKeyExistsPrecondition;
import liquibase.precondition.core.IndexExistsPrecondition;
import liquibase.precondition.core.ObjectQuotingStrategyPrecondition;
import liquibase.precondition.core.PrimaryKeyExistsPrecondition;
import liquibase.precondition.core.RowCountPrecondition;
import liquibase.precondition.core.RunningAsPrecondition;
import liquibase.precondition.core.SequenceExistsPrecondition;
import liquibase.precondition.core.SqlPrecondition;
import liquibase.precondition.core.TableExistsPrecondition;
import liquibase.precondition.core.TableIsEmptyPrecondition;
import liquibase.precondition.core.UniqueConstraintExistsPrecondition;
import liquibase.precondition.core.ViewExistsPrecondition;

/** A single precondition: a query, or what is known already. */
final class ConditionCompiler {
  private static final String TRUE = "true";

  private final ChangeSet changeset;
  private final ChangeSet asker;
  private final DatabaseChangeLog changelog;
  private final Database database;
  private final ObjectQueries objects;

  /**
   * @param changeset what messages name
   * @param asker the changeset that requires it, null where a file does
   * @param changelog of which it is asked
   */
  private ConditionCompiler(
      ChangeSet changeset, ChangeSet asker, DatabaseChangeLog changelog, Database database) {
    this.changeset = changeset;
    this.asker = asker;
    this.changelog = changelog;
    this.database = database;
    this.objects = new ObjectQueries(database);
  }

  /** For what a changeset requires itself. */
  static ConditionCompiler of(ChangeSet changeset, Database database) {
    return new ConditionCompiler(changeset, changeset, changeset.getChangeLog(), database);
  }

  /** For what the files around a changeset require of the outermost one. */
  static ConditionCompiler ofFiles(
      ChangeSet changeset, DatabaseChangeLog outermost, Database database) {
    return new ConditionCompiler(changeset, null, outermost, database);
  }

  Condition compile(Precondition precondition) {
    if (precondition instanceof DBMSPrecondition
        || precondition instanceof ChangeLogPropertyDefinedPrecondition
        || precondition instanceof ObjectQuotingStrategyPrecondition) {
      return known(precondition);
    }
    if (precondition instanceof SqlPrecondition check) {
      String sql = check.getSql().strip().replaceFirst(";$", "");
      ChangesetChecks.checkQuery(changeset, sql);
      return new Query(sql, check.getExpectedResult(), "sqlCheck " + sql);
    }
    if (precondition instanceof CustomPreconditionWrapper) {
      return new Constant(false, "customPrecondition, which is live");
    }
    return object(precondition);
  }

  /** Liquibase itself can tell without a database. */
  private Condition known(Precondition precondition) {
    boolean value;
    try {
      precondition.check(database, changelog, asker, null);
      value = true;
    } catch (PreconditionFailedException e) {
      value = false;
    } catch (PreconditionErrorException e) {
      throw new AthanorException(
          Reason.INVALID_CHANGELOG,
          changeset + ": " + LiquibaseErrors.message(e),
          "Correct the precondition.",
          e);
    }
    return new Constant(value, precondition.getName());
  }

  private Condition object(Precondition precondition) {
    if (precondition instanceof TableExistsPrecondition p) {
      return exists(
          objects.table(p.getSchemaName(), p.getTableName()), "tableExists " + p.getTableName());
    }
    if (precondition instanceof ViewExistsPrecondition p) {
      return exists(
          objects.view(p.getSchemaName(), p.getViewName()), "viewExists " + p.getViewName());
    }
    if (precondition instanceof SequenceExistsPrecondition p) {
      return exists(
          objects.sequence(p.getSchemaName(), p.getSequenceName()),
          "sequenceExists " + p.getSequenceName());
    }
    if (precondition instanceof ColumnExistsPrecondition p) {
      return exists(
          objects.column(p.getSchemaName(), p.getTableName(), p.getColumnName()),
          "columnExists " + p.getTableName() + "." + p.getColumnName());
    }
    if (precondition instanceof IndexExistsPrecondition p) {
      return exists(
          objects.index(p.getSchemaName(), p.getIndexName(), p.getTableName(), p.getColumnNames()),
          "indexExists " + (p.getIndexName() == null ? p.getTableName() : p.getIndexName()));
    }
    return constraintOrState(precondition);
  }

  private Condition constraintOrState(Precondition precondition) {
    if (precondition instanceof ForeignKeyExistsPrecondition p) {
      if (p.getForeignKeyName() == null) {
        // Liquibase looks for one of that name, and finds none.
        return new Constant(false, "foreignKeyConstraintExists without a foreignKeyName");
      }
      return exists(
          objects.foreignKey(p.getSchemaName(), p.getForeignKeyName(), p.getForeignKeyTableName()),
          "foreignKeyConstraintExists " + p.getForeignKeyName());
    }
    if (precondition instanceof PrimaryKeyExistsPrecondition p) {
      return exists(
          objects.primaryKey(p.getSchemaName(), p.getPrimaryKeyName(), p.getTableName()),
          "primaryKeyExists "
              + (p.getPrimaryKeyName() == null ? p.getTableName() : p.getPrimaryKeyName()));
    }
    if (precondition instanceof UniqueConstraintExistsPrecondition p) {
      return exists(
          objects.unique(
              p.getSchemaName(), p.getConstraintName(), p.getTableName(), p.getColumnNames()),
          "uniqueConstraintExists "
              + (p.getConstraintName() == null ? p.getTableName() : p.getConstraintName()));
    }
    if (precondition instanceof ChangeSetExecutedPrecondition p) {
      return executed(p);
    }
    return state(precondition);
  }

  private Condition state(Precondition precondition) {
    if (precondition instanceof RunningAsPrecondition p) {
      return exists(
          "SELECT ("
              + ObjectQueries.lower("session_user")
              + ObjectQueries.EQUALS
              + ObjectQueries.lower(ObjectQueries.literal(p.getUsername()))
              + ")::pg_catalog.text",
          "runningAs " + p.getUsername());
    }
    if (precondition instanceof TableIsEmptyPrecondition p) {
      return exists(
          "SELECT (NOT EXISTS (SELECT 1 FROM "
              + table(p.getSchemaName(), p.getTableName())
              + "))::pg_catalog.text",
          "tableIsEmpty " + p.getTableName());
    }
    if (precondition instanceof RowCountPrecondition p) {
      return new Query(
          "SELECT pg_catalog.count(*)::pg_catalog.text FROM "
              + table(p.getSchemaName(), p.getTableName()),
          String.valueOf(p.getExpectedRows()),
          "rowCount " + p.getTableName());
    }
    throw new AthanorException(
        Reason.INVALID_CHANGELOG,
        changeset + ": the precondition " + precondition.getName() + " is unknown",
        "Write it as a sqlCheck.");
  }

  private String table(String schema, String name) {
    return database.escapeTableName(null, schema, name);
  }

  private Condition executed(ChangeSetExecutedPrecondition p) {
    String file = p.getChangeLogFile();
    if (file == null) {
      file = changelog.getLogicalFilePath();
    }
    file = DatabaseChangeLog.normalizePath(file);
    return exists(
        Query.EXECUTED
            + ObjectQueries.EQUALS
            + ObjectQueries.literal(p.getId())
            + " AND author"
            + ObjectQueries.EQUALS
            + ObjectQueries.literal(p.getAuthor())
            + " AND pg_catalog.regexp_replace(filename, '^(classpath:|/)+', '')"
            + ObjectQueries.EQUALS
            + ObjectQueries.literal(file)
            + " AND exectype"
            + ObjectQueries.EQUALS
            + "ANY ('{EXECUTED,RERAN,MARK_RAN}'::pg_catalog.text[]))::pg_catalog.text",
        "changeSetExecuted " + file + "::" + p.getId() + "::" + p.getAuthor());
  }

  private static Condition exists(String sql, String description) {
    return new Query(sql, TRUE, description);
  }
}
