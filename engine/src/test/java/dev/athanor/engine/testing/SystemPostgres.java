package dev.athanor.engine.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A server of the PostgreSQL that is installed on this machine, beside its own pg_dump: what {@link
 * TestPostgres} has no programs for. One for a test JVM; it ends with it.
 */
public final class SystemPostgres {
  private static final Path INSTALLATIONS = Path.of("/usr/lib/postgresql");

  /** Nothing here outlives a crash, and one transaction may drop a thousand objects. */
  private static final String SETTINGS =
      "-F -c listen_addresses=127.0.0.1 -c full_page_writes=off"
          + " -c autovacuum=off -c jit=off -c max_locks_per_transaction=1024"
          + " -c wal_level=logical -c max_prepared_transactions=5";

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static SystemPostgres running;

  private final Path bin;
  private final Path home;
  private final int port;

  private SystemPostgres(Path bin, Path home, int port) {
    this.bin = bin;
    this.home = home;
    this.port = port;
  }

  /** Whether one is installed; tests skip by this where it is not. */
  public static boolean isInstalled() {
    return newestBin().isPresent();
  }

  /** The major version of the one that is installed. */
  public static Optional<Integer> major() {
    return newestBin().map(SystemPostgres::major);
  }

  /** Starts it when it is first asked for. */
  public static synchronized SystemPostgres get() {
    if (running == null) {
      running = start(data -> {});
    }
    return running;
  }

  /** Another one, which takes no writes: it recovers, and no primary ever sends it anything. */
  public static SystemPostgres standby() {
    return start(data -> run(List.of("touch", data.resolve("standby.signal").toString())));
  }

  /** Another one, which asks everybody but the superuser {@code postgres} for a password. */
  public static SystemPostgres withPasswords() {
    return start(
        data ->
            Files.writeString(
                data.resolve("pg_hba.conf"),
                """
                host all postgres 127.0.0.1/32 trust
                host all all 127.0.0.1/32 scram-sha-256
                """));
  }

  /**
   * Another one, which takes connections over TLS, from who has a certificate of his name: {@code
   * migrator} with nothing else, everybody else with a password, too. The superuser {@code
   * postgres} comes in without TLS.
   *
   * @param certificates where {@code server.crt}, {@code server.key} and {@code ca.crt} are
   */
  public static SystemPostgres withClientCertificates(Path certificates) {
    return start(
        data -> {
          for (String file : List.of("server.crt", "server.key", "ca.crt")) {
            Files.copy(certificates.resolve(file), data.resolve(file));
            run(List.of("chmod", "600", data.resolve(file).toString()));
            run(List.of("chown", owner(), data.resolve(file).toString()));
          }
          Files.writeString(
              data.resolve("postgresql.conf"),
              "\nssl = on\nssl_ca_file = 'ca.crt'\n",
              StandardOpenOption.APPEND);
          Files.writeString(
              data.resolve("pg_hba.conf"),
              """
              hostnossl all postgres 127.0.0.1/32 trust
              hostssl all migrator 127.0.0.1/32 trust clientcert=verify-full
              hostssl all all 127.0.0.1/32 scram-sha-256 clientcert=verify-full
              """);
        });
  }

  /** What is done to the data of a server before it starts. */
  private interface Preparation {
    void of(Path data) throws IOException;
  }

  /** Where its programs are. */
  public Path bin() {
    return bin;
  }

  public int port() {
    return port;
  }

  /** The name of a fresh, empty database; superuser {@code postgres}, trust authentication. */
  public String newDatabase() {
    String name = "s" + ProcessHandle.current().pid() + "_" + NAMES.incrementAndGet();
    TestPostgres.execute(url("postgres"), "CREATE DATABASE " + name);
    return name;
  }

  /** As the superuser. */
  public void execute(String sql) {
    TestPostgres.execute(url("postgres"), sql);
  }

  public String url(String database) {
    String name = URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + name + "?user=postgres";
  }

  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database));
  }

  private static SystemPostgres start(Preparation preparation) {
    try {
      Path bin = newestBin().orElseThrow();
      Path home = Files.createTempDirectory("athanor-pg");
      run(List.of("chown", owner(), home.toString()));
      SystemPostgres server = new SystemPostgres(bin, home, freePort());
      Path data = home.resolve("data");
      run(
          server.asOwner(
              "initdb",
              "-D",
              data.toString(),
              "-U",
              "postgres",
              "-A",
              "trust",
              "-N",
              "-E",
              "UTF8",
              "--locale=C"));
      preparation.of(data);
      run(
          server.asOwner(
              "pg_ctl",
              "-D",
              data.toString(),
              "-w",
              "-l",
              home.resolve("log").toString(),
              "-o",
              SETTINGS + " -p " + server.port + " -k " + home,
              "start"));
      Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void stop() {
    Path data = home.resolve("data");
    run(asOwner("pg_ctl", "-D", data.toString(), "-m", "immediate", "-w", "stop"));
    try (Stream<Path> tree = Files.walk(home)) {
      tree.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** PostgreSQL refuses to run as root. */
  private List<String> asOwner(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
    }
    command.add(bin.resolve(program).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static String owner() {
    return isRoot() ? "postgres" : System.getProperty("user.name");
  }

  private static void run(List<String> command) {
    try {
      Path log = Files.createTempFile("athanor-pg", ".log");
      Process process =
          new ProcessBuilder(command)
              .directory(new File("/"))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!Patience.ends(process) || process.exitValue() != 0) {
        throw new IllegalStateException(command + ": " + Files.readString(log));
      }
      Files.delete(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> newestBin() {
    if (!Files.isDirectory(INSTALLATIONS)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(INSTALLATIONS)) {
      return versions
          .map(v -> v.resolve("bin"))
          .filter(b -> Files.isExecutable(b.resolve("initdb")))
          .filter(b -> Files.isExecutable(b.resolve("pg_dump")))
          .max(Comparator.comparingInt(SystemPostgres::major));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Debian's directories are named by it: {@code /usr/lib/postgresql/15/bin}. */
  private static int major(Path bin) {
    return Integer.parseInt(bin.getParent().getFileName().toString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
