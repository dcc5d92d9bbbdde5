package dev.athanor.autogenerate.scratch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Where schemas are compared.
 *
 * @param home the directory that keeps the embedded server, its binaries and its log
 * @param binaries a directory with {@code initdb} and {@code postgres} to use instead of the
 *     embedded ones
 * @param url a running PostgreSQL whose user may create databases, instead of an embedded one; as a
 *     JDBC URL with its user and password
 * @param idle how long an unused embedded server stays up; zero: it stops with this run
 */
public record ScratchSettings(
    Path home, Optional<Path> binaries, Optional<String> url, Duration idle) {
  /** Long enough for the next look at the model, short enough not to be noticed. */
  public static final Duration DEFAULT_IDLE = Duration.ofMinutes(20);

  public ScratchSettings {
    Objects.requireNonNull(home, "home");
    Objects.requireNonNull(binaries, "binaries");
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(idle, "idle");
  }

  /** The embedded server under the user's cache directory. */
  public static ScratchSettings defaults() {
    return in(defaultHome());
  }

  /** The embedded server under {@code home}. */
  public static ScratchSettings in(Path home) {
    return new ScratchSettings(home, Optional.empty(), Optional.empty(), DEFAULT_IDLE);
  }

  private static Path defaultHome() {
    if (Unprivileged.isRoot()) {
      // PostgreSQL will not run as root, and whom it runs as cannot look into root's home.
      return Path.of("/var/cache/athanor/scratch");
    }
    String cache = System.getenv("XDG_CACHE_HOME");
    Path base =
        cache == null || cache.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(cache);
    return base.resolve("athanor").resolve("scratch");
  }
}
