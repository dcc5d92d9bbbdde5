package dev.athanor.engine.database;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;

/** Turns the driver's exceptions into Athanor's, by SQLSTATE and never by text. */
public final class SqlErrors {
  /** What to do about a lock that was waited for in vain. */
  public static final String LOCK_ADVICE =
      "Try again when fewer transactions use the table, or raise " + Term.LOCK_TIMEOUT + ".";

  /** How long it is tried to get one of the connections that a server has. */
  static final Duration SPARE_CONNECTION_WAIT = Duration.ofSeconds(10);

  private static final String TOO_MANY_CONNECTIONS = "53300";

  /** A relation, a column, a function, a schema and any other object of that name. */
  private static final Set<String> THERE_ALREADY =
      Set.of("42P07", "42701", "42723", "42P06", "42710");

  private SqlErrors() {}

  /** Whether the server, the database or the role has as many sessions as it may. */
  static boolean isOutOfConnections(SQLException e) {
    return state(e).equals(TOO_MANY_CONNECTIONS);
  }

  /** Whether something could not be made because it is there. */
  public static boolean isThereAlready(Throwable e) {
    return e instanceof SQLException failure && THERE_ALREADY.contains(state(failure));
  }

  /** What a failed attempt to connect means. */
  static AthanorException connecting(DatabaseUrl url, SessionSettings settings, SQLException e) {
    String state = state(e);
    String detail = detail(e);
    if (state.equals("08004") && url.password().isEmpty() && !url.requiresTls()) {
      // The driver's own state for a server that asks for a password when none was given.
      state = "28P01";
    }
    return switch (state) {
      case "28P01", "28000" ->
          failure(
              Reason.AUTHENTICATION_FAILED,
              url + " does not accept user " + url.user() + ": " + detail,
              "Check user and password, that the user exists, and that pg_hba.conf admits it from here.",
              e);
      case "3D000" ->
          failure(
              Reason.NO_DATABASE,
              "There is no database " + url.database() + " at " + url.hostList() + ".",
              "Create it (CREATE DATABASE) or correct the name.",
              e);
      case "42501", "22023", "22P02" ->
          settings
              .role()
              .map(role -> roleFailure(url, role, detail, e))
              .orElseGet(() -> connectionRefused(url, detail, e));
      case TOO_MANY_CONNECTIONS ->
          failure(
              Reason.CONNECTION_FAILED,
              url + " has no connection to spare, also after several tries: " + detail,
              "Close sessions that nobody needs (pg_stat_activity shows them), or raise the limit that"
                  + " it names: max_connections, or the CONNECTION LIMIT of the role or the database.",
              e);
      default -> unreachable(url, detail, e);
    };
  }

  private static AthanorException roleFailure(
      DatabaseUrl url, String role, String detail, SQLException e) {
    return failure(
        Reason.PERMISSION_DENIED,
        url.user() + " cannot take the role " + role + " in " + url + ": " + detail,
        "Grant it (GRANT " + role + " TO " + url.user() + ") or correct the role.",
        e);
  }

  private static AthanorException connectionRefused(
      DatabaseUrl url, String detail, SQLException e) {
    return failure(
        Reason.PERMISSION_DENIED,
        url.user() + " may not use " + url + ": " + detail,
        "Grant the missing privilege, CONNECT for one.",
        e);
  }

  private static AthanorException unreachable(DatabaseUrl url, String detail, SQLException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) {
        return failure(
            Reason.CONNECTION_FAILED,
            "The host of " + url + " is not known here.",
            "Correct the host name, or check that name resolution works.",
            e);
      }
    }
    return failure(
        Reason.CONNECTION_FAILED,
        "Cannot connect to " + url + ": " + detail + cause(e),
        "Check that the server runs and listens there, and that the network and TLS let it through.",
        e);
  }

  /** What a statement's failure means where nothing more is known. */
  public static AthanorException running(DatabaseUrl url, SQLException e) {
    String state = state(e);
    String detail = detail(e);
    if (isConnectionLost(e)) {
      return failure(
          Reason.CONNECTION_FAILED,
          "The connection to " + url + " was lost: " + detail + cause(e),
          "Run again: what was committed is recorded and is not repeated.",
          e);
    }
    if (state.equals("42501")) {
      return failure(
          Reason.PERMISSION_DENIED,
          url.user() + " lacks a privilege in " + url + ": " + detail,
          "Grant it, or connect as (or SET ROLE to) the owner.",
          e);
    }
    if (state.equals("55P03")) {
      return failure(
          Reason.LOCK_TIMEOUT,
          "A lock was waited for in vain in " + url + ": " + detail,
          LOCK_ADVICE,
          e);
    }
    return failure(
        Reason.STATEMENT_FAILED,
        "PostgreSQL refused a statement: " + detail + " (SQLSTATE " + state + ")",
        "See the server's log for the statement.",
        e);
  }

  /** Whether the session is gone: a broken network, a stopped server, a terminated backend. */
  public static boolean isConnectionLost(SQLException e) {
    String state = state(e);
    return state.startsWith("08")
        || state.equals("57P01")
        || state.equals("57P02")
        || state.equals("57P03")
        || state.equals("57P05")
        || state.equals("25P03");
  }

  /** The five characters, never null. */
  public static String state(SQLException e) {
    return e.getSQLState() == null ? "" : e.getSQLState();
  }

  /** The driver says what it could not do ("The connection attempt failed."), its cause why. */
  private static String cause(SQLException e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    boolean said =
        root == e
            || root.getMessage() != null
                && e.getMessage() != null
                && e.getMessage().contains(root.getMessage());
    if (said) {
      return "";
    }
    String name = root.getClass().getSimpleName();
    return " (" + (root.getMessage() == null ? name : name + ": " + root.getMessage()) + ")";
  }

  private static String detail(SQLException e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.strip();
  }

  private static AthanorException failure(
      Reason reason, String message, String nextStep, SQLException e) {
    return new AthanorException(reason, message, nextStep, e);
  }
}
