package dev.athanor.scratch;

import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/**
 * A PostgreSQL of our own.
 *
 * <p>It writes as if no crash could happen, and listens on the loopback address only, with a random
 * password that only the owner of its directory can read.
 */
public final class EmbeddedServer implements AutoCloseable {
  private static final Object IN_THIS_JVM = new Object();

  private final Path home;
  private final Cluster cluster;
  private final boolean stays;
  private final Use use;

  private EmbeddedServer(Path home, Cluster cluster, boolean stays) throws IOException {
    this.home = home;
    this.cluster = cluster;
    this.stays = stays;
    try {
      this.use = Use.of(url("postgres"));
    } catch (SQLException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * One that keeps nothing worth keeping and outlives the run: the next one finds it warm. Data
   * that it does not start on are made anew.
   *
   * @throws AthanorException SCRATCH_SERVER_FAILED with what the server said
   */
  static EmbeddedServer scratch(ScratchSettings settings) {
    return start(
        settings.home(),
        settings,
        "Check the disk and the permissions of that directory (it may be deleted), choose another"
            + " with "
            + Term.SCRATCH_HOME
            + "=…, or name a running server with "
            + Term.SCRATCH_SERVER
            + "=postgresql://….",
        (cluster, password) -> {
          try {
            launch(cluster, password);
          } catch (IOException first) {
            cluster.initialize(password);
            try {
              cluster.launch();
            } catch (IOException second) {
              second.addSuppressed(first);
              throw second;
            }
          }
        },
        settings.idle());
  }

  /**
   * One for a single run, whose data stay for the next.
   *
   * @param directory for the data
   * @param settings where its programs come from
   * @throws AthanorException SCRATCH_SERVER_FAILED with what the server said
   */
  public static EmbeddedServer keeping(Path directory, ScratchSettings settings) {
    return start(
        directory,
        settings,
        "Check the disk. Remove the directory (its data is for trying things out), or name a server"
            + " in DATABASE_URL.",
        EmbeddedServer::launch,
        Duration.ZERO);
  }

  private interface Launch {
    void run(Cluster cluster, String password) throws IOException;
  }

  private static EmbeddedServer start(
      Path home, ScratchSettings settings, String nextStep, Launch launch, Duration idle) {
    try {
      directory(settings.home());
      directory(home);
      return alone(
          home,
          () -> {
            Path binaries = binaries(settings);
            String data = "data-" + Integer.toHexString(binaries.toString().hashCode());
            Cluster cluster = new Cluster(home.resolve(data), binaries);
            Path watched = home.resolve(data).resolve("athanor.watched");
            used(home);
            if (!cluster.isRunning()) {
              Files.deleteIfExists(watched);
              launch.run(cluster, password(home));
            }
            // Whoever started it may have meant to end it, and leave it to us.
            if (!idle.isZero() && !Files.exists(watched)) {
              Watch.over(cluster, home.resolve("used"), idle);
              Files.writeString(watched, "");
            }
            return new EmbeddedServer(home, cluster, !idle.isZero());
          });
    } catch (IOException e) {
      throw new AthanorException(
          Reason.SCRATCH_SERVER_FAILED,
          "The embedded PostgreSQL in " + home + " did not start: " + e.getMessage(),
          nextStep,
          e);
    }
  }

  private interface Action<T> {
    T run() throws IOException;
  }

  /** While no other thread and no other process starts or ends a server of this directory. */
  private static <T> T alone(Path home, Action<T> action) throws IOException {
    synchronized (IN_THIS_JVM) {
      try (FileChannel channel =
          FileChannel.open(
              home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        // Against other processes; it goes with the channel.
        channel.lock();
        return action.run();
      }
    }
  }

  private static void launch(Cluster cluster, String password) throws IOException {
    if (!cluster.exists()) {
      cluster.initialize(password);
    }
    cluster.launch();
  }

  private static Path binaries(ScratchSettings settings) throws IOException {
    if (settings.binaries() instanceof Binaries.Installed installed) {
      return installed.directory();
    }
    return PostgresArchive.unpack(
        settings.home(), Platform.current(), (Binaries.Published) settings.binaries());
  }

  private static void used(Path home) throws IOException {
    Path used = home.resolve("used");
    Files.writeString(used, "");
    Files.setLastModifiedTime(used, FileTime.from(Instant.now()));
  }

  private static String password(Path home) throws IOException {
    Path file = home.resolve("password");
    if (!Files.exists(file)) {
      byte[] random = new byte[16];
      new SecureRandom().nextBytes(random);
      Files.writeString(file, "");
      Permissions.set(file, "rw-------");
      Files.writeString(file, HexFormat.of().formatHex(random));
    }
    return Files.readString(file);
  }

  private static void directory(Path home) throws IOException {
    Files.createDirectories(home);
    // Whom the server runs as must get through, and see nothing on the way.
    Permissions.set(home, Unprivileged.isRoot() ? "rwx--x--x" : "rwx------");
  }

  int port() {
    return cluster.port();
  }

  /** Where one of its databases is, with user and password. */
  public DatabaseUrl url(String database) {
    try {
      return DatabaseUrl.of("127.0.0.1", cluster.port(), database)
          .withCredentials(Cluster.USER, password(home))
          .withParameter("sslmode", "disable")
          .withParameter("gssencmode", "disable");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the server, and waits until it has. */
  void stop() {
    use.close();
    cluster.stop();
  }

  /** Ends the server unless it stays for the next run or is in use by another one. */
  @Override
  public void close() {
    try {
      alone(
          home,
          () -> {
            boolean last = !stays && use.isOnly();
            use.close();
            if (last) {
              cluster.stop();
            }
            return null;
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
