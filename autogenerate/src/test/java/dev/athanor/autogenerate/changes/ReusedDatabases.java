package dev.athanor.autogenerate.changes;

import dev.athanor.scratch.Databases;
import dev.athanor.scratch.ScratchDatabases;
import dev.athanor.scratch.ScratchServer;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** A few databases used over and over: emptying one is far cheaper than making one. */
final class ReusedDatabases implements Databases, AutoCloseable {
  private static final int COUNT = 12;
  private static final String RESET =
      """
      DO $$ DECLARE s text; BEGIN
        FOR s IN SELECT nspname FROM pg_namespace
            WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
          EXECUTE format('DROP SCHEMA %I CASCADE', s);
        END LOOP;
        CREATE SCHEMA public;
        IF to_regrole('pg_database_owner') IS NULL THEN
          GRANT CREATE ON SCHEMA public TO PUBLIC;
        ELSE
          ALTER SCHEMA public OWNER TO pg_database_owner;
        END IF;
        COMMENT ON SCHEMA public IS 'standard public schema';
        GRANT USAGE ON SCHEMA public TO PUBLIC;
      END $$
      """;

  private final ScratchDatabases made;
  private final Deque<String> oldestFirst = new ArrayDeque<>();
  private final Map<String, String> byKey = new HashMap<>();
  private final Map<String, Predicate<String>> fills = new HashMap<>();

  ReusedDatabases(ScratchServer server) {
    this.made = new ScratchDatabases(server);
  }

  @Override
  public ScratchServer server() {
    return made.server();
  }

  @Override
  public String empty() {
    if (oldestFirst.size() < COUNT) {
      String database = made.empty();
      oldestFirst.add(database);
      return database;
    }
    String database = oldestFirst.remove();
    oldestFirst.add(database);
    byKey.values().remove(database);
    fills.remove(database);
    try (Statement statement = server().session(database).createStatement()) {
      // Whoever failed in it may have left a transaction behind.
      statement.execute("ROLLBACK");
      statement.execute(RESET);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return database;
  }

  /** What is copied is a template here. */
  @Override
  public String copy(String database) {
    Predicate<String> fill = fills.get(database);
    String copy = empty();
    fill.test(copy);
    return copy;
  }

  /** It is the next to be used. */
  @Override
  public void drop(String database) {
    oldestFirst.remove(database);
    oldestFirst.addFirst(database);
  }

  @Override
  public String templateOrOwn(String key, Predicate<String> fill) {
    String database = byKey.get(key);
    if (database == null) {
      database = empty();
      fill.test(database);
      byKey.put(key, database);
      fills.put(database, fill);
    }
    // What was just asked for is in use: it is emptied last.
    oldestFirst.remove(database);
    oldestFirst.add(database);
    return database;
  }

  @Override
  public void close() {
    made.close();
  }
}
