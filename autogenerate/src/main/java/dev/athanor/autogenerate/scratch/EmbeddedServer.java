package dev.athanor.autogenerate.scratch;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A PostgreSQL of our own that outlives the run: the next one finds it warm.
 *
 * <p>It keeps nothing worth keeping, so it writes as if no crash could happen; a data directory
 * that does not start is made anew. It listens on the loopback address only, with a random password
 * that only the owner of {@code home} can read.
 */
final class EmbeddedServer {
  static final String USER = "postgres";
  private static final Object IN_THIS_JVM = new Object();
  private static final String SETTINGS =
      """
      listen_addresses = '127.0.0.1'
      unix_socket_directories = ''
      fsync = off
      synchronous_commit = off
      full_page_writes = off
      wal_level = minimal
      max_wal_senders = 0
      autovacuum = off
      jit = off
      shared_buffers = 64MB
      max_connections = 60
      max_locks_per_transaction = 1024
      timezone = 'UTC'
      """;

  private final Path home;
  private final Path binaries;
  private final Path data;
  private final Unprivileged unprivileged;

  private EmbeddedServer(ScratchSettings settings, Path binaries) {
    this.home = settings.home();
    this.binaries = binaries;
    this.data = home.resolve("data-" + Integer.toHexString(binaries.toString().hashCode()));
    this.unprivileged = Unprivileged.find();
  }

  static EmbeddedServer start(ScratchSettings settings) {
    synchronized (IN_THIS_JVM) {
      try {
        directories(settings.home());
        Path lockFile = settings.home().resolve("lock");
        try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
          // Against other processes; it goes with the channel.
          channel.lock();
          Path binaries =
              settings.binaries().isPresent()
                  ? settings.binaries().get()
                  : PostgresBinaries.unpack(settings.home());
          EmbeddedServer server = new EmbeddedServer(settings, binaries);
          server.ensureRunning(settings);
          return server;
        }
      } catch (IOException e) {
        throw new AthanorException(
            Reason.SCRATCH_SERVER_FAILED,
            "The scratch PostgreSQL in " + settings.home() + " did not start: " + e.getMessage(),
            "Check the disk and the permissions of that directory (it may be deleted), choose another"
                + " with -Dathanor.scratch.home=…, or name a running server with"
                + " -Dathanor.scratch.url=jdbc:….",
            e);
      }
    }
  }

  int port() {
    return Integer.parseInt(read(data.resolve("athanor.port")));
  }

  String password() {
    return read(home.resolve("password"));
  }

  /** Ends the server, and waits until it has. */
  void stop() {
    Optional<ProcessHandle> server = process();
    server.ifPresent(
        process -> {
          // pg_ctl would need to be who the server is; SIGINT and SIGTERM do not.
          process.destroy();
          process.onExit().orTimeout(20, java.util.concurrent.TimeUnit.SECONDS).join();
        });
  }

  private void ensureRunning(ScratchSettings settings) throws IOException {
    Path used = home.resolve("used");
    Files.writeString(used, "");
    Files.setLastModifiedTime(used, FileTime.from(Instant.now()));
    if (process().isPresent() && answers()) {
      return;
    }
    try {
      launch();
    } catch (IOException first) {
      delete(data);
      try {
        launch();
      } catch (IOException second) {
        second.addSuppressed(first);
        throw second;
      }
    }
    if (!settings.idle().isZero()) {
      watch(used, Math.max(1, settings.idle().toMinutes()));
    }
  }

  private void launch() throws IOException {
    if (!Files.isRegularFile(data.resolve("PG_VERSION"))) {
      initialize();
    }
    int port = freePort();
    Files.writeString(data.resolve("athanor.port"), Integer.toString(port));
    Path log = data.resolve("server.log");
    try {
      Programs.run(
          unprivileged.command(
              List.of(
                  binaries.resolve("pg_ctl").toString(),
                  "-D",
                  data.toString(),
                  "-l",
                  log.toString(),
                  "-o",
                  "-p " + port,
                  "-w",
                  "start")),
          data);
    } catch (IOException e) {
      throw new IOException(e.getMessage() + "\n" + tail(log), e);
    }
  }

  private void initialize() throws IOException {
    delete(data);
    Files.createDirectory(data);
    Path password = data.resolve("password");
    Files.writeString(password, newPassword());
    unprivileged.own(data);
    Path cluster = data.resolve("new");
    Programs.run(
        unprivileged.command(
            List.of(
                binaries.resolve("initdb").toString(),
                "-D",
                cluster.toString(),
                "-U",
                USER,
                "--auth=password",
                "--pwfile=" + password,
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync")),
        data);
    Files.writeString(cluster.resolve("postgresql.conf"), SETTINGS, StandardOpenOption.APPEND);
    Files.delete(password);
    try (Stream<Path> files = Files.list(cluster)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.move(file, data.resolve(file.getFileName()));
      }
    }
    Files.delete(cluster);
    restrict(data, "rwx------");
  }

  private String newPassword() throws IOException {
    Path file = home.resolve("password");
    if (!Files.exists(file)) {
      byte[] random = new byte[16];
      new SecureRandom().nextBytes(random);
      Files.writeString(file, "");
      restrict(file, "rw-------");
      Files.writeString(file, HexFormat.of().formatHex(random));
    }
    return read(file);
  }

  /** A shell that ends the server once nobody has used it for a while; it ends with the server. */
  private void watch(Path used, long minutes) throws IOException {
    if (System.getProperty("os.name").startsWith("Windows")) {
      Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
      return;
    }
    String script =
        "trap '' INT HUP; while sleep 20; do kill -0 \"$1\" 2>/dev/null || exit 0;"
            + " [ -n \"$(find \"$2\" -mmin -\"$3\" 2>/dev/null)\" ] || { kill -INT \"$1\"; exit 0; };"
            + " done";
    ProcessHandle server = process().orElseThrow(() -> new IOException("the server is gone"));
    new ProcessBuilder(
            "/bin/sh",
            "-c",
            script,
            "athanor-scratch-watch",
            Long.toString(server.pid()),
            used.toString(),
            Long.toString(minutes))
        .directory(home.toFile())
        .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private Optional<ProcessHandle> process() {
    Path pidFile = data.resolve("postmaster.pid");
    if (!Files.isRegularFile(pidFile)) {
      return Optional.empty();
    }
    String first = read(pidFile).lines().findFirst().orElse("").strip();
    return first.matches("\\d+") ? ProcessHandle.of(Long.parseLong(first)) : Optional.empty();
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void directories(Path home) throws IOException {
    Files.createDirectories(home);
    // Whom the server runs as must get through, and see nothing on the way.
    restrict(home, Unprivileged.isRoot() ? "rwx--x--x" : "rwx------");
  }

  private static void restrict(Path path, String permissions) throws IOException {
    if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
  }

  private static String tail(Path log) {
    List<String> lines = Files.exists(log) ? read(log).lines().toList() : List.of();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file :
          (Iterable<Path>) files.sorted(java.util.Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    }
  }
}
