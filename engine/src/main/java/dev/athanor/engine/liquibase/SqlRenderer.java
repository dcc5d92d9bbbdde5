package dev.athanor.engine.liquibase;

import dev.athanor.engine.sql.SqlText;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import liquibase.change.AbstractSQLChange;
import liquibase.change.Change;
import liquibase.change.DbmsTargetedChange;
import liquibase.change.core.OutputChange;
import liquibase.change.core.RawSQLChange;
import liquibase.change.custom.CustomChangeWrapper;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;
import liquibase.database.DatabaseList;
import liquibase.exception.RollbackImpossibleException;
import liquibase.sql.Sql;
import liquibase.sql.visitor.SqlVisitor;
import liquibase.sqlgenerator.SqlGeneratorFactory;
import liquibase.statement.SqlStatement;
import liquibase.statement.core.DropPrimaryKeyStatement;

/** The statements of a changeset in either direction, as Liquibase's executor would send them. */
final class SqlRenderer {
  private final Database database;

  SqlRenderer(Database database) {
    this.database = database;
  }

  /** Whether all of its changes are for other databases: Liquibase does not even record it. */
  boolean skips(ChangeSet changeset) {
    return !changeset.getChanges().isEmpty()
        && changeset.getChanges().stream().allMatch(this::isForOthers);
  }

  List<String> up(ChangeSet changeset) throws Exception {
    return up(changeset, changeset.getChanges());
  }

  /** The same of some of its changes. */
  List<String> up(ChangeSet changeset, List<Change> changes) throws Exception {
    List<String> statements = new ArrayList<>();
    for (Change change : changes) {
      if (forUs(change)) {
        render(statements(change), changeset.getSqlVisitors(), statements);
      }
    }
    return statements;
  }

  /** Empty when nothing undoes the changeset; an empty list when there is nothing to undo. */
  Optional<List<String>> down(ChangeSet changeset) throws Exception {
    if (changeset.hasCustomRollbackChanges()) {
      return writtenDown(changeset);
    }
    List<String> statements = new ArrayList<>();
    return derived(changeset, visitorsDown(changeset), statements)
        ? Optional.of(statements)
        : Optional.empty();
  }

  /** What the changeset itself says that undoes it; empty where it says nothing, or Java code. */
  Optional<List<String>> writtenDown(ChangeSet changeset) throws Exception {
    List<Change> changes = changeset.getRollback().getChanges();
    if (!changeset.hasCustomRollbackChanges()
        || changes.stream().anyMatch(CustomChangeWrapper.class::isInstance)) {
      return Optional.empty();
    }
    List<String> statements = new ArrayList<>();
    for (Change change : changes) {
      if (forUs(change) && !isMarkedEmpty(change)) {
        change.finishInitialization();
        render(statements(change), visitorsDown(changeset), statements);
      }
    }
    return Optional.of(statements);
  }

  private static List<SqlVisitor> visitorsDown(ChangeSet changeset) {
    return changeset.getSqlVisitors().stream().filter(SqlVisitor::isApplyToRollback).toList();
  }

  private boolean derived(ChangeSet changeset, List<SqlVisitor> visitors, List<String> statements)
      throws Exception {
    List<Change> changes = changeset.getChanges();
    for (int i = changes.size() - 1; i >= 0; i--) {
      Change change = changes.get(i);
      boolean rawSql =
          change instanceof RawSQLChange
              && changeset.getFilePath().toLowerCase(Locale.ROOT).endsWith(".sql");
      if (rawSql || !change.supportsRollback(database)) {
        return false;
      }
      try {
        render(change.generateRollbackStatements(database), visitors, statements);
      } catch (RollbackImpossibleException e) {
        return false;
      }
    }
    return true;
  }

  private SqlStatement[] statements(Change change) {
    return change instanceof AbstractSQLChange sql
        ? new RawSql(sql, database).statements()
        : change.generateStatements(database);
  }

  /** Whether there is something in it for the database. */
  boolean forUs(Change change) {
    // An output prints when it is rendered, and has nothing for the database.
    return !isForOthers(change) && !(change instanceof OutputChange);
  }

  private boolean isForOthers(Change change) {
    return change instanceof DbmsTargetedChange targeted
        && !DatabaseList.definitionMatches(targeted.getDbms(), database, true);
  }

  private static boolean isMarkedEmpty(Change change) {
    return change instanceof RawSQLChange raw && "empty".equalsIgnoreCase(raw.getSql());
  }

  private void render(SqlStatement[] statements, List<SqlVisitor> visitors, List<String> rendered) {
    SqlGeneratorFactory generators = SqlGeneratorFactory.getInstance();
    for (SqlStatement statement : statements) {
      if (statement.skipOnUnsupported() && !generators.supports(statement, database)) {
        continue;
      }
      for (String text : texts(statement)) {
        String modified = text;
        for (SqlVisitor visitor : visitors) {
          modified = visitor.modifySql(modified, database);
        }
        rendered(modified).ifPresent(rendered::add);
      }
    }
  }

  private List<String> texts(SqlStatement statement) {
    if (statement instanceof DropPrimaryKeyStatement drop && drop.getConstraintName() == null) {
      return List.of(dropOfUnnamedKey(drop));
    }
    Sql[] generated = SqlGeneratorFactory.getInstance().generateSql(statement, database);
    return generated == null ? List.of() : Stream.of(generated).map(Sql::toSql).toList();
  }

  /** Liquibase's own makes a function that looks the name up, in a schema that offline is null. */
  private String dropOfUnnamedKey(DropPrimaryKeyStatement drop) {
    String table =
        SqlText.literal(database.escapeTableName(null, drop.getSchemaName(), drop.getTableName()));
    return """
        DO $$ BEGIN
          EXECUTE (SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname)
            FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'p');
        END $$"""
        .formatted(table);
  }

  /** Without the terminator of a single statement; empty where there is none. */
  private static Optional<String> rendered(String text) {
    Iterator<dev.athanor.engine.sql.SqlStatement> statements =
        dev.athanor.engine.sql.SqlStatement.in(text).iterator();
    if (!statements.hasNext()) {
      return Optional.empty();
    }
    dev.athanor.engine.sql.SqlStatement first = statements.next();
    boolean single =
        !statements.hasNext()
            && first.data().isEmpty()
            && first.fault() == dev.athanor.engine.sql.SqlStatement.Fault.NONE;
    return Optional.of((single ? text.substring(0, first.end()) : text).strip());
  }
}
