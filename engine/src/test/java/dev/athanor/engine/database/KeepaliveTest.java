package dev.athanor.engine.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Both ends ask after each other within half a minute of silence, as the kernel itself says. */
class KeepaliveTest {
  /** Of the kernel's table: which timer runs; 2 is keepalive. */
  private static final String KEEPALIVE = "02:";

  private static final int TICKS_A_SECOND = 100;

  @Test
  void aVanishedNetworkIsNoticedAtBothEnds() throws Exception {
    assumeTrue(Files.isReadable(Path.of("/proc/net/tcp")), "no Linux");
    try (Database database = open()) {
      int client = Integer.parseInt(database.queryText("SELECT inet_client_port()"));
      List<Long> seconds = List.of();
      for (int i = 0; i < 100 && seconds.size() < 2; i++) {
        Thread.sleep(50); // until the last acknowledgement is over
        seconds = secondsUntilAsked(client);
      }
      assertThat(seconds).hasSize(2).allSatisfy(s -> assertThat(s).isBetween(0L, 31L));
    }
  }

  @Test
  void staysSoAfterAChangesetHasResetTheSession() {
    try (Database database = open()) {
      String shown =
          "SELECT current_setting('tcp_keepalives_idle') || ' ' ||"
              + " current_setting('tcp_keepalives_interval') || ' ' ||"
              + " current_setting('tcp_keepalives_count') || ' ' ||"
              + " current_setting('tcp_user_timeout')";
      assertThat(database.queryText(shown)).isEqualTo("30 10 3 60000");
      database.execute("RESET ALL; SELECT " + database.restoreSettings());
      assertThat(database.queryText(shown)).isEqualTo("30 10 3 60000");
    }
  }

  private static Database open() {
    return Database.open(DatabaseUrl.parse(TestPostgres.newDatabase()), SessionSettings.DEFAULTS);
  }

  /** Of the client's socket and of the server's, which has the same two ports the other way. */
  private static List<Long> secondsUntilAsked(int clientPort) throws IOException {
    String port = ":%04X".formatted(clientPort);
    List<Long> found = new ArrayList<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(table))) {
        String[] column = line.strip().split("\\s+");
        boolean ours = column[1].endsWith(port) || column[2].endsWith(port);
        if (ours && column[3].equals("01") && column[5].startsWith(KEEPALIVE)) {
          found.add(Long.parseLong(column[5].substring(KEEPALIVE.length()), 16) / TICKS_A_SECOND);
        }
      }
    }
    return found;
  }
}
