package dev.athanor.engine.swap;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A database that is made beside another, and takes its place.
 *
 * <p>What it has come to is noted down in the databases' comments. A killed run leaves the old one
 * under its name, or the new one, and the next run goes on from what it finds.
 */
public final class Replacement implements AutoCloseable {
  private final Database session;
  private final DatabaseUrl url;
  private final SessionSettings settings;
  private final DatabaseTraits old;
  private final SideDatabase side;
  private final RestoreMark mark;
  private final Consumer<RestoreStep> reached;

  private Replacement(
      Database session,
      DatabaseUrl url,
      SessionSettings settings,
      DatabaseTraits old,
      RestoreMark mark,
      Consumer<RestoreStep> reached) {
    this.session = session;
    this.url = url;
    this.settings = settings;
    this.old = old;
    this.mark = mark;
    this.side = new SideDatabase(session, old, mark);
    this.reached = reached;
  }

  /**
   * Connects beside a database and looks whether another can take its place; changes nothing.
   *
   * @param database a session of the database that is to be replaced
   * @param settings of our sessions
   * @param backup the name of what the new one is made from
   * @param digest the same by its content
   * @param reached is told what has been done
   * @throws AthanorException PERMISSION_DENIED, naming what the user lacks; INVALID_CONFIGURATION,
   *     naming what clings to the old one; POOLED_CONNECTION
   */
  public static Replacement of(
      Database database,
      SessionSettings settings,
      String backup,
      String digest,
      Consumer<RestoreStep> reached) {
    DatabaseUrl url = database.url().withDatabase(database.facts().database());
    Database session = ServerSession.asOwner(url, settings, url.database());
    try {
      ServerSession.requireSame(database, session);
      DatabaseTraits old = DatabaseTraits.read(session, url.database());
      RestoreMark mark = RestoreMark.loading(old.name(), old.oid(), backup, digest, Instant.now());
      return new Replacement(session, url, settings, old, mark, reached);
    } catch (AthanorException e) {
      session.close();
      throw e;
    }
  }

  /**
   * Looks whether another could take the place of a database, before there is a reason to; changes
   * nothing.
   *
   * @throws AthanorException as {@link #of} has it
   */
  public static void requirePossible(Database database, SessionSettings settings) {
    try (Replacement possible = of(database, settings, "", "sha256:", step -> {})) {
      possible.requireNoObstacles();
    }
  }

  /**
   * What a run came to.
   *
   * @param keptAs the old database's name from now on
   * @param at when the names were exchanged
   * @param unavailable from the first session that was ended until the new database answered to the
   *     name; empty where an earlier run has done it, which did not come to say so
   */
  public record Replaced(String keptAs, Instant at, Optional<Duration> unavailable) {}

  /** What an earlier run with the same token has come to, if it came to its end. */
  public Optional<Replaced> done(Optional<String> token) {
    return MarkedDatabase.all(session).stream()
        .filter(kept -> kept.mark().state() == RestoreMark.State.KEPT)
        .filter(kept -> kept.mark().successor() == old.oid())
        .filter(kept -> kept.mark().digest().equals(mark.digest()))
        .filter(kept -> token.filter(kept.mark().token()::equals).isPresent())
        .map(kept -> new Replaced(kept.name(), Instant.parse(kept.mark().at()), Optional.empty()))
        .findFirst();
  }

  /**
   * @throws AthanorException INVALID_CONFIGURATION, naming what clings to the old database
   */
  public void requireNoObstacles() {
    SwapObstacles.require(session, DatabaseTraits.read(session, old.name()));
  }

  /** The new database's name, for as long as it is beside the old one. */
  public String name() {
    return side.name();
  }

  /** The new database's number, which it has for good. */
  public long number() {
    return DatabaseTraits.read(session, side.name()).oid();
  }

  /** Where it is. */
  public DatabaseUrl url() {
    return url.withDatabase(side.name());
  }

  /** What the old one takes on the server's disk, in bytes: about what the new one will. */
  public long bytes() {
    return old.bytes();
  }

  /** Whether an earlier run has filled and compared it. */
  public boolean isLoaded() {
    return side.isLoaded();
  }

  /** Makes it, empty, whatever an earlier run has left. */
  public void create() {
    side.create();
    reached.accept(RestoreStep.CREATED);
    side.open();
    reached.accept(RestoreStep.OPENED);
  }

  /** Notes down that it is what it was to be. */
  public void loaded() {
    side.loaded();
    reached.accept(RestoreStep.LOADED);
  }

  /** Takes it away again; the old one was not touched. */
  public void drop() {
    side.drop();
  }

  /**
   * Gives it the old one's privileges, and then its name.
   *
   * @param token with which the loss was accepted; empty where there was none
   * @param patience how long to try, while sessions do not end
   * @throws AthanorException LOCKED, naming sessions that do not end, or that the user may not end
   */
  public Replaced swap(String token, Duration patience) {
    DatabaseTraits now = DatabaseTraits.read(session, old.name());
    SwapObstacles.require(session, now);
    now.privilegesOf(session, side.name()).forEach(session::execute);
    reached.accept(RestoreStep.DRESSED);
    long successor = number();
    // The user has at least the rights of the role that it takes: more sessions can be ended so.
    try (Database ending = ServerSession.beside(url, settings.withRole(null))) {
      DatabaseSwap swap =
          new DatabaseSwap(
              session, ending, now, side, mark.kept(successor, token, now.comment()), reached);
      Replaced replaced = swap.run(patience);
      reached.accept(RestoreStep.SWAPPED);
      return replaced;
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
