package dev.athanor.scratch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A data directory of PostgreSQL, and the server process that runs on it. */
final class Cluster {
  static final String USER = "postgres";

  /** Nothing here is worth a wait for the disk. */
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

  private final Path data;
  private final Path binaries;

  /**
   * @param data the directory, whether it exists or not
   * @param binaries the directory of {@code initdb} and {@code pg_ctl}
   */
  Cluster(Path data, Path binaries) {
    this.data = data;
    this.binaries = binaries;
  }

  boolean exists() {
    return Files.isRegularFile(data.resolve("PG_VERSION"));
  }

  boolean isRunning() {
    return process().isPresent() && answers();
  }

  int port() {
    return Integer.parseInt(read(data.resolve("athanor.port")));
  }

  /** Makes the directory anew. */
  void initialize(String password) throws IOException {
    Trees.delete(data);
    Files.createDirectories(data);
    Unprivileged unprivileged = Unprivileged.in(data);
    Path passwordFile = data.resolve("password");
    Files.writeString(passwordFile, password);
    unprivileged.own(data);
    Path cluster = data.resolve("new");
    Programs.run(
        unprivileged.command(
            List.of(
                program("initdb"),
                "-D",
                cluster.toString(),
                "-U",
                USER,
                "--auth=password",
                "--pwfile=" + passwordFile,
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync")),
        data);
    Files.writeString(cluster.resolve("postgresql.conf"), SETTINGS, StandardOpenOption.APPEND);
    Files.delete(passwordFile);
    try (Stream<Path> files = Files.list(cluster)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.move(file, data.resolve(file.getFileName()));
      }
    }
    Files.delete(cluster);
    Permissions.set(data, "rwx------");
  }

  /** Starts the server, on a free port. */
  void launch() throws IOException {
    int port = freePort();
    Files.writeString(data.resolve("athanor.port"), Integer.toString(port));
    Path log = data.resolve("server.log");
    try {
      Programs.run(
          Unprivileged.in(data)
              .command(
                  List.of(
                      program("pg_ctl"),
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

  /** Ends the server, and waits until it has. */
  void stop() {
    process()
        .ifPresent(
            process -> {
              // pg_ctl would need to be who the server is; SIGINT and SIGTERM do not.
              process.destroy();
              process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
            });
  }

  Optional<ProcessHandle> process() {
    Path pidFile = data.resolve("postmaster.pid");
    if (!Files.isRegularFile(pidFile)) {
      return Optional.empty();
    }
    String first = read(pidFile).lines().findFirst().orElse("").strip();
    return first.matches("\\d+") ? ProcessHandle.of(Long.parseLong(first)) : Optional.empty();
  }

  private String program(String name) {
    return binaries.resolve(name).toString();
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

  private static String tail(Path log) {
    List<String> lines = Files.exists(log) ? read(log).lines().toList() : List.of();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
