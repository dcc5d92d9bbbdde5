package dev.athanor.engine.liquibase;

import liquibase.change.ChangeMetaData;
import liquibase.change.CheckSum;
import liquibase.change.DatabaseChange;
import liquibase.change.custom.CustomChangeWrapper;
import liquibase.database.Database;
import liquibase.exception.CustomChangeException;
import liquibase.exception.SetupException;
import liquibase.exception.ValidationErrors;
import liquibase.parser.core.ParsedNode;
import liquibase.parser.core.ParsedNodeException;
import liquibase.resource.ResourceAccessor;

/**
 * A customChange of which the class is missed only where it is to run. Liquibase's own misses it
 * where it stands in the changelog, though it ran years ago and was deleted since.
 */
@DatabaseChange(
    name = LiquibaseScope.CUSTOM_CHANGE,
    description = LiquibaseScope.CUSTOM_CHANGE,
    priority = ChangeMetaData.PRIORITY_DEFAULT)
public final class LiveCustomChange extends CustomChangeWrapper {
  private final UnrunCustomChange named = new UnrunCustomChange();
  private CustomChangeException missing;

  @Override
  public CustomChangeWrapper setClass(String className) throws CustomChangeException {
    named.setClass(className);
    try {
      return super.setClass(className);
    } catch (CustomChangeException e) {
      missing = e;
      return this;
    }
  }

  @Override
  public String getClassName() {
    return named.getClassName();
  }

  @Override
  public void customLoadLogic(ParsedNode node, ResourceAccessor resources)
      throws ParsedNodeException {
    if (missing == null) {
      super.customLoadLogic(node, resources);
    }
  }

  @Override
  public void finishInitialization() throws SetupException {
    if (missing == null) {
      super.finishInitialization();
    }
  }

  @Override
  public ValidationErrors validate(Database database) {
    if (missing != null) {
      return new ValidationErrors()
          .addError("class " + getClassName() + " is not on the class path");
    }
    return super.validate(database);
  }

  @Override
  public CheckSum generateCheckSum() {
    return missing == null ? super.generateCheckSum() : named.generateCheckSum();
  }
}
