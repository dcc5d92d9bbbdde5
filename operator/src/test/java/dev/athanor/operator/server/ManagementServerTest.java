package dev.athanor.operator.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody who only half asks, or does not listen, keeps the kubelet waiting. */
class ManagementServerTest {
  /** As the kubelet's patience in the chart. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final List<Socket> idlers = new ArrayList<>();
  private ManagementServer server;

  @BeforeEach
  void start() throws IOException {
    server = new ManagementServer(0, () -> true, () -> false, ManagementServerTest::muchText);
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket idler : idlers) {
      idler.close();
    }
    server.close();
  }

  @Test
  void answersWhatItIsAsked() throws Exception {
    assertThat(ask("/healthz").statusCode()).isEqualTo(200);
    assertThat(ask("/readyz").statusCode()).isEqualTo(503);
    assertThat(ask("/metrics").body()).hasSize(20_000_000).startsWith("x");
    assertThat(ask("/else").statusCode()).isEqualTo(404);
  }

  @Test
  void aPageThatCannotBeMadeIsAnError() throws Exception {
    try (ManagementServer broken =
        new ManagementServer(
            0,
            () -> true,
            () -> true,
            out -> {
              throw new IllegalStateException("no page");
            })) {
      broken.start();

      assertThat(ask(broken, "/metrics").statusCode()).isEqualTo(500);
    }
  }

  @Test
  void halfSentRequestsDoNotHoldItUp() throws Exception {
    for (int i = 0; i < 20; i++) {
      idle("GET /healthz HTTP/1.1\r\nHost: a\r\n");
    }

    assertThat(ask("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void whoeverDoesNotReadIsCutOff() throws Exception {
    for (int i = 0; i < 20; i++) {
      idle("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    assertThat(ask("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void aHalfSentRequestIsCutOff() throws Exception {
    Socket idler = idle("GET /healthz HTTP/1.1\r\nHost: a\r\n");
    idler.setSoTimeout(10_000);

    assertThat(answer(idler)).isEmpty();
  }

  /** More than may be connected at a time, again and again, by somebody who never stops. */
  @Test
  void whoeverComesBackAtOnceDoesNotHoldItUp() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    AtomicInteger sent = new AtomicInteger();
    List<Thread> attackers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread attacker = new Thread(() -> attack(enough, sent), "attacker");
      attacker.start();
      attackers.add(attacker);
    }
    try {
      while (sent.get() < 200) {
        Thread.sleep(10);
      }
      for (int i = 0; i < 20; i++) {
        assertThat(ask("/healthz").statusCode()).isEqualTo(200);
      }
    } finally {
      enough.set(true);
      for (Thread attacker : attackers) {
        attacker.join();
      }
    }
  }

  /** Each attacker holds as many connections as there may be, and makes the oldest anew. */
  private void attack(AtomicBoolean enough, AtomicInteger sent) {
    Deque<Socket> held = new ArrayDeque<>();
    while (!enough.get()) {
      try {
        Socket socket = new Socket("127.0.0.1", server.port());
        held.add(socket);
        socket.getOutputStream().write("GET /healthz HTTP/1.1\r\n".getBytes(UTF_8));
        sent.incrementAndGet();
        if (held.size() > 64) {
          held.remove().close();
        }
        Thread.sleep(1);
      } catch (IOException cutOff) {
        // It comes back.
      } catch (InterruptedException e) {
        return;
      }
    }
    for (Socket socket : held) {
      try {
        socket.close();
      } catch (IOException gone) {
        // as it should be
      }
    }
  }

  /** It ends with the connection, so who is cut off must see that it was. */
  @Test
  void whatIsCutOffDoesNotReadAsTheWhole() throws Exception {
    try (ManagementServer broken =
        new ManagementServer(
            0,
            () -> true,
            () -> true,
            out -> {
              out.write("half".getBytes(UTF_8));
              out.flush();
              throw new IllegalStateException("no second half");
            })) {
      broken.start();

      assertThatThrownBy(() -> ask(broken, "/metrics")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void whatIsNoRequestIsNotAnswered() throws Exception {
    for (String sent :
        List.of("x".repeat(20_000), "\r\n\r\n", "GET\r\n\r\n", "PUT / HTTP/1.1\r\n\r\n")) {
      Socket socket = idle(sent);
      socket.shutdownOutput();
      socket.setSoTimeout(10_000);
      assertThat(answer(socket)).as(sent).isEmpty();
    }
    assertThat(ask("/healthz").statusCode()).isEqualTo(200);
  }

  private static String answer(Socket socket) throws IOException {
    try {
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    } catch (SocketException reset) {
      return "";
    }
  }

  private Socket idle(String sent) throws IOException {
    Socket socket = new Socket("127.0.0.1", server.port());
    idlers.add(socket);
    socket.getOutputStream().write(sent.getBytes(UTF_8));
    return socket;
  }

  private HttpResponse<String> ask(String path) throws Exception {
    return ask(server, path);
  }

  private static HttpResponse<String> ask(ManagementServer server, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(PATIENCE)
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static void muchText(OutputStream out) throws IOException {
    byte[] piece = "x".repeat(10_000).getBytes(UTF_8);
    for (int i = 0; i < 2_000; i++) {
      out.write(piece);
    }
  }
}
