package dev.athanor.s3.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Something between a client and an HTTP server that goes wrong: one request a connection. */
public final class FaultyProxy implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

  /** What becomes of a request. */
  public sealed interface Fault {}

  /** Nothing. */
  public record Pass() implements Fault {}

  /** It is answered here, and never reaches the server. */
  public record Answer(int status, String code, String header) implements Fault {}

  /** The connection ends after so many bytes of the answer. */
  public record Cut(int afterBytes) implements Fault {}

  /** The server gets it so much later. */
  public record Slow(Duration by) implements Fault {}

  /** A byte of the answer's body is another one. */
  public record AlterAnswer() implements Fault {}

  /** A header of the answer has another value. */
  public record Header(String name, String value) implements Fault {}

  /** A byte of the request's body is another one. */
  public record AlterRequest() implements Fault {}

  public static final Fault PASS = new Pass();

  private final ServerSocket listener;
  private final int serverPort;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile Function<String, Fault> faults;

  /**
   * @param faults by the first line of a request
   */
  public FaultyProxy(int serverPort, Function<String, Fault> faults) throws IOException {
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.serverPort = serverPort;
    this.faults = faults;
    start(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** The first lines of all requests so far. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** Begins to count anew. */
  public void forget() {
    requests.clear();
  }

  /** From now on. */
  public void faults(Function<String, Fault> now) {
    faults = now;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        start(() -> serve(client));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = client.getInputStream();
      String head = head(in);
      if (head.isEmpty()) {
        return;
      }
      String line = head.substring(0, head.indexOf("\r\n"));
      requests.add(line);
      Matcher length = LENGTH.matcher(head);
      byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
      answer(client.getOutputStream(), head, body, faults.apply(line));
    } catch (IOException | InterruptedException ended) {
      return;
    }
  }

  private void answer(OutputStream out, String head, byte[] body, Fault fault)
      throws IOException, InterruptedException {
    if (fault instanceof Answer own) {
      out.write(own(own).getBytes(StandardCharsets.UTF_8));
      out.flush();
      return;
    }
    if (fault instanceof AlterRequest && body.length > 0) {
      body[body.length / 2] ^= 1;
    }
    if (fault instanceof Slow slow) {
      Thread.sleep(slow.by().toMillis());
    }
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
      OutputStream to = server.getOutputStream();
      to.write(
          head.replaceFirst("\r\n", "\r\nConnection: close\r\n")
              .getBytes(StandardCharsets.ISO_8859_1));
      to.write(body);
      to.flush();
      byte[] answer = server.getInputStream().readAllBytes();
      if (fault instanceof AlterAnswer && answer.length > 0) {
        answer[answer.length - 1] ^= 1;
      }
      if (fault instanceof Header header) {
        answer = with(header, answer);
      }
      int kept =
          fault instanceof Cut cut ? Math.min(cut.afterBytes(), answer.length) : answer.length;
      out.write(answer, 0, kept);
      out.flush();
    }
  }

  private static byte[] with(Header header, byte[] answer) {
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    String head =
        text.substring(0, end).replaceAll("(?im)^" + header.name() + ":[^\r\n]*[\r\n]*", "");
    return (head.stripTrailing()
            + "\r\n"
            + header.name()
            + ": "
            + header.value()
            + text.substring(end))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String own(Answer answer) {
    String body =
        "<?xml version=\"1.0\"?><Error><Code>"
            + answer.code()
            + "</Code><Message>by the proxy</Message></Error>";
    return "HTTP/1.1 "
        + answer.status()
        + " Fault\r\nConnection: close\r\nContent-Type: application/xml\r\n"
        + answer.header()
        + "Content-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0; b = in.read()) {
      head.write(b);
      if (b == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        break;
      }
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "faulty-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
