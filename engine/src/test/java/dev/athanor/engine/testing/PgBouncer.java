package dev.athanor.engine.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real PgBouncer in front of {@link TestPostgres}. */
public final class PgBouncer implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");

  private final Process process;
  private final int port;

  private PgBouncer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  public static boolean isInstalled() {
    return Files.isExecutable(PROGRAM);
  }

  /**
   * @param mode {@code session}, {@code transaction} or {@code statement}
   */
  public static PgBouncer start(int serverPort, String mode) {
    try {
      int port = freePort();
      Path directory = Files.createTempDirectory("pgbouncer");
      Path users = Files.writeString(directory.resolve("users.txt"), "\"postgres\" \"\"\n");
      Path config = directory.resolve("pgbouncer.ini");
      Files.writeString(
          config,
          """
          [databases]
          * = host=127.0.0.1 port=%d
          [pgbouncer]
          listen_addr = 127.0.0.1
          listen_port = %d
          unix_socket_dir =
          auth_type = any
          auth_file = %s
          pool_mode = %s
          ignore_startup_parameters = extra_float_digits
          """
              .formatted(serverPort, port, users, mode)
              .replace("* = host=127.0.0.1", "* = user=postgres host=127.0.0.1"));
      List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), config.toString()));
      if ("root".equals(System.getProperty("user.name"))) {
        // It refuses to run as root.
        directory.toFile().setExecutable(true, false);
        directory.toFile().setReadable(true, false);
        command.add(1, "--user=nobody");
      }
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(new File(directory.toFile(), "log"))
              .start();
      await(process, port, directory);
      return new PgBouncer(process, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void await(Process process, int port, Path directory) throws IOException {
    for (int i = 0; i < 200 && process.isAlive(); i++) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", port), 100);
        return;
      } catch (IOException e) {
        sleep();
      }
    }
    throw new IllegalStateException(Files.readString(directory.resolve("log")));
  }

  private static void sleep() {
    try {
      Thread.sleep(25);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
