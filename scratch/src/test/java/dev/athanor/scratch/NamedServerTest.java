package dev.athanor.scratch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A server that somebody named, and nothing can be tried on. */
class NamedServerTest {
  private static final int ASKS_FOR_ENCRYPTION = 80877103;

  @Test
  void oneThatIsTooOldIsNamedWithItsVersionAndNothingIsRunOnIt() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> serve(socket), "PostgreSQL 12");
      server.setDaemon(true);
      server.start();
      refused(socket.getLocalPort(), "not rehearsed, because the scratch server is PostgreSQL 12");
    }
  }

  @Test
  void oneThatIsNotThereIsNamedWithItsAddress() throws IOException {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = socket.getLocalPort();
    }
    refused(nobody, "127.0.0.1:" + nobody);
  }

  private static void refused(int port, String why) {
    ScratchServer server =
        ScratchServer.at(
            DatabaseUrl.parse(
                "postgresql://postgres@127.0.0.1:" + port + "/postgres?sslmode=disable"));
    assertThatThrownBy(server::knownMajorVersion)
        .isInstanceOfSatisfying(
            AthanorException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.SCRATCH_SERVER_FAILED);
              assertThat(e.nextStep()).isNotBlank();
            })
        .hasMessageContaining(why);
  }

  /** As much of the protocol as a client needs to learn the version of a server. */
  private static void serve(ServerSocket socket) {
    try (Socket client = socket.accept();
        DataInputStream in = new DataInputStream(client.getInputStream());
        DataOutputStream out = new DataOutputStream(client.getOutputStream())) {
      while (startup(in) >= ASKS_FOR_ENCRYPTION) {
        out.write('N');
      }
      send(out, 'R', new byte[4]);
      for (String each :
          new String[] {
            "server_version\0" + "12.22",
            "client_encoding\0UTF8",
            "standard_conforming_strings\0on",
            "integer_datetimes\0on",
            "DateStyle\0ISO",
            "TimeZone\0UTC"
          }) {
        send(out, 'S', (each + "\0").getBytes(StandardCharsets.UTF_8));
      }
      send(out, 'Z', new byte[] {'I'});
      while (true) {
        answer(in, out);
      }
    } catch (EOFException e) {
      // The client has gone.
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int startup(DataInputStream in) throws IOException {
    byte[] rest = new byte[in.readInt() - 2 * Integer.BYTES];
    int code = in.readInt();
    in.readFully(rest);
    return code;
  }

  private static void answer(DataInputStream in, DataOutputStream out) throws IOException {
    int type = in.readByte();
    in.readFully(new byte[in.readInt() - Integer.BYTES]);
    if (type != 'Q') {
      throw new EOFException();
    }
    send(out, 'C', "SET\0".getBytes(StandardCharsets.UTF_8));
    send(out, 'Z', new byte[] {'I'});
  }

  private static void send(DataOutputStream out, char type, byte[] body) throws IOException {
    out.write(type);
    out.writeInt(Integer.BYTES + body.length);
    out.write(body);
    out.flush();
  }
}
