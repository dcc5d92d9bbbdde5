package dev.athanor.autogenerate.scratch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchServerTest {
  // Below the system's directory of temporary files, where whom root becomes can reach it.
  @TempDir Path directory;

  @Test
  void theSecondRunFindsTheServerWarmAndTheTemplateMade() {
    open(directory);
    Path home = directory.resolve("home");
    AtomicInteger fills = new AtomicInteger();
    String key = Digest.of("one");
    ScratchSettings settings = ScratchSettings.in(home);
    EmbeddedServer running = EmbeddedServer.start(settings);
    try {
      for (int run = 0; run < 2; run++) {
        try (ScratchServer server = ScratchServer.open(settings);
            ScratchDatabases databases = new ScratchDatabases(server)) {
          String database =
              databases.template(
                  key,
                  name -> {
                    fills.incrementAndGet();
                    execute(server, name, "CREATE TABLE t (a int)");
                  });
          assertThat(query(server, database, "SELECT count(*) FROM t")).isEqualTo("0");
          assertThat(server.majorVersion()).isEqualTo(17);
        }
      }
      assertThat(fills).hasValue(1);
      assertThat(EmbeddedServer.start(settings).port()).isEqualTo(running.port());
    } finally {
      running.stop();
    }
  }

  @Test
  void aDataDirectoryThatDoesNotStartIsMadeAnew() throws IOException {
    open(directory);
    Path home = directory.resolve("home");
    ScratchSettings once =
        new ScratchSettings(home, Optional.empty(), Optional.empty(), Duration.ZERO);
    ScratchServer.open(once).close();
    Path data;
    try (var files = Files.list(home)) {
      data = files.filter(f -> f.getFileName().toString().startsWith("data-")).findFirst().get();
    }
    Files.delete(data.resolve("global/pg_control"));

    try (ScratchServer server = ScratchServer.open(once)) {
      assertThat(query(server, "postgres", "SELECT 1")).isEqualTo("1");
    }
    assertThat(data.resolve("postmaster.pid")).doesNotExist();
  }

  @Test
  void saysWhatKeepsItFromStarting() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> ScratchServer.open(ScratchSettings.in(file.resolve("home"))))
        .isInstanceOfSatisfying(
            AthanorException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.SCRATCH_SERVER_FAILED);
              assertThat(e.describe()).contains(file.toString(), "athanor.scratch.url");
            });
  }

  private static void open(Path directory) {
    directory.toFile().setExecutable(true, false);
  }

  private static void execute(ScratchServer server, String database, String sql) {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String query(ScratchServer server, String database, String sql) {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
