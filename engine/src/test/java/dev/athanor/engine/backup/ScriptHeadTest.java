package dev.athanor.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ScriptHeadTest {
  private static final String LINE = "SET transaction_timeout = 0;\n";
  private static final String HEAD =
      "--\n-- PostgreSQL database dump\n--\n\nSET lock_timeout = 0;\n";
  private static final String ENTRY = "--\n-- Name: t; Type: TABLE; Schema: public; Owner: -\n--\n";

  @Test
  void leavesOutTheOneLineOfTheHead() throws IOException {
    assertThat(copied(HEAD + LINE + ENTRY)).isEqualTo(HEAD + ENTRY);
  }

  /** It may stand in a function's body, or be a row of a table. */
  @Test
  void leavesAloneWhatFollowsTheHead() throws IOException {
    assertThat(copied(HEAD + LINE + ENTRY + LINE)).isEqualTo(HEAD + ENTRY + LINE);
    assertThat(copied(HEAD + ENTRY + LINE)).isEqualTo(HEAD + ENTRY + LINE);
    assertThat(copied(HEAD + "-- " + LINE + ENTRY)).isEqualTo(HEAD + "-- " + LINE + ENTRY);
  }

  @Test
  void copiesAnyBytes() throws IOException {
    for (String script : new String[] {"", "\u00ff\u0000", "no end", HEAD, "\n\n"}) {
      assertThat(copied(script)).isEqualTo(script);
    }
  }

  private static String copied(String script) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ScriptHead.withoutTransactionTimeout(
        new ByteArrayInputStream(script.getBytes(StandardCharsets.ISO_8859_1)), out);
    return out.toString(StandardCharsets.ISO_8859_1);
  }
}
