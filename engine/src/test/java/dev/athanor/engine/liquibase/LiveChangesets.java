package dev.athanor.engine.liquibase;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import liquibase.change.AbstractChange;
import liquibase.change.DatabaseChange;
import liquibase.change.custom.CustomSqlChange;
import liquibase.change.custom.CustomTaskChange;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.CustomChangeException;
import liquibase.exception.ValidationErrors;
import liquibase.resource.ResourceAccessor;
import liquibase.statement.SqlStatement;
import liquibase.statement.core.RawParameterizedSqlStatement;
import org.postgresql.PGConnection;

/** Changes as teams write them in Java. */
final class LiveChangesets {
  private LiveChangesets() {}

  /** What most do not need. */
  abstract static class Custom {
    ResourceAccessor resources;

    public String getConfirmationMessage() {
      return "done";
    }

    public void setUp() {}

    public void setFileOpener(ResourceAccessor opener) {
      resources = opener;
    }

    public ValidationErrors validate(Database database) {
      return new ValidationErrors();
    }

    static Connection connection(Database database) {
      return ((JdbcConnection) database.getConnection()).getUnderlyingConnection();
    }
  }

  /** Gives SQL that depends on what is there. */
  public static final class Sql extends Custom implements CustomSqlChange {
    private String table;

    public void setTable(String name) {
      table = name;
    }

    @Override
    public SqlStatement[] generateStatements(Database database) throws CustomChangeException {
      try (Statement statement = connection(database).createStatement();
          ResultSet rows = statement.executeQuery("SELECT max(id) FROM " + table)) {
        rows.next();
        return new SqlStatement[] {
          new RawParameterizedSqlStatement(
              "INSERT INTO " + table + " (id, n) VALUES (" + (rows.getInt(1) + 1) + ", 'sql')")
        };
      } catch (SQLException e) {
        throw new CustomChangeException(e);
      }
    }
  }

  /** Commits, rolls back, copies rows, and reads a file of the changelog's. */
  public static final class Task extends Custom implements CustomTaskChange {
    /** As many do that have no errors. */
    @Override
    public ValidationErrors validate(Database database) {
      return null;
    }

    @Override
    public void execute(Database database) throws CustomChangeException {
      Connection connection = connection(database);
      try (Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("INSERT INTO t (id, n) VALUES (100, 'kept')");
        connection.commit();
        statement.execute("INSERT INTO t (id, n) VALUES (101, 'taken back')");
        connection.rollback();
        ((PGConnection) connection)
            .getCopyAPI()
            .copyIn("COPY t (id, n) FROM STDIN", new java.io.StringReader("102\tcopied\n"));
        String file =
            new String(resources.getExisting("data/u.csv").openInputStream().readAllBytes());
        statement.execute("INSERT INTO t (id, n) VALUES (103, '" + file.length() + "')");
      } catch (SQLException | IOException e) {
        throw new CustomChangeException(e);
      }
    }
  }

  /** Runs what it is given, statement by statement. */
  public static final class Run extends Custom implements CustomTaskChange {
    private String sql;

    public void setSql(String text) {
      sql = text;
    }

    @Override
    public void execute(Database database) throws CustomChangeException {
      try (Statement statement = connection(database).createStatement()) {
        for (String each : sql.split(";")) {
          statement.execute(each);
        }
      } catch (SQLException e) {
        throw new CustomChangeException("cannot run it", e);
      }
    }
  }

  /** Says in which process it runs, or ends it. */
  public static final class Process extends Custom implements CustomTaskChange {
    private String ends = "false";

    public void setEnds(String text) {
      ends = text;
    }

    @Override
    public void execute(Database database) throws CustomChangeException {
      try (Statement statement = connection(database).createStatement()) {
        statement.execute("INSERT INTO t VALUES (" + ProcessHandle.current().pid() + ")");
        statement.execute("CREATE TEMPORARY TABLE of_the_session ()");
      } catch (SQLException e) {
        throw new CustomChangeException(e);
      }
      if (Boolean.parseBoolean(ends)) {
        Runtime.getRuntime().halt(9);
      }
    }
  }

  /** What an extension brings. */
  @DatabaseChange(name = "remember", description = "remember", priority = 1)
  public static final class Remember extends AbstractChange {
    private String tableName;
    private int number;

    public String getTableName() {
      return tableName;
    }

    public void setTableName(String name) {
      tableName = name;
    }

    public int getNumber() {
      return number;
    }

    public void setNumber(int value) {
      number = value;
    }

    @Override
    public SqlStatement[] generateStatements(Database database) {
      return new SqlStatement[] {
        new RawParameterizedSqlStatement("INSERT INTO " + tableName + " VALUES (" + number + ")")
      };
    }

    @Override
    public String getConfirmationMessage() {
      return "remembered";
    }
  }

  /** Ends the process as soon as others see what it committed. */
  public static final class Halt extends Custom implements CustomTaskChange {
    @Override
    public void execute(Database database) throws CustomChangeException {
      try (Statement statement = connection(database).createStatement()) {
        statement.execute("INSERT INTO t VALUES (5)");
        String url = connection(database).getMetaData().getURL();
        String user = connection(database).getMetaData().getUserName();
        Thread thread = new Thread(() -> haltWhenCommitted(url, user));
        thread.setDaemon(true);
        thread.start();
      } catch (SQLException e) {
        throw new CustomChangeException(e);
      }
    }

    private static void haltWhenCommitted(String url, String user) {
      try (Connection other = DriverManager.getConnection(url, user, null);
          Statement statement = other.createStatement()) {
        boolean there = false;
        while (!there) {
          try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM t")) {
            rows.next();
            there = rows.getInt(1) > 0;
          }
        }
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      Runtime.getRuntime().halt(9);
    }
  }
}
