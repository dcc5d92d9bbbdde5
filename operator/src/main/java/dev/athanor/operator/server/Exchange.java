package dev.athanor.operator.server;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One request over HTTP and its answer, which ends with the connection: all that probes and scrapes
 * need.
 */
final class Exchange {
  private static final String TEXT = "text/plain; charset=utf-8";

  /** What Prometheus' text format calls itself. */
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  private static final Pattern REQUEST =
      Pattern.compile("(GET|HEAD) ([^\\s?]+)(?:\\?\\S*)? HTTP/1\\.[01]\r\n");

  private static final int LONGEST_REQUEST = 8 * 1024;
  private static final String END = "\r\n\r\n";

  private final OutputStream out;
  private final String method;
  private final String path;

  private Exchange(OutputStream out, String method, String path) {
    this.out = out;
    this.method = method;
    this.path = path;
  }

  /**
   * Reads a request to the end of its head; nobody sends these paths a body.
   *
   * @throws IOException when it ends before, asks for something else than to read, or is longer
   *     than anybody's who means well
   */
  static Exchange read(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    byte[] piece = new byte[2048];
    while (!head.toString(StandardCharsets.ISO_8859_1).contains(END)) {
      int read = in.read(piece);
      if (read < 0 || head.size() + read > LONGEST_REQUEST) {
        throw new IOException("no request: " + head.size() + " bytes without an end");
      }
      head.write(piece, 0, read);
    }
    Matcher request = REQUEST.matcher(head.toString(StandardCharsets.ISO_8859_1));
    if (!request.lookingAt()) {
      throw new IOException("not a request that is answered here");
    }
    return new Exchange(socket.getOutputStream(), request.group(1), request.group(2));
  }

  /** Without what follows a question mark. */
  String path() {
    return path;
  }

  /** 200 or 503, as the kubelet takes a yes and a no. */
  void answer(boolean yes) throws IOException {
    say(yes ? 200 : 503, yes ? "ok\n" : "not ok\n");
  }

  /** A status and a short text. */
  void say(int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    begin(status, TEXT, "Content-Length: " + body.length + "\r\n");
    write(body, 0, body.length);
    out.flush();
  }

  /**
   * In pieces: the metrics of ten thousand resources are megabytes, and are nowhere as a whole. 500
   * when they cannot be made.
   *
   * @throws RuntimeException when that turned out after some of them had been sent
   */
  void stream(ManagementServer.Page page) throws IOException {
    Begun body = new Begun();
    try {
      page.write(body);
      body.flush();
    } catch (RuntimeException e) {
      if (body.begun) {
        throw e;
      }
      say(500, "the metrics could not be made: see the log\n");
    }
  }

  private void begin(int status, String type, String more) throws IOException {
    String head =
        "HTTP/1.1 "
            + status
            + switch (status) {
              case 200 -> " OK";
              case 404 -> " Not Found";
              case 503 -> " Service Unavailable";
              default -> " Internal Server Error";
            }
            + "\r\nContent-Type: "
            + type
            + "\r\n"
            + more
            + "Connection: close"
            + END;
    out.write(head.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void write(byte[] bytes, int from, int length) throws IOException {
    if (!method.equals("HEAD")) {
      out.write(bytes, from, length);
    }
  }

  /** Says 200 with the first byte, when it is known that there is one. */
  private final class Begun extends FilterOutputStream {
    private boolean begun;

    Begun() {
      super(Exchange.this.out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (!begun) {
        begun = true;
        begin(200, METRICS, "");
      }
      Exchange.this.write(bytes, from, length);
    }
  }
}
