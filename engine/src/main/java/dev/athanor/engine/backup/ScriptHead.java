package dev.athanor.engine.backup;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * What pg_restore's scripts begin with, for servers that are older than it.
 *
 * <p>Since 17 it sets {@code transaction_timeout} whatever it restores into, and an older server
 * knows no such setting: the one line that keeps a dump of such a server from coming back.
 */
final class ScriptHead {
  private static final String UNKNOWN = "SET transaction_timeout = 0;\n";

  private ScriptHead() {}

  /** Copies a script but for that line, which is looked for before the first object only. */
  static void withoutTransactionTimeout(InputStream from, OutputStream to) throws IOException {
    InputStream script = new BufferedInputStream(from);
    for (byte[] line = line(script); line.length > 0; line = line(script)) {
      String text = new String(line, StandardCharsets.ISO_8859_1);
      if (text.equals(UNKNOWN)) {
        break;
      }
      to.write(line);
      if (text.startsWith("-- Name: ")) {
        break;
      }
    }
    script.transferTo(to);
  }

  /** With its end; empty where the script has ended. */
  private static byte[] line(InputStream script) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = script.read(); b >= 0; b = script.read()) {
      line.write(b);
      if (b == '\n') {
        break;
      }
    }
    return line.toByteArray();
  }
}
