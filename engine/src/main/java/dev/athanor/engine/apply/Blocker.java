package dev.athanor.engine.apply;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who holds what a statement of the run waits for, or asked for it before. Of another user's
 * session PostgreSQL tells who it is to everybody, and what it does only to members of {@code
 * pg_read_all_stats}.
 *
 * @param pid its process at the server; 0 for a prepared transaction, which has none
 * @param kind what it is, such as {@code client backend} or {@code autovacuum worker}; empty where
 *     it is gone by now, or not ours to know
 * @param user who is connected
 * @param application its {@code application_name}
 * @param address where the client is; empty for a local socket
 * @param age how old its transaction is
 * @param idleSince since when it has been idle in its transaction, RFC 3339; empty where it is not
 * @param query what it runs, or ran last, its values left out
 */
public record Blocker(
    int pid,
    Optional<String> kind,
    Optional<String> user,
    Optional<String> application,
    Optional<String> address,
    Optional<Duration> age,
    Optional<String> idleSince,
    Optional<String> query) {
  private static final String CLIENT = "client backend";

  public Blocker {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(application, "application");
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(age, "age");
    Objects.requireNonNull(idleSince, "idleSince");
    Objects.requireNonNull(query, "query");
  }

  /** What ends it, as a statement; what the server does by itself ends by itself. */
  Optional<String> ending() {
    if (pid == 0) {
      return Optional.of("ROLLBACK PREPARED, with the name that pg_prepared_xacts has");
    }
    return user.isPresent()
        ? Optional.of("SELECT pg_terminate_backend(" + pid + ")")
        : Optional.empty();
  }

  @Override
  public String toString() {
    if (pid == 0) {
      return "a prepared transaction (pg_prepared_xacts)";
    }
    return "process "
        + pid
        + who()
        + idleSince.map(since -> ", idle in transaction since " + since).orElse("")
        + age.map(time -> ", its transaction " + time.toSeconds() + " s old").orElse("")
        + query
            .map(text -> (idleSince.isPresent() ? ", which ran: " : ", which runs: ") + text)
            .orElse("");
  }

  private String who() {
    String names =
        Stream.of(
                kind.filter(what -> !what.equals(CLIENT)),
                user.map(name -> "user " + name),
                application.map(name -> "application " + name),
                address.map(from -> "from " + from))
            .flatMap(Optional::stream)
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "" : " (" + names + ")";
  }
}
