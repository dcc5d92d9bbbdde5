package dev.athanor.schema.ddl;

import dev.athanor.schema.diff.Rename;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Pairs each step of a change with what undoes it, by running the steps.
 *
 * <p>What undoes a step is the difference from the schema after it to the schema before it, both as
 * a server has them: so wherever the steps stop, the way back is exact. Only two kinds of step need
 * no look at the server: renames, and what makes something that was not there.
 */
public final class Pairing {
  private static final Pattern INDEX =
      Pattern.compile("^(CREATE (?:UNIQUE )?INDEX|DROP INDEX) (?!CONCURRENTLY)");

  private final Connection connection;
  private final SnapshotOptions options;
  private final SchemaDiff diff;
  private final DdlOptions undo;
  private final Creations creations;
  private final List<StepPair> pairs = new ArrayList<>();

  /** The schema as it is now; null where nobody has looked. */
  private SchemaSnapshot now;

  /**
   * @param connection in autocommit, to a database with the schema that {@code diff} starts from,
   *     renames not done; it is at the other end afterwards
   * @param options with which both ends of {@code diff} were read
   * @param undo how the way back is written
   */
  public Pairing(Connection connection, SnapshotOptions options, SchemaDiff diff, DdlOptions undo) {
    this.connection = connection;
    this.options = options;
    this.diff = diff;
    // A column that comes back is NOT NULL at once, and its values are gone: neutral ones do.
    this.undo = undo.withFillNotNull(true);
    this.creations = new Creations(diff);
    this.now = diff.renamesBefore().isEmpty() ? diff.before() : null;
  }

  /**
   * @param groups of {@code diff}, as {@link Ddl#groups} has them
   * @throws SQLException with the statement that the server refuses
   */
  public List<StepPair> of(List<List<DdlStatement>> groups) throws SQLException {
    List<Rename> renames = new ArrayList<>(diff.renamesBefore());
    for (List<DdlStatement> group : groups) {
      if (renames.isEmpty()) {
        step(group);
      } else {
        rename(group, renames);
      }
    }
    return List.copyOf(pairs);
  }

  private void rename(List<DdlStatement> group, List<Rename> renames) throws SQLException {
    SchemaSnapshot before = SchemaSnapshot.read(connection, options);
    run(group);
    List<Rename> done = new ArrayList<>(renames.subList(0, group.size()));
    renames.subList(0, group.size()).clear();
    Names names = new Names(diff.after().defaultSchema());
    List<DdlStatement> down = new ArrayList<>();
    for (Rename back : Rename.reverse(done)) {
      down.add(statement(group.get(0), back.sql(names)));
    }
    pairs.add(new StepPair(group, down, true, Optional.of(before)));
    now = renames.isEmpty() ? diff.before() : null;
  }

  private void step(List<DdlStatement> group) throws SQLException {
    Optional<List<DdlStatement>> drops = creations.undo(group);
    if (drops.isPresent()) {
      Optional<SchemaSnapshot> before = Optional.ofNullable(now);
      run(group);
      now = null;
      add(group, drops.get(), before);
      return;
    }
    SchemaSnapshot before = now != null ? now : SchemaSnapshot.read(connection, options);
    run(group);
    now = SchemaSnapshot.read(connection, options);
    add(group, Ddl.render(SchemaDiff.between(now, before), undo), Optional.of(before));
  }

  /** Outside a transaction there is room for one statement: where it takes more, none is. */
  private void add(
      List<DdlStatement> up, List<DdlStatement> down, Optional<SchemaSnapshot> before) {
    boolean alone = !up.get(0).transactional();
    if (alone && down.size() > 1) {
      String plain = up.get(0).sql().replaceFirst(" INDEX CONCURRENTLY ", " INDEX ");
      pairs.add(new StepPair(List.of(statement(up.get(0), plain)), down, true, before));
    } else if (alone) {
      // What was made without locking writers out is unmade that way too.
      List<DdlStatement> concurrently =
          down.stream()
              .map(s -> statement(s, INDEX.matcher(s.sql()).replaceFirst("$1 CONCURRENTLY ")))
              .toList();
      pairs.add(new StepPair(up, concurrently, false, before));
    } else {
      pairs.add(new StepPair(up, down, true, before));
    }
  }

  private static DdlStatement statement(DdlStatement like, String sql) {
    return new DdlStatement(
        sql, like.group(), like.concern(), true, like.subject(), like.hazards(), like.comment());
  }

  private void run(List<DdlStatement> group) throws SQLException {
    boolean transactional = group.get(0).transactional();
    connection.setAutoCommit(!transactional);
    try (Statement statement = connection.createStatement()) {
      for (DdlStatement one : group) {
        execute(statement, one.sql());
      }
      if (transactional) {
        connection.commit();
      }
    } finally {
      if (transactional) {
        connection.rollback();
      }
      connection.setAutoCommit(true);
    }
  }

  private static void execute(Statement statement, String sql) throws SQLException {
    try {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new SQLException(e.getMessage() + "\n  in: " + sql, e.getSQLState(), e);
    }
  }
}
