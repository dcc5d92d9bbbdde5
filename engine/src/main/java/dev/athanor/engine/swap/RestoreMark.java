package dev.athanor.engine.swap;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.sql.SqlText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/**
 * What a restore notes down in the comment of a database that it has made or put aside: whoever
 * comes after a killed run knows from it what he finds, and so does {@code \l+} in psql.
 *
 * @param state what the database is
 * @param of the name of the database that was or is to be replaced
 * @param oid its number: a database of that name that was made anew is another one
 * @param backup the name of the backup
 * @param digest the backup's
 * @param successor the number of the database that has taken its place; 0 before that
 * @param token with which the loss was accepted; empty where there was nothing to lose
 * @param at RFC 3339: when it was made, or put aside
 * @param before the comment that it had
 */
public record RestoreMark(
    State state,
    String of,
    long oid,
    String backup,
    String digest,
    long successor,
    String token,
    String at,
    String before) {
  private static final Mark<RestoreMark> MARK = new Mark<>("athanor restore ", RestoreMark.class);

  /** What becomes of a database on its way. */
  public enum State {
    /** It holds a part of a backup. */
    LOADING,
    /** It holds all of it, and was compared with it. */
    LOADED,
    /** It is what there was before. */
    KEPT
  }

  public RestoreMark {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(of, "of");
    Objects.requireNonNull(backup, "backup");
    Objects.requireNonNull(digest, "digest");
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(before, "before");
  }

  /** Of a database that is about to be filled. */
  static RestoreMark loading(String of, long oid, String backup, String digest, Instant at) {
    return new RestoreMark(State.LOADING, of, oid, backup, digest, 0, "", time(at), "");
  }

  RestoreMark loaded() {
    return new RestoreMark(State.LOADED, of, oid, backup, digest, successor, token, at, before);
  }

  /** Of the one that it replaces. */
  RestoreMark kept(long newOid, String accepted, String comment) {
    return new RestoreMark(State.KEPT, of, oid, backup, digest, newOid, accepted, at, comment);
  }

  RestoreMark at(Instant when) {
    return new RestoreMark(state, of, oid, backup, digest, successor, token, time(when), before);
  }

  private static String time(Instant when) {
    return when.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** That of a database; empty where there is none, or no such database. */
  static Optional<RestoreMark> of(Database session, String database) {
    return read(
        session.queryText(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = "
                + SqlText.literal(database)));
  }

  /** The mark of a comment; empty for what is none of ours. */
  static Optional<RestoreMark> read(String comment) {
    return MARK.read(comment);
  }

  /** The statement that notes it down. */
  String sql(String database) {
    return MARK.sql(database, this);
  }
}
