package dev.athanor.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A PostgreSQL of the system's own, for what the embedded one lacks: a {@code pg_dump} that fits.
 *
 * <p>System property {@code postgres.bin} names its {@code bin} directory; otherwise the newest
 * under {@code /usr/lib/postgresql} is taken.
 */
final class SystemPostgres {
  private static SystemPostgres instance;

  private final Path bin;
  private final Path directory;
  private final int port;

  private SystemPostgres(Path bin) throws IOException, InterruptedException {
    this.bin = bin;
    this.directory = Files.createTempDirectory("schema-pg");
    try (ServerSocket socket = new ServerSocket(0)) {
      this.port = socket.getLocalPort();
    }
    if (isRoot()) {
      run("chown", "postgres", directory.toString());
    }
    Path data = directory.resolve("data");
    run(
        as(
            tool("initdb"),
            "-D",
            data,
            "-A",
            "trust",
            "-U",
            "postgres",
            "--no-locale",
            "-E",
            "UTF8"));
    String settings =
        "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories=%s -c fsync=off"
            + " -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off"
            + " -c jit=off -c max_locks_per_transaction=1024";
    run(
        as(
            tool("pg_ctl"),
            "-D",
            data,
            "-w",
            "-l",
            directory.resolve("log"),
            "-o",
            settings.formatted(port, directory),
            "start"));
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
  }

  /** The server of this JVM, or nothing where no PostgreSQL is installed. */
  static synchronized Optional<SystemPostgres> get() {
    if (instance == null) {
      Optional<Path> bin = bin();
      if (bin.isEmpty()) {
        return Optional.empty();
      }
      try {
        instance = new SystemPostgres(bin.get());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return Optional.of(instance);
  }

  private static Optional<Path> bin() {
    String given = System.getProperty("postgres.bin");
    if (given != null) {
      return Optional.of(Path.of(given));
    }
    Path all = Path.of("/usr/lib/postgresql");
    if (!Files.isDirectory(all)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(all)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(path -> Files.isExecutable(path.resolve("pg_dump")))
          .filter(path -> Files.isExecutable(path.resolve("initdb")))
          .max(Comparator.comparing(path -> Integer.parseInt(path.getParent().getFileName() + "")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=postgres";
  }

  /** {@code pg_dump -s} of a database. */
  String dump(String database) {
    try {
      return run(
          tool("pg_dump"), "-s", "-O", "-h", "127.0.0.1", "-p", port, "-U", "postgres", database);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void stop() {
    try {
      run(as(tool("pg_ctl"), "-D", directory.resolve("data"), "-m", "immediate", "stop"));
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path tool(String name) {
    return bin.resolve(name);
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static Object[] as(Object... command) {
    if (!isRoot()) {
      return command;
    }
    List<Object> all = new ArrayList<>(List.of("runuser", "-u", "postgres", "--"));
    all.addAll(Arrays.asList(command));
    return all.toArray();
  }

  private static String run(Object... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("schema-pg", ".out");
    try {
      Process process =
          new ProcessBuilder(Arrays.stream(command).map(Object::toString).toList())
              .directory(Path.of("/").toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      int status = process.waitFor();
      String text = Files.readString(output, StandardCharsets.UTF_8);
      if (status != 0) {
        throw new IOException(Arrays.toString(command) + ": " + text);
      }
      return text;
    } finally {
      Files.delete(output);
    }
  }
}
