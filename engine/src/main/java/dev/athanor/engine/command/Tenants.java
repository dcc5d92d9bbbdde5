package dev.athanor.engine.command;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.history.HistoryTables;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import dev.athanor.engine.sql.SqlText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The schemas of one database that are migrated alike: each has a history of its own.
 *
 * @param patterns their names; {@code *} stands for any characters, {@code ?} for one
 * @param behind what follows each in the search path, such as {@code public} for extensions; empty:
 *     nothing
 * @param parallel how many are migrated at the same time, with two connections each; at least 1
 */
public record Tenants(List<String> patterns, Optional<String> behind, int parallel) {
  public static final int DEFAULT_PARALLEL = 4;

  /** PostgreSQL's own, and Athanor's. */
  private static final String SCHEMAS =
      "SELECT nspname, has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname !~ '^pg_'"
          + " AND nspname NOT IN ('information_schema', 'athanor', 'athanor_kept')";

  /**
   * @throws AthanorException INVALID_CONFIGURATION for no pattern, or none at a time
   */
  public Tenants {
    patterns = List.copyOf(patterns);
    Objects.requireNonNull(behind, "behind");
    if (patterns.isEmpty() || patterns.stream().anyMatch(String::isBlank)) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "No schema is named.",
          "Name schemas, separated by commas, such as tenant_*.");
    }
    if (parallel < 1) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          parallel + " schemas at the same time are none.",
          "Give a number from 1 up.");
    }
  }

  /**
   * The names, in their order.
   *
   * @throws AthanorException INVALID_CONFIGURATION for a pattern that no schema matches;
   *     PERMISSION_DENIED for a schema that may not be used
   */
  List<String> find(Database database) {
    Map<String, Boolean> usable =
        database.query(
            SCHEMAS,
            rows -> {
              Map<String, Boolean> found = new TreeMap<>();
              while (rows.next()) {
                found.put(rows.getString(1), rows.getBoolean(2));
              }
              return found;
            });
    List<String> names = new ArrayList<>();
    for (String pattern : patterns) {
      List<String> matching = usable.keySet().stream().filter(matcher(pattern)).toList();
      if (matching.isEmpty()) {
        throw new AthanorException(
            Reason.INVALID_CONFIGURATION,
            "No schema of " + database.url() + " is named " + pattern + ".",
            "Create it, or name others; schemas that are there: " + some(usable) + ".");
      }
      names.addAll(matching);
    }
    names.stream()
        .filter(name -> !usable.get(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw new AthanorException(
                  Reason.PERMISSION_DENIED,
                  database.facts().currentUser() + " may not use schema " + name + ".",
                  "GRANT USAGE, CREATE ON SCHEMA "
                      + SqlText.identifier(name)
                      + " TO "
                      + SqlText.identifier(database.facts().currentUser())
                      + "; or leave it out.");
            });
    return names.stream().distinct().sorted().toList();
  }

  /** The database, seen from one of them. */
  DatabaseTarget in(String schema, DatabaseTarget database) {
    database.settings().names().schema().ifPresent(Tenants::refuseOneHistory);
    String path = SqlText.identifier(schema) + behind.map(more -> ", " + more).orElse("");
    return new DatabaseTarget(database.url(), database.settings().withSearchPath(path));
  }

  /**
   * Asks each of them the same.
   *
   * @return the answers by schema, in the order of their names
   * @throws AthanorException as {@link #find} has it; INVALID_CONFIGURATION where the history of a
   *     schema behind it would be taken for its own; whatever the question throws, naming the
   *     schema
   */
  <T> Map<String, T> ask(DatabaseTarget database, BiFunction<String, Database, T> question) {
    List<String> schemas;
    try (Database session = database.open()) {
      schemas = find(session);
    }
    List<T> answers = forEach(schemas, schema -> ask(schema, database, question));
    Map<String, T> all = new LinkedHashMap<>();
    for (int i = 0; i < schemas.size(); i++) {
      all.put(schemas.get(i), answers.get(i));
    }
    return all;
  }

  private <T> T ask(
      String schema, DatabaseTarget database, BiFunction<String, Database, T> question) {
    try (Database session = in(schema, database).open()) {
      requireOwn(schema, new HistoryTables(session).schema());
      return question.apply(schema, session);
    } catch (AthanorException e) {
      throw e.withMore("That was in schema " + schema + ".");
    }
  }

  private static void refuseOneHistory(String schema) {
    throw new AthanorException(
        Reason.INVALID_CONFIGURATION,
        "All schemas would have one history, in schema " + schema + ".",
        "Leave out where Liquibase's tables are: each schema has its own.");
  }

  private static void requireOwn(String schema, String history) {
    if (!history.equals(schema)) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "It has no DATABASECHANGELOG, and "
              + history
              + ", which comes behind it in the search path, has one.",
          "Leave " + history + " out of the search path (" + Term.SEARCH_PATH + ").");
    }
  }

  /**
   * Does the same for each, a few at a time.
   *
   * @return what it gave, in their order
   * @throws AthanorException the first failure; what was begun has ended then, no other is begun
   */
  <T, R> List<R> forEach(List<T> all, Function<T, R> work) {
    ExecutorService workers = Executors.newFixedThreadPool(parallel);
    List<Future<R>> begun =
        all.stream().map(each -> workers.submit(() -> work.apply(each))).toList();
    try {
      List<R> results = new ArrayList<>();
      for (Future<R> each : begun) {
        results.add(each.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof AthanorException known
          ? known
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      // Each that runs ends in order, after the changeset that it is at.
      begun.forEach(each -> each.cancel(true));
      Thread.currentThread().interrupt();
      throw new AthanorException(Reason.INTERRUPTED, "Interrupted.", "Run it again.", e);
    } finally {
      begun.forEach(each -> each.cancel(false));
      // Waits for what runs: a migration ends in order.
      ends(workers);
    }
  }

  private static void ends(ExecutorService workers) {
    workers.shutdown();
    boolean interrupted = false;
    while (true) {
      try {
        if (workers.awaitTermination(1, TimeUnit.DAYS)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static Predicate<String> matcher(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (char c : pattern.strip().toCharArray()) {
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL).asMatchPredicate();
  }

  private static String some(Map<String, Boolean> usable) {
    List<String> names = usable.keySet().stream().limit(10).toList();
    return String.join(", ", names) + (usable.size() > names.size() ? ", …" : "");
  }
}
