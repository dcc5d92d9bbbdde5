package dev.athanor.rehearsal.test;

import dev.athanor.engine.apply.MigrateOptions;
import dev.athanor.engine.apply.StatementWatch;
import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.MigrationEvents;
import dev.athanor.engine.command.MigrationSteps;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.rehearsal.record.MadeRoles;
import dev.athanor.rehearsal.rows.MadeRows;
import dev.athanor.schema.snapshot.SchemaFollower;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.scratch.Databases;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A scratch database on its way up and down the revisions, by the very runs of the engine. */
final class Chain implements AutoCloseable {
  /** Makes a run commit each changeset before it sends the next one, and looks at nothing. */
  private static final StatementWatch ONE_BY_ONE =
      new StatementWatch() {
        @Override
        public void before(Database session, String sql, boolean outside) {}

        @Override
        public void after(Database session) {}

        @Override
        public void failed(AthanorException failure) {}

        @Override
        public void heard(SQLWarning warning) {}
      };

  /** Stands between two revisions. */
  interface Boundary {
    /**
     * @param revision that was just applied or undone
     * @param micros how long that took
     */
    void passed(String revision, long micros) throws SQLException, RevisionFailure;
  }

  private final TestRequest request;
  private final Databases databases;
  private final String database;
  private final MadeRoles roles;
  private final SchemaFollower follower;
  private SchemaSnapshot schema;

  /** Null where there are none. */
  private MadeRows rows;

  private Chain(TestRequest request, Databases databases, String database) throws SQLException {
    this.request = request;
    this.databases = databases;
    this.database = database;
    this.roles = MadeRoles.since(databases.server());
    this.follower = new SchemaFollower(request.options());
  }

  /** A new database with these revisions, and with rows if it is to have some. */
  static Chain at(
      TestRequest request, Databases databases, Collection<String> revisions, boolean rows)
      throws SQLException, RevisionFailure {
    Chain chain = new Chain(request, databases, databases.empty());
    try {
      for (String head : request.bundle().graph().headsOf(revisions)) {
        chain.climb(head);
      }
    } catch (RevisionFailure e) {
      chain.close();
      throw e;
    }
    chain.schema = chain.read();
    if (rows) {
      chain.fill(chain.schema);
    }
    return chain;
  }

  /** A new database with all that this one has; this one stays as it is. */
  Chain copy() throws SQLException {
    Chain copy = new Chain(request, databases, databases.copy(database));
    copy.schema = schema;
    copy.rows = rows;
    return copy;
  }

  Connection connection() throws SQLException {
    return databases.server().session(database);
  }

  SchemaSnapshot read() throws SQLException {
    return follower.read(connection());
  }

  /** The schema at the last boundary. */
  SchemaSnapshot schema() {
    return schema;
  }

  /** Puts rows into every table of {@code now}, which the database is at. */
  void fill(SchemaSnapshot now) throws SQLException {
    schema = now;
    rows = new MadeRows();
    rows.fill(connection(), now);
  }

  /** Is at {@code later} now; what is new gets rows and values. */
  void advance(SchemaSnapshot later) throws SQLException {
    if (rows == null) {
      fill(later);
    } else {
      rows.advance(connection(), schema, later);
      schema = later;
    }
  }

  /**
   * Upgrades or downgrades, and stops at each boundary.
   *
   * @throws RevisionFailure when a revision does not run, or what {@code boundary} throws
   */
  void go(String target, PlanOptions.Way way, Boundary boundary)
      throws SQLException, RevisionFailure {
    run(target, way, plan -> plan, MigrateOptions.DEFAULTS.withWatch(ONE_BY_ONE), boundary);
  }

  /**
   * Downgrades, and on the way each revision is undone, applied again right after that and undone
   * once more: it comes to three boundaries. No rows are made up between these.
   *
   * @throws RevisionFailure as {@link #go}
   */
  void goBackAndForth(String target, Boundary boundary) throws SQLException, RevisionFailure {
    run(
        target,
        PlanOptions.Way.DOWN,
        plan -> BackAndForth.of(plan, request.bundle()),
        MigrateOptions.DEFAULTS.withWatch(ONE_BY_ONE),
        boundary);
  }

  /** Upgrades in one go, as fast as any upgrade. */
  void climb(String target) throws SQLException, RevisionFailure {
    run(target, PlanOptions.Way.UP, plan -> plan, MigrateOptions.DEFAULTS, null);
  }

  private void run(
      String target,
      PlanOptions.Way way,
      UnaryOperator<MigrationPlan> change,
      MigrateOptions options,
      Boundary boundary)
      throws SQLException, RevisionFailure {
    Walk walk = new Walk(boundary);
    MigrationSteps steps =
        new MigrationSteps(
            new PlanRequest(
                request.bundle(),
                target,
                request.selection().withWay(way).withAllowSuperuser(true)),
            DatabaseTarget.of(databases.server().url(database)),
            walk);
    MigrationPlan plan = change.apply(steps.plan());
    try {
      steps.apply(
          plan,
          new BackupReceipt.Waived(plan.hash(), "scratch database"),
          options.withHandleShutdown(false));
    } catch (Halt halt) {
      halt.rethrow();
    } catch (AthanorException e) {
      if (e.reason() == Reason.CONNECTION_FAILED || walk.step == null) {
        throw e;
      }
      throw RevisionFailure.of(walk.step.revision(), e, rows, roles.before());
    }
    walk.pass();
  }

  /** Carries what a boundary throws through the engine. */
  private static final class Halt extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Halt(Exception cause) {
      super(cause);
    }

    void rethrow() throws SQLException, RevisionFailure {
      if (getCause() instanceof RevisionFailure failure) {
        throw failure;
      }
      throw (SQLException) getCause();
    }
  }

  /** Hears of each changeset, and finds the boundaries: a skipped one is never done. */
  private final class Walk implements MigrationEvents {
    private final Boundary boundary;
    private PlanStep step;
    private long since;

    Walk(Boundary boundary) {
      this.boundary = boundary;
    }

    @Override
    public void starting(PlanStep next, int number, int total) {
      if (step != null && !isTogether(step, next)) {
        try {
          pass();
        } catch (SQLException | RevisionFailure e) {
          throw new Halt(e);
        }
      }
      if (step == null) {
        since = System.nanoTime();
      }
      step = next;
    }

    private static boolean isTogether(PlanStep one, PlanStep next) {
      return one.revision().equals(next.revision())
          && (one.action() == PlanStep.Action.UNDO) == (next.action() == PlanStep.Action.UNDO);
    }

    /** Comes to the boundary behind the last step's revision. */
    void pass() throws SQLException, RevisionFailure {
      if (step == null || boundary == null) {
        return;
      }
      long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - since);
      String revision = step.revision();
      if (step.action() != PlanStep.Action.UNDO) {
        // What is undone has no row in the history any more that would tell.
        roles.note(connection());
      }
      step = null;
      boundary.passed(revision, micros);
    }
  }

  @Override
  public void close() throws SQLException {
    roles.note(connection());
    databases.drop(database);
    roles.drop();
  }
}
