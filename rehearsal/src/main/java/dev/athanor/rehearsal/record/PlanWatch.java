package dev.athanor.rehearsal.record;

import dev.athanor.engine.apply.StatementWatch;
import dev.athanor.engine.command.MigrationEvents;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.SqlErrors;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.rehearsal.recording.ChangesetRecording;
import dev.athanor.rehearsal.recording.ChangesetRecording.Outcome;
import dev.athanor.rehearsal.recording.LockMode;
import dev.athanor.rehearsal.recording.Relation;
import dev.athanor.rehearsal.recording.StatementRecording;
import dev.athanor.rehearsal.recording.StatementRecording.Failure;
import dev.athanor.rehearsal.recording.StatementRecording.Notice;
import dev.athanor.schema.snapshot.SchemaFollower;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;

/** Looks at each statement of a plan's run, before and after it. */
final class PlanWatch implements StatementWatch, MigrationEvents {
  /** As many messages of one statement as are kept: a trigger may raise one a row. */
  private static final int NOTICES = 50;

  private final SchemaFollower follower;
  private final RecordingListener listener;
  private final Set<String> roles;
  private final List<ChangesetRecording> recordings = new ArrayList<>();
  private RecordedStep step;
  private Looker looker;

  /** What each transaction of the run finds set: the engine takes back what a changeset sets. */
  private Map<String, String> usual;

  /** Where the step began; null before its first statement. */
  private Moment beginning;

  /** Where the last statement ended; null where nobody knows any more. */
  private Moment now;

  private String sql;
  private boolean outside;
  private long started;
  private List<Notice> notices = new ArrayList<>();
  private Optional<OutsideLocks> outsideLocks = Optional.empty();

  /**
   * @param roles those that the server had before the run
   */
  PlanWatch(SchemaFollower follower, RecordingListener listener, Set<String> roles) {
    this.follower = follower;
    this.listener = listener;
    this.roles = roles;
  }

  /** What was recorded, whole changesets. */
  List<ChangesetRecording> recordings() {
    return recordings;
  }

  @Override
  public void starting(PlanStep next, int number, int total) {
    passOver();
    step = new RecordedStep(next);
    beginning = null;
  }

  @Override
  public void warning(String message) {
    if (step != null) {
      step.say(message);
    }
  }

  @Override
  public void done(PlanStep ended, int number, int total) {
    ChangesetRecording recording =
        step.ended(beginning == null ? List.of() : beginning.changes(now));
    recordings.add(recording);
    if (beginning != null) {
      listener.recorded(recording, beginning.schema(), now.schema());
    }
    step = null;
  }

  /** A step that is neither done nor has ended the run: its guard or failOnError passed it over. */
  void passOver() {
    if (step != null) {
      recordings.add(
          step.failed()
              ? step.with(
                  Outcome.FAILED,
                  step.failure().message() + "\nfailOnError is false: the run went on",
                  List.of())
              : step.ended(List.of()));
      step = null;
      // Whatever it did was taken back.
      now = null;
    }
  }

  /** The run has ended with an error. */
  void ended(AthanorException error) {
    if (step != null) {
      Optional<String> because =
          error.getCause() instanceof SQLException e
              ? Unrehearsable.because(e, roles)
              : Optional.empty();
      recordings.add(
          because.isPresent()
              ? step.with(
                  Outcome.NOT_REHEARSED, "not rehearsed, because " + because.get(), List.of())
              : step.with(Outcome.FAILED, error.getMessage(), List.of()));
      step = null;
    }
  }

  @Override
  public void before(Database session, String next, boolean inNone) {
    try {
      if (step.failed()) {
        step.forgetFailed();
      }
      sql = next;
      outside = inNone;
      if (looker == null || !looker.isOf(session)) {
        looker = new Looker(session);
      }
      now = moment();
      if (beginning == null) {
        beginning = now;
      }
      notices = new ArrayList<>();
      outsideLocks =
          outside
              ? Optional.of(OutsideLocks.watch(session, beginning.relations()))
              : Optional.empty();
    } catch (SQLException e) {
      throw SqlErrors.running(session.url(), e);
    }
    started = System.nanoTime();
  }

  /** What was known after the last statement still holds of the catalog, if nothing went wrong. */
  private Moment moment() throws SQLException {
    Look look = looker.look(outside, settings());
    if (now != null && !listener.hasChangedRows()) {
      return new Moment(look, now.relations(), now.schema());
    }
    return looker.read(
        outside,
        connection ->
            now == null
                ? new Moment(look, Relations.read(looker), follower.readWithin(connection))
                : new Moment(look, now.relations().withRows(looker), now.schema()));
  }

  private Map<String, String> settings() throws SQLException {
    if (outside) {
      return looker.settings();
    }
    if (usual == null) {
      usual = looker.settings();
    }
    return beginning == null || now == null ? usual : now.look().settings();
  }

  @Override
  public void after(Database session) {
    long micros = micros();
    try {
      Map<Long, Set<LockMode>> seen =
          outsideLocks.isPresent() ? outsideLocks.get().end() : Map.of();
      Moment later = later();
      add(
          new StatementRecording(
              sql,
              outside,
              micros,
              now.locks(outside ? seen : later.look().locks(), beginning.relations()),
              now.rewrites(later, beginning.relations()),
              now.accesses(
                  later,
                  beginning.relations(),
                  (oid, done) -> isAll(later.relations().get(oid), done)),
              Math.max(0, later.look().walThen() - now.look().walNow()),
              now.changes(later),
              outside ? List.of() : now.catalogs(later.look()),
              now.settings(later),
              notices,
              null),
          later.look().transaction());
      now = later;
    } catch (SQLException e) {
      throw SqlErrors.running(session.url(), e);
    }
  }

  /** Reads no more rows than the statement has changed, and one. */
  private boolean isAll(Optional<Relation> table, Look.Counts done) throws SQLException {
    return table.isPresent()
        && looker.read(
            outside,
            connection ->
                Looker.rows(connection, table.get(), done.inserted() + done.updated() + 1)
                    <= done.inserted() + done.updated());
  }

  private Moment later() throws SQLException {
    Look look = looker.look(outside, looker.settings());
    Set<Long> written = now.written(look);
    if (!outside && now.catalogs(look).isEmpty()) {
      return new Moment(look, now.relations().reread(looker, written), now.schema());
    }
    return looker.read(
        outside,
        connection -> {
          SchemaSnapshot schema = follower.readWithin(connection);
          return new Moment(look, later(written), schema);
        });
  }

  /** What the statement has made anew or written; outside of a transaction, VACUUM may cut any. */
  private Relations later(Set<Long> written) throws SQLException {
    Optional<Set<Long>> reread = follower.reread();
    if (outside || reread.isEmpty()) {
      return Relations.read(looker);
    }
    Set<Long> roots = new HashSet<>(reread.get());
    roots.addAll(written);
    return now.relations().reread(looker, roots);
  }

  @Override
  public void failed(AthanorException failure) {
    long micros = micros();
    outsideLocks.ifPresent(OutsideLocks::end);
    Failure said =
        failure.getCause() instanceof SQLException e
            ? new Failure(SqlErrors.state(e), Unrehearsable.message(e))
            : new Failure("XX000", failure.getMessage());
    add(
        new StatementRecording(
            sql, outside, micros, List.of(), List.of(), List.of(), 0, List.of(), List.of(),
            List.of(), notices, said),
        now.look().transaction());
    // What came before it in its transaction is undone.
    now = null;
    if (failure.getCause() instanceof SQLException e) {
      listener.failed(step.step().changeset().key(), e);
    }
  }

  private void add(StatementRecording statement, String transaction) {
    step.add(statement, outside ? "outside " + System.nanoTime() : transaction);
  }

  private long micros() {
    return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - started);
  }

  @Override
  public void heard(SQLWarning warning) {
    ServerErrorMessage said =
        warning instanceof PSQLWarning server ? server.getServerErrorMessage() : null;
    if (notices.size() < NOTICES && said != null) {
      notices.add(
          new Notice(
              String.valueOf(said.getSeverity()),
              String.valueOf(said.getSQLState()),
              String.valueOf(said.getMessage()),
              String.valueOf(said.getRoutine())));
    }
  }
}
