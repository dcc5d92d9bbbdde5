package dev.athanor.engine.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes bytes on and counts network flights: how often a client sends after it has received, which
 * is how often it waits for the length of the network.
 */
public final class CountingProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final int serverPort;
  private final AtomicInteger flights = new AtomicInteger();

  private CountingProxy(ServerSocket listener, int serverPort) {
    this.listener = listener;
    this.serverPort = serverPort;
  }

  public static CountingProxy to(int serverPort) {
    try {
      CountingProxy proxy =
          new CountingProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), serverPort);
      start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  public int flights() {
    return flights.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        boolean[] answered = {true};
        start(() -> pass(client, server, () -> sent(answered)));
        start(() -> pass(server, client, () -> received(answered)));
      }
    } catch (IOException e) {
      return;
    }
  }

  private void sent(boolean[] answered) {
    synchronized (answered) {
      if (answered[0]) {
        flights.incrementAndGet();
        answered[0] = false;
      }
    }
  }

  private static void received(boolean[] answered) {
    synchronized (answered) {
      answered[0] = true;
    }
  }

  private static void pass(Socket from, Socket to, Runnable passed) {
    byte[] buffer = new byte[1 << 20];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        passed.run();
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      return;
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "counting-proxy");
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
