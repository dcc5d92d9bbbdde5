package dev.athanor.schema;

import dev.athanor.schema.ddl.Ddl;
import dev.athanor.schema.ddl.DdlOptions;
import dev.athanor.schema.ddl.DdlStatement;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.snapshot.CatalogStatistics;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.AutoSave;

/** Builds two schemas, takes one to the other and back, and shrinks what fails. */
final class PairRunner implements AutoCloseable {
  private static final String RESET =
      "DROP SCHEMA IF EXISTS public, s2 CASCADE; CREATE SCHEMA public; "
          + "DROP EXTENSION IF EXISTS citext, btree_gist CASCADE";

  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final String first = "one" + NUMBERS.incrementAndGet();
  private final String second = "other" + first;
  private final PairServer server;
  private final Connection one;
  private final Connection other;
  private boolean dumps;
  private int accepted;
  private int refused;

  PairRunner(PairServer server) throws SQLException {
    this.server = server;
    this.dumps = server.dumps();
    try (Connection admin = DriverManager.getConnection(server.url("postgres"))) {
      RoundTrip.run(admin, "DROP DATABASE IF EXISTS " + first);
      RoundTrip.run(admin, "DROP DATABASE IF EXISTS " + second);
      RoundTrip.run(admin, "CREATE DATABASE " + first);
      RoundTrip.run(admin, "CREATE DATABASE " + second);
      RoundTrip.run(
          admin,
          "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'role_a') THEN"
              + " CREATE ROLE role_a; CREATE ROLE \"Role B\"; END IF; END $$");
    }
    one = DriverManager.getConnection(server.url(first));
    other = DriverManager.getConnection(server.url(second));
  }

  @Override
  public void close() throws SQLException {
    one.close();
    other.close();
  }

  /** What became of the generators' statements: a pair is no better than what the server took. */
  static String tally(List<PairRunner> runners) {
    int taken = runners.stream().mapToInt(runner -> runner.accepted).sum();
    int refused = runners.stream().mapToInt(runner -> runner.refused).sum();
    return taken + " taken, " + refused + " refused";
  }

  /** What is wrong with the pair of that seed, made small; or nothing. */
  Optional<String> failure(long seed) throws SQLException {
    DdlOptions options = DdlOptions.DEFAULT.withSafe(seed % 4 == 0);
    List<String> a = new ArrayList<>(build(one, RandomSchema.of(seed, 0, server.major())));
    List<String> b = new ArrayList<>(build(other, RandomSchema.of(seed, 1, server.major())));
    Optional<String> failure = check(options);
    if (failure.isEmpty()) {
      return failure;
    }
    if (!Boolean.getBoolean("noshrink")) {
      dumps = server.dumps() && failure.get().startsWith("dumps");
      shrink(a, b, options, kind(failure.get()));
      dumps = server.dumps();
      failure = rerun(a, b, options);
    }
    return Optional.of(
        "seed "
            + seed
            + "\n-- A:\n"
            + String.join(";\n", a)
            + ";\n-- B:\n"
            + String.join(";\n", b)
            + ";\n-- "
            + failure.orElse("did not fail again"));
  }

  /** What is wrong between two schemas given as scripts. */
  Optional<String> failure(String a, String b, DdlOptions options) throws SQLException {
    fill(a, b);
    return check(options);
  }

  /** The statements that take one script's schema to the other's. */
  List<DdlStatement> statements(String a, String b) throws SQLException {
    fill(a, b);
    return Ddl.render(
        SchemaDiff.between(
            SchemaSnapshot.read(one, RoundTrip.OPTIONS),
            SchemaSnapshot.read(other, RoundTrip.OPTIONS)));
  }

  private void fill(String a, String b) throws SQLException {
    RoundTrip.run(one, RESET);
    RoundTrip.run(one, a);
    CatalogStatistics.refresh(one);
    RoundTrip.run(other, RESET);
    RoundTrip.run(other, b);
    CatalogStatistics.refresh(other);
  }

  private void shrink(List<String> a, List<String> b, DdlOptions options, String kind)
      throws SQLException {
    for (int size = Math.max(a.size(), b.size()) / 2; size > 0; size = size / 2) {
      for (List<String> side : List.of(a, b)) {
        for (int end = side.size(); end > 0; end -= size) {
          int last = Math.min(end, side.size());
          List<String> window = side.subList(Math.max(0, last - size), last);
          List<String> left = List.copyOf(window);
          window.clear();
          Optional<String> failure = rerun(a, b, options);
          if (failure.isEmpty() || !kind(failure.get()).equals(kind)) {
            side.addAll(Math.max(0, last - size), left);
          }
        }
      }
    }
  }

  /** The first words of a failure: what has to stay the same while it shrinks. */
  private static String kind(String failure) {
    return failure.substring(0, Math.min(25, failure.length()));
  }

  private Optional<String> rerun(List<String> a, List<String> b, DdlOptions options)
      throws SQLException {
    build(one, a);
    build(other, b);
    return check(options);
  }

  private List<String> build(Connection connection, List<String> statements) throws SQLException {
    List<String> taken = new ArrayList<>();
    RoundTrip.run(connection, RESET);
    connection.setAutoCommit(false);
    connection.unwrap(PGConnection.class).setAutosave(AutoSave.ALWAYS);
    for (String statement : statements) {
      try {
        RoundTrip.run(connection, statement);
        taken.add(statement);
      } catch (SQLException e) {
        // The driver has gone back to the savepoint it set: the generator may be wrong.
        refused++;
      }
    }
    connection.commit();
    connection.unwrap(PGConnection.class).setAutosave(AutoSave.NEVER);
    connection.setAutoCommit(true);
    accepted += taken.size();
    return taken;
  }

  private Optional<String> check(DdlOptions options) throws SQLException {
    SchemaSnapshot a = SchemaSnapshot.read(one, RoundTrip.OPTIONS);
    SchemaSnapshot b = SchemaSnapshot.read(other, RoundTrip.OPTIONS);
    SchemaDiff same = SchemaDiff.between(b, SchemaSnapshot.read(other, RoundTrip.OPTIONS));
    List<DdlStatement> nothing = Ddl.render(same, options);
    if (!same.isEmpty() || !nothing.isEmpty()) {
      return Optional.of(
          "differs from itself: " + same.headlines() + "\n" + RoundTrip.text(nothing));
    }
    String dumpA = dumps ? server.dump(first) : "";
    String dumpB = dumps ? server.dump(second) : "";
    SchemaDiff diff = SchemaDiff.between(a, b);
    try {
      arrive(Ddl.render(diff, options), b, dumpB);
      arrive(Ddl.render(diff.reverse(), options), a, dumpA);
      if (options.safe()) {
        RoundTrip.stepwise(one, diff);
      }
      return Optional.empty();
    } catch (AssertionError | RuntimeException | SQLException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private void arrive(List<DdlStatement> statements, SchemaSnapshot target, String wanted)
      throws SQLException {
    RoundTrip.apply(one, statements);
    RoundTrip.assertSame(one, target, statements);
    String difference = dumps ? Dump.difference(server.dump(first), wanted) : "";
    if (!difference.isEmpty()) {
      throw new AssertionError("dumps differ:\n" + difference + RoundTrip.text(statements));
    }
  }
}
