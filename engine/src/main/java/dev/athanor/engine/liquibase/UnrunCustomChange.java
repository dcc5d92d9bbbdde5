package dev.athanor.engine.liquibase;

import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;
import liquibase.change.custom.CustomChangeWrapper;
import liquibase.database.Database;
import liquibase.exception.ValidationErrors;

/**
 * A customChange of which only the name is known. Liquibase's own loads the class and makes an
 * object of it while it parses.
 */
@DatabaseChange(
    name = "customChange",
    description = "customChange",
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
