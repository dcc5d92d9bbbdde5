package dev.athanor.engine.testing;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * What psql makes of a script: a server that runs nothing, says yes to all, and remembers each
 * query that the real psql sends it; behind one that copies from the client, its data.
 */
public final class PsqlRecorder {
  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;

  private final List<String> queries = new ArrayList<>();
  private DataInputStream in;
  private DataOutputStream out;

  private PsqlRecorder() {}

  /**
   * The queries that psql sends for {@code script}, in order, and the data of each COPY behind it.
   */
  public static List<String> queries(String script) {
    PsqlRecorder recorder = new PsqlRecorder();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> recorder.serve(server));
      Path file = Files.createTempFile("psql", ".sql");
      try {
        Files.writeString(file, script);
        psql(server.getLocalPort(), file);
      } finally {
        Files.delete(file);
      }
      Patience.get(serving);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return recorder.queries;
  }

  private static void psql(int port, Path file) throws IOException, InterruptedException {
    Path log = Files.createTempFile("psql", ".log");
    Process psql =
        new ProcessBuilder(
                SystemPostgres.get().bin().resolve("psql").toString(),
                "-XqAt",
                "-f",
                file.toString(),
                "host=127.0.0.1 port=" + port + " dbname=d user=u sslmode=disable")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!Patience.ends(psql)) {
      throw new IllegalStateException("psql hangs: " + Files.readString(log));
    }
    Files.delete(log);
  }

  private void serve(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket.setTcpNoDelay(true);
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
      start();
      for (int type = in.read(); type == 'Q'; type = in.read()) {
        String query = text(in.readNBytes(in.readInt() - 4));
        queries.add(query.substring(0, query.length() - 1));
        answer(query);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void start() throws IOException {
    int request = 0;
    do {
      byte[] startup = in.readNBytes(in.readInt() - 4);
      request = new DataInputStream(new java.io.ByteArrayInputStream(startup)).readInt();
      if (request == SSL_REQUEST || request == GSS_REQUEST) {
        out.write('N');
        out.flush();
      }
    } while (request == SSL_REQUEST || request == GSS_REQUEST);
    message('R', new byte[4]);
    message('S', "server_version\00015.0\0".getBytes(StandardCharsets.UTF_8));
    message('S', "client_encoding\0UTF8\0".getBytes(StandardCharsets.UTF_8));
    message('S', "standard_conforming_strings\0on\0".getBytes(StandardCharsets.UTF_8));
    message('K', new byte[8]);
    message('Z', new byte[] {'I'});
  }

  private void answer(String query) throws IOException {
    if (query.strip().toUpperCase(Locale.ROOT).startsWith("COPY")) {
      message('G', new byte[] {0, 0, 0});
      StringBuilder data = new StringBuilder();
      for (int type = in.read(); type == 'd' || type == 'c'; type = in.read()) {
        data.append(text(in.readNBytes(in.readInt() - 4)));
        if (type == 'c') {
          break;
        }
      }
      queries.add(data.toString());
    }
    message('C', "OK\0".getBytes(StandardCharsets.UTF_8));
    message('Z', new byte[] {'I'});
  }

  private void message(char type, byte[] body) throws IOException {
    out.write(type);
    out.writeInt(body.length + 4);
    out.write(body);
    if (type == 'Z' || type == 'G') {
      out.flush();
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
