package dev.athanor.engine.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;

/** One real PostgreSQL for a test JVM; each test takes a database of its own. */
public final class TestPostgres {
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final int MOST_KEPT =
      Integer.getInteger("athanor.test.databases", Integer.MAX_VALUE);
  private static final Deque<String> KEPT = new ArrayDeque<>();
  private static EmbeddedPostgres server;

  private TestPostgres() {}

  /** A fresh, empty database as a JDBC URL, user and password included. */
  public static String newDatabase() {
    return newDatabase("");
  }

  /**
   * @param options what CREATE DATABASE takes behind the name
   */
  public static String newDatabase(String options) {
    String name = "t" + ProcessHandle.current().pid() + "_" + NAMES.incrementAndGet();
    execute(url("postgres"), "CREATE DATABASE " + name + " " + options);
    dropOldest(name);
    return url(name);
  }

  /** A module's tests, and mutants all the more, make thousands: the disk would fill up. */
  private static synchronized void dropOldest(String newest) {
    KEPT.addLast(newest);
    if (KEPT.size() > MOST_KEPT) {
      execute(url("postgres"), "DROP DATABASE IF EXISTS " + KEPT.removeFirst() + " (FORCE)");
    }
  }

  /** The port of the server on 127.0.0.1; superuser {@code postgres}, trust authentication. */
  public static int port() {
    return server().getPort();
  }

  /** A role that the server asks for this password; every other role it trusts. */
  public static String newLogin(String password) {
    String role = "u" + ProcessHandle.current().pid() + "_" + NAMES.incrementAndGet();
    try (Connection connection = DriverManager.getConnection(url("postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE " + role + " LOGIN PASSWORD '" + password + "'");
      ResultSet row = statement.executeQuery("SHOW hba_file");
      row.next();
      Path hba = Path.of(row.getString(1));
      Files.writeString(
          hba, "host all " + role + " 127.0.0.1/32 scram-sha-256\n" + Files.readString(hba));
      statement.execute("SELECT pg_reload_conf()");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitRefusal(role);
    return role;
  }

  /** The server reads its rules when it gets round to it. */
  private static void awaitRefusal(String role) {
    long deadline = System.nanoTime() + Patience.PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        DriverManager.getConnection(url("postgres", role)).close();
      } catch (SQLException e) {
        return;
      }
    }
    throw new IllegalStateException("no password was asked of " + role);
  }

  public static void execute(String url, String sql) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static String url(String database) {
    return url(database, "postgres");
  }

  private static String url(String database, String user) {
    return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database + "?user=" + user;
  }

  private static synchronized EmbeddedPostgres server() {
    if (server == null) {
      try {
        server =
            EmbeddedPostgres.builder()
                .setPGStartupWait(Patience.PATIENCE)
                .setServerConfig("fsync", "off")
                .setServerConfig("full_page_writes", "off")
                .setServerConfig("autovacuum", "off")
                .setServerConfig("jit", "off")
                .setServerConfig("max_wal_size", "128MB")
                .setServerConfig("max_connections", "200")
                .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return server;
  }
}
