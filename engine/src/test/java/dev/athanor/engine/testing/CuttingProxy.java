package dev.athanor.engine.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Passes bytes on until a client sends something, then cuts all connections, once, and lets nobody
 * in for a while.
 */
public final class CuttingProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final int serverPort;
  private final Predicate<String> cutAt;
  private final boolean delivers;
  private final Duration away;
  private final boolean silently;
  private final List<Socket> open = new ArrayList<>();
  private boolean wasCut;
  private long backAt;

  /**
   * @param cutAt of what a client sends at once, as text
   * @param delivers whether the server gets that, though its answer is lost
   * @param away for how long no connection is let in then
   */
  public CuttingProxy(int serverPort, Predicate<String> cutAt, boolean delivers, Duration away) {
    this(serverPort, cutAt, delivers, away, false);
  }

  /** A network that vanishes: nothing is closed, and nothing arrives any more. */
  public static CuttingProxy silent(int serverPort, Predicate<String> cutAt) {
    return new CuttingProxy(serverPort, cutAt, false, Duration.ofDays(1), true);
  }

  private CuttingProxy(
      int serverPort, Predicate<String> cutAt, boolean delivers, Duration away, boolean silently) {
    try {
      this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.serverPort = serverPort;
    this.cutAt = cutAt;
    this.delivers = delivers;
    this.away = away;
    this.silently = silently;
    start(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  public synchronized boolean wasCut() {
    return wasCut;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        if (isAway()) {
          client.close();
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        remember(client, server);
        boolean later = wasCut();
        start(() -> pass(client, server, true, later));
        start(() -> pass(server, client, false, later));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private synchronized boolean isAway() {
    return wasCut && System.nanoTime() < backAt;
  }

  private synchronized void remember(Socket client, Socket server) {
    open.add(client);
    open.add(server);
  }

  /**
   * @param later whether the connection was made after the cut, and so has nothing to fear of it
   */
  private void pass(Socket from, Socket to, boolean ofClient, boolean later) {
    byte[] buffer = new byte[1 << 20];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        boolean cut = ofClient && cuts(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
        if (silently && (cut || wasCut())) {
          noteCut();
          continue;
        }
        if (cut) {
          // First of all no answer comes through any more.
          noteCut();
          if (delivers) {
            out.write(buffer, 0, n);
          }
          closeAll();
          return;
        }
        if (!later && wasCut()) {
          return;
        }
        out.write(buffer, 0, n);
      }
      from.close();
      to.close();
    } catch (IOException e) {
      return;
    }
  }

  private synchronized boolean cuts(String sent) {
    return !wasCut && cutAt.test(sent);
  }

  private synchronized void noteCut() {
    wasCut = true;
    backAt = System.nanoTime() + away.toNanos();
  }

  private synchronized void closeAll() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "cutting-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
