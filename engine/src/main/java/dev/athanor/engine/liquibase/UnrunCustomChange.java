package dev.athanor.engine.liquibase;

import liquibase.change.ChangeMetaData;
import liquibase.change.CheckSum;
import liquibase.change.DatabaseChange;
import liquibase.change.custom.CustomChangeWrapper;
import liquibase.database.Database;
import liquibase.exception.ValidationErrors;
import liquibase.parser.core.ParsedNode;
import liquibase.parser.core.ParsedNodeException;
import liquibase.resource.ResourceAccessor;
import liquibase.serializer.core.string.StringChangeLogSerializer;
import liquibase.statement.SqlStatement;

/**
 * A customChange of which only the name is known. Liquibase's own loads the class and makes an
 * object of it while it parses.
 */
@DatabaseChange(
    name = LiquibaseScope.CUSTOM_CHANGE,
    description = LiquibaseScope.CUSTOM_CHANGE,
    priority = ChangeMetaData.PRIORITY_DEFAULT)
public final class UnrunCustomChange extends CustomChangeWrapper {
  private String name;

  @Override
  public CustomChangeWrapper setClass(String className) {
    this.name = className;
    return this;
  }

  @Override
  public String getClassName() {
    return name;
  }

  /** Which attributes are parameters only the class could tell. */
  @Override
  public void customLoadLogic(ParsedNode node, ResourceAccessor resources)
      throws ParsedNodeException {
    ParsedNode params = node.getChild(null, "params");
    for (ParsedNode param : (params == null ? node : params).getChildren(null, "param")) {
      Object value =
          param.getValue() == null ? param.getChildValue(null, "value") : param.getValue();
      String key = param.getChildValue(null, "name", String.class);
      setParam(key == null ? "" : key, value == null ? null : value.toString());
    }
  }

  @Override
  public void finishInitialization() {
    // There is no object to set up.
  }

  @Override
  public SqlStatement[] generateStatements(Database database) {
    return SqlStatement.EMPTY_SQL_STATEMENT;
  }

  /** A class may compute its own; nobody asks it here. */
  @Override
  public CheckSum generateCheckSum() {
    return CheckSum.compute(new StringChangeLogSerializer().serialize(this, false));
  }

  @Override
  public ValidationErrors validate(Database database) {
    return new ValidationErrors();
  }

  @Override
  public boolean generateStatementsVolatile(Database database) {
    return true;
  }

  @Override
  public String getConfirmationMessage() {
    return "custom change " + name;
  }
}
