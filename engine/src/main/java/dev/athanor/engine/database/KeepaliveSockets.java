package dev.athanor.engine.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;
import javax.net.SocketFactory;
import jdk.net.ExtendedSocketOptions;

/**
 * Sockets that ask after their other end: a system's own two hours of silence are too long to find
 * out that a network has vanished. The driver makes one by its name, so it is public.
 */
public final class KeepaliveSockets extends SocketFactory {
  /** Seconds of silence before the first question. */
  static final int IDLE = 30;

  /** Seconds between questions. */
  static final int INTERVAL = 10;

  /** Questions without an answer until the connection counts as lost: after a minute. */
  static final int COUNT = 3;

  private static final Map<SocketOption<Integer>, Integer> TIMES =
      Map.of(
          ExtendedSocketOptions.TCP_KEEPIDLE, IDLE,
          ExtendedSocketOptions.TCP_KEEPINTERVAL, INTERVAL,
          ExtendedSocketOptions.TCP_KEEPCOUNT, COUNT);

  /** Called by the driver. */
  public KeepaliveSockets() {}

  @Override
  public Socket createSocket() throws IOException {
    Socket socket = new Socket();
    socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    for (Map.Entry<SocketOption<Integer>, Integer> time : TIMES.entrySet()) {
      if (socket.supportedOptions().contains(time.getKey())) {
        socket.setOption(time.getKey(), time.getValue());
      }
    }
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(InetAddress.getByName(host), port, null, 0);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(host, port, null, 0);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return connected(InetAddress.getByName(host), port, local, localPort);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return connected(host, port, local, localPort);
  }

  private Socket connected(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    Socket socket = createSocket();
    if (local != null) {
      socket.bind(new java.net.InetSocketAddress(local, localPort));
    }
    socket.connect(new java.net.InetSocketAddress(host, port));
    return socket;
  }
}
