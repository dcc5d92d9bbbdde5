package dev.athanor.operator.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    assertThat(idler.getInputStream().read()).isEqualTo(-1);
  }

  /** More than may be connected at a time: all of them are gone before the kubelet gives up. */
  @Test
  void asManyAsThereMayBeAreGoneInTime() throws Exception {
    for (int i = 0; i < 64; i++) {
      idle("GET /healthz HTTP/1.1\r\nHost: a\r\n");
    }
    Thread.sleep(PATIENCE.toMillis());

    assertThat(ask("/healthz").statusCode()).isEqualTo(200);
  }

  private Socket idle(String sent) throws IOException {
    Socket socket = new Socket("127.0.0.1", server.port());
    idlers.add(socket);
    socket.getOutputStream().write(sent.getBytes(StandardCharsets.UTF_8));
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
    byte[] piece = "x".repeat(10_000).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 2_000; i++) {
      out.write(piece);
    }
  }
}
