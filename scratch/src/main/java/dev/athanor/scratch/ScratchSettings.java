package dev.athanor.scratch;

import dev.athanor.engine.database.DatabaseUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Where schemas are compared.
 *
 * @param home the directory that keeps the embedded server, its binaries and its log
 * @param binaries where its programs come from
 * @param url a running PostgreSQL whose user may create databases, instead of an embedded one; as a
 *     JDBC URL with its user and password
 * @param idle how long an unused embedded server stays up; zero: it stops with this run
 */
public record ScratchSettings(Path home, Binaries binaries, Optional<String> url, Duration idle) {
  /** Long enough for the next look at the model, short enough not to be noticed. */
  public static final Duration DEFAULT_IDLE = Duration.ofMinutes(20);

  public ScratchSettings {
    Objects.requireNonNull(home, "home");
    Objects.requireNonNull(binaries, "binaries");
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(idle, "idle");
  }

  /** The same, of this major version where nobody asked for a particular server. */
  public ScratchSettings ofMajor(int major) {
    return new ScratchSettings(home, binaries.ofMajor(major), url, idle);
  }

  /** A running server, whose user may create databases. */
  public static ScratchSettings of(DatabaseUrl url) {
    return new ScratchSettings(
        defaultHome(),
        new Binaries.Installed(Path.of("none")), // it runs already
        Optional.of(url.withSecrets()),
        Duration.ZERO);
  }

  /** An embedded server under {@code home}. */
  public static ScratchSettings in(Path home, Binaries binaries) {
    return new ScratchSettings(home, binaries, Optional.empty(), DEFAULT_IDLE);
  }

  /** A directory that all of a user's projects share: under the user's cache. */
  public static Path defaultHome() {
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
