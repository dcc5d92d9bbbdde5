package dev.athanor.operator.server;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code /healthz}, {@code /readyz} and {@code /metrics}, and nothing else.
 *
 * <p>Nobody keeps the kubelet's probes waiting. Each connection has a thread and {@link #SECONDS};
 * where {@link #CONNECTIONS} are open, a new one takes the place of the oldest. A probe is answered
 * in a millisecond, so it is never the oldest, however many others half send a request, do not read
 * an answer, or come back as soon as they are cut off: what the JDK's own server, which turns the
 * newest away, cannot do.
 */
public final class ManagementServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ManagementServer.class);

  /** For a request and its answer: megabytes of metrics take a third of one. */
  private static final int SECONDS = 5;

  private static final int CONNECTIONS = 64;

  /** Who is cut off while metrics are made for him still has them made. */
  private static final int SCRAPES = 8;

  private final ServerSocket listener;
  private final BooleanSupplier healthy;
  private final BooleanSupplier ready;
  private final Page metrics;
  private final Semaphore scrapes = new Semaphore(SCRAPES);
  private final Set<Socket> open = new LinkedHashSet<>();
  private final ScheduledThreadPoolExecutor clock =
      new ScheduledThreadPoolExecutor(1, task -> daemon("management-clock", task));

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
   * @throws IOException when the port is taken
   */
  public ManagementServer(int port, BooleanSupplier healthy, BooleanSupplier ready, Page metrics)
      throws IOException {
    this.healthy = healthy;
    this.ready = ready;
    this.metrics = metrics;
    clock.setRemoveOnCancelPolicy(true);
    listener = new ServerSocket(port, CONNECTIONS);
  }

  public void start() {
    daemon("management", this::accept).start();
  }

  public int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      LOG.warn("the port could not be closed", e);
    }
    clock.shutdownNow();
    synchronized (open) {
      open.forEach(ManagementServer::cutOff);
      open.clear();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        admit(socket);
        daemon("management-answer", () -> serve(socket)).start();
      } catch (IOException e) {
        if (!listener.isClosed()) {
          LOG.warn("a connection could not be taken", e);
        }
      }
    }
  }

  private void admit(Socket socket) {
    synchronized (open) {
      open.add(socket);
      Iterator<Socket> oldest = open.iterator();
      while (open.size() > CONNECTIONS) {
        cutOff(oldest.next());
        oldest.remove();
      }
    }
  }

  private void serve(Socket socket) {
    Future<?> limit = clock.schedule(() -> cutOff(socket), SECONDS, TimeUnit.SECONDS);
    try {
      answer(Exchange.read(socket));
      socket.close();
    } catch (IOException e) {
      LOG.debug("a connection ended early", e);
      cutOff(socket);
    } catch (RuntimeException e) {
      LOG.warn("a page could not be made", e);
      cutOff(socket);
    } finally {
      limit.cancel(false);
      synchronized (open) {
        open.remove(socket);
      }
    }
  }

  private void answer(Exchange exchange) throws IOException {
    switch (exchange.path()) {
      case "/healthz" -> exchange.answer(healthy.getAsBoolean());
      case "/readyz" -> exchange.answer(ready.getAsBoolean());
      case "/metrics" -> scrape(exchange);
      default -> exchange.say(404, "not found\n");
    }
  }

  private void scrape(Exchange exchange) throws IOException {
    if (!scrapes.tryAcquire()) {
      exchange.say(503, "too many are being asked for at once\n");
      return;
    }
    try {
      exchange.stream(metrics);
    } finally {
      scrapes.release();
    }
  }

  /**
   * With a reset: an answer ends with its connection, and what has been sent of it must not read as
   * the whole.
   */
  private static void cutOff(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      LOG.debug("a connection was gone already", e);
    }
  }

  private static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
