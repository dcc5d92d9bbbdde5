package dev.athanor.operator.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code /healthz}, {@code /readyz} and {@code /metrics}, and nothing else.
 *
 * <p>Each connection has a thread, and neither a request nor an answer may take longer than {@link
 * #SECONDS}: whoever only half sends a request, or does not read the answer, keeps nobody else
 * waiting, and is cut off.
 */
public final class ManagementServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ManagementServer.class);

  /** Less than the kubelet waits for a probe. */
  private static final int SECONDS = 3;

  private static final int CONNECTIONS = 64;
  private static final String TEXT = "text/plain; charset=utf-8";

  /** What Prometheus' text format calls itself. */
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  static {
    // The JDK's server reads these once, when its first one is made; unlimited is its default.
    limit("sun.net.httpserver.maxReqTime", SECONDS);
    limit("sun.net.httpserver.maxRspTime", SECONDS);
    limit("sun.net.httpserver.idleInterval", SECONDS);
    limit("jdk.httpserver.maxConnections", CONNECTIONS);
  }

  private final HttpServer server;
  private final ExecutorService threads;

  /** Writes something as it is asked for. */
  @FunctionalInterface
  public interface Page {
    void write(OutputStream out) throws IOException;
  }

  /**
   * @param port 0 for any free one
   * @param healthy whether restarting would not help
   * @param ready whether it watches what it should
   * @param metrics in Prometheus' text format
   */
  public ManagementServer(int port, BooleanSupplier healthy, BooleanSupplier ready, Page metrics)
      throws IOException {
    server = HttpServer.create(new InetSocketAddress(port), 0);
    threads =
        new ThreadPoolExecutor(
            1,
            CONNECTIONS,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "management");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/healthz", exchange -> probe(exchange, healthy));
    server.createContext("/readyz", exchange -> probe(exchange, ready));
    server.createContext("/metrics", exchange -> page(exchange, metrics));
  }

  public void start() {
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static void probe(HttpExchange exchange, BooleanSupplier good) throws IOException {
    boolean yes = good.getAsBoolean();
    byte[] body = (yes ? "ok\n" : "not ok\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", TEXT);
    exchange.sendResponseHeaders(yes ? 200 : 503, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  /** In pieces: that of ten thousand resources is megabytes, and is nowhere as a whole. */
  private static void page(HttpExchange exchange, Page page) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", METRICS);
    try (exchange) {
      try (OutputStream out = new Begun(exchange)) {
        page.write(out);
      } catch (RuntimeException e) {
        LOG.warn("a page could not be made", e);
        if (exchange.getResponseCode() < 0) {
          exchange.sendResponseHeaders(500, -1);
        }
      }
    }
  }

  /** Says 200 with the first byte, when it is known that there is one. */
  private static final class Begun extends FilterOutputStream {
    private final HttpExchange exchange;

    Begun(HttpExchange exchange) {
      super(exchange.getResponseBody());
      this.exchange = exchange;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (exchange.getResponseCode() < 0) {
        exchange.sendResponseHeaders(200, 0);
      }
      out.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      if (exchange.getResponseCode() >= 0) {
        super.close();
      }
    }
  }

  private static void limit(String property, int value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, Integer.toString(value));
    }
  }
}
