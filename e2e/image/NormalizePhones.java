package com.example.customers;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import liquibase.change.custom.CustomTaskChange;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.CustomChangeException;
import liquibase.exception.ValidationErrors;
import liquibase.resource.ResourceAccessor;

/** A change in Java, as teams have them in their changelogs. */
public class NormalizePhones implements CustomTaskChange {
  @Override
  public void execute(Database database) throws CustomChangeException {
    JdbcConnection connection = (JdbcConnection) database.getConnection();
    try (Statement query = connection.createStatement();
        ResultSet rows = query.executeQuery("SELECT id, phone FROM customers");
        PreparedStatement update =
            connection.prepareStatement("UPDATE customers SET phone = ? WHERE id = ?")) {
      while (rows.next()) {
        update.setString(1, rows.getString("phone").replaceAll("[^+0-9]", ""));
        update.setInt(2, rows.getInt("id"));
        update.executeUpdate();
      }
    } catch (Exception e) {
      throw new CustomChangeException(e);
    }
  }

  @Override
  public String getConfirmationMessage() {
    return "Phones are normalized";
  }

  @Override
  public void setUp() {}

  @Override
  public void setFileOpener(ResourceAccessor resources) {}

  @Override
  public ValidationErrors validate(Database database) {
    return null;
  }
}
