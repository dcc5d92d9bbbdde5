package dev.athanor.scratch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.database.DatabaseUrl;
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
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.Driver;

class ScratchServerTest {
  // Below the system's directory of temporary files, where whom root becomes can reach it.
  @TempDir Path directory;
  private Path home;

  @BeforeEach
  void reachable() {
    directory.toFile().setExecutable(true, false);
    home = directory.resolve("home");
  }

  @Test
  void theSecondRunFindsTheServerWarmAndTheTemplateMade() {
    AtomicInteger fills = new AtomicInteger();
    String key = Digest.of("one");
    ScratchSettings settings = ScratchSettings.in(home, PublishedJars.binaries());
    EmbeddedServer running = EmbeddedServer.scratch(settings);
    try {
      for (int run = 0; run < 2; run++) {
        try (ScratchServer server = ScratchServer.open(settings);
            ScratchDatabases databases = new ScratchDatabases(server)) {
          String database =
              databases.template(
                  key,
                  name -> {
                    fills.incrementAndGet();
                    query(server.url(name), "CREATE TABLE t (a int)");
                  });
          assertThat(query(server.url(database), "SELECT count(*) FROM t")).isEqualTo("0");
          assertThat(server.majorVersion()).isEqualTo(17);
        }
      }
      assertThat(fills).hasValue(1);
      try (EmbeddedServer again = EmbeddedServer.scratch(settings)) {
        assertThat(again.port()).isEqualTo(running.port());
      }
    } finally {
      running.stop();
    }
  }

  @Test
  void theLastUserEndsTheServerAndNoneBefore() throws IOException {
    ScratchSettings once = once(installed());
    ScratchServer first = ScratchServer.open(once);
    try (ScratchServer second = ScratchServer.open(once)) {
      first.close();
      assertThat(query(second.url("postgres"), "SELECT 1")).isEqualTo("1");
    }
    assertThat(data(home).resolve("postmaster.pid")).doesNotExist();
  }

  @Test
  void aUserWhoKeepsTheServerWarmSeesToItsEnd() throws IOException {
    ScratchServer first = ScratchServer.open(once(installed()));
    EmbeddedServer second = EmbeddedServer.scratch(ScratchSettings.in(home, installed()));
    try {
      assertThat(data(home).resolve("athanor.watched")).exists();
      first.close();
      assertThat(query(second.url("postgres"), "SELECT 1")).isEqualTo("1");
      second.close();
      assertThat(query(second.url("postgres"), "SELECT 1")).isEqualTo("1");
    } finally {
      second.stop();
    }
  }

  @Test
  void aTemplateIsOfTheRunThatHasAskedForItUntilThatEnds() {
    try (EmbeddedServer shared = EmbeddedServer.keeping(home, once(installed()));
        ScratchServer one = ScratchServer.open(withAgent(shared));
        ScratchServer other = ScratchServer.open(shared(shared.url("postgres")))) {
      ScratchDatabases asked = new ScratchDatabases(one);
      String template = asked.template(Digest.of("asked for"), name -> {});
      fill(other, 20);
      assertThat(one.exists(template)).isTrue();
      assertThat(one.named("athanor_t_")).hasSize(13);

      asked.close();
      fill(other, 40);
      assertThat(one.exists(template)).isFalse();
    }
  }

  private ScratchSettings withAgent(EmbeddedServer server) {
    query(server.url("postgres"), "CREATE ROLE agent LOGIN CREATEDB PASSWORD 'agent'");
    return shared(server.url("postgres"));
  }

  private static void fill(ScratchServer server, int from) {
    try (ScratchDatabases databases = new ScratchDatabases(server)) {
      for (int i = from; i < from + 13; i++) {
        databases.template("sha256:0000000000000000000000" + i, name -> {});
      }
    }
  }

  @Test
  void whatAnotherRunLooksIntoIsFilledAnewForACopy() throws SQLException {
    try (EmbeddedServer shared = EmbeddedServer.keeping(home, once(installed()));
        ScratchServer one = ScratchServer.open(withAgent(shared));
        ScratchServer other = ScratchServer.open(shared(shared.url("postgres")));
        ScratchDatabases reads = new ScratchDatabases(one);
        ScratchDatabases copies = new ScratchDatabases(other)) {
      String key = Digest.of("read");
      String template =
          reads.template(key, name -> query(one.url(name), "CREATE TABLE t AS SELECT 1 AS a"));
      one.session(template);
      assertThat(
              copies.template(
                  key, name -> query(other.url(name), "CREATE TABLE t AS SELECT 1 AS a")))
          .isEqualTo(template);
      String copy = copies.copy(template);
      assertThat(query(other.url(copy), "SELECT a FROM t")).isEqualTo("1");
    }
  }

  @Test
  void onASharedServerNothingThatAnotherRunMayUseIsDropped() throws SQLException {
    long now = Instant.now().getEpochSecond();
    String young = "athanor_w_" + now + "_00000000000000ff_1";
    String used = "athanor_w_" + (now - 7200) + "_00000000000000ff_2";
    String left = "athanor_w_" + (now - 7200) + "_00000000000000ff_3";
    String owned = "athanor_w_" + (now - 7200) + "_00000000000000ff_4";
    String template = "athanor_t_000000000000000000000001";
    String own = "athanor_t_own";
    try (EmbeddedServer shared = EmbeddedServer.keeping(home, once(installed()))) {
      DatabaseUrl admin = shared.url("postgres");
      query(admin, "CREATE ROLE agent LOGIN CREATEDB PASSWORD 'agent'");
      for (String database : List.of(own, template, young, used, left)) {
        query(admin, "CREATE DATABASE " + database + " OWNER agent");
      }
      query(admin, "CREATE DATABASE " + owned);
      try (Connection reads = connect(shared.url(template));
          Connection works = connect(shared.url(used));
          ScratchServer server = ScratchServer.open(shared(admin))) {
        try (ScratchDatabases databases = new ScratchDatabases(server)) {
          assertThat(databases.empty()).matches("athanor_w_\\d{10}_[0-9a-f]{16}_\\d+");
          for (int i = 10; i < 22; i++) {
            databases.template("sha256:0000000000000000000000" + i, name -> {});
          }
        }
        assertThat(server.named("athanor_w_")).containsExactly(young, used, owned);
        assertThat(server.named("athanor_t_")).hasSize(14).contains(own, template);
        assertThat(reads.isValid(5)).isTrue();
        assertThat(works.isValid(5)).isTrue();
      }
    }
  }

  /** While a copy of it works, or between two runs of the engine's, nobody is connected to one. */
  @Test
  void anOldDatabaseThatIsStillLeasedIsNotDropped() {
    try (EmbeddedServer shared = EmbeddedServer.keeping(home, once(installed()));
        ScratchServer one = ScratchServer.open(withAgent(shared));
        ScratchServer other = ScratchServer.open(shared(shared.url("postgres")))) {
      ScratchDatabases works = new ScratchDatabases(one);
      String database = works.empty();
      String old =
          database.replaceFirst("_w_\\d+_", "_w_" + (Instant.now().getEpochSecond() - 7200) + "_");
      one.lease(old);
      one.execute("ALTER DATABASE " + database + " RENAME TO " + old);
      new ScratchDatabases(other).close();
      assertThat(one.exists(old)).isTrue();
      one.release(old);
      new ScratchDatabases(other).close();
      assertThat(one.exists(old)).isFalse();
      works.close();
    }
  }

  /** Nobody may copy what another user has made. */
  @Test
  void usersOfOneServerHaveTemplatesOfTheirOwn() {
    try (EmbeddedServer shared = EmbeddedServer.keeping(home, once(installed()));
        ScratchServer agent = ScratchServer.open(withAgent(shared))) {
      query(shared.url("postgres"), "CREATE ROLE second LOGIN CREATEDB PASSWORD 'agent'");
      String url = shared(shared.url("postgres")).url().orElseThrow();
      try (ScratchServer second =
              ScratchServer.open(
                  new ScratchSettings(
                      home,
                      installed(),
                      Optional.of(url.replace("agent:", "second:")),
                      Duration.ZERO));
          ScratchDatabases ones = new ScratchDatabases(agent);
          ScratchDatabases others = new ScratchDatabases(second)) {
        String template = ones.template(Digest.of("same"), name -> {});
        assertThat(others.copy(others.template(Digest.of("same"), name -> {})))
            .startsWith("athanor_w_");
        assertThat(second.isUsed(template)).isFalse();
        try (Connection reads = connect(agent.url(template))) {
          assertThat(reads.isValid(5)).isTrue();
          assertThat(second.isUsed(template)).isTrue();
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  @Test
  void aDataDirectoryThatDoesNotStartIsMadeAnew() throws IOException {
    ScratchSettings once = once(installed());
    ScratchServer.open(once).close();
    Path data = data(home);
    Files.delete(data.resolve("global/pg_control"));

    try (ScratchServer server = ScratchServer.open(once)) {
      assertThat(query(server.url("postgres"), "SELECT 1")).isEqualTo("1");
    }
    assertThat(data.resolve("postmaster.pid")).doesNotExist();
  }

  @Test
  void dataThatAreKeptStayAndAreNeverMadeAnew() throws IOException {
    Path kept = directory.resolve("kept");
    try (EmbeddedServer server = EmbeddedServer.keeping(kept, once(installed()))) {
      query(server.url("postgres"), "CREATE TABLE t AS SELECT 42 AS a");
    }
    try (EmbeddedServer server = EmbeddedServer.keeping(kept, once(installed()))) {
      assertThat(query(server.url("postgres"), "SELECT a FROM t")).isEqualTo("42");
    }
    Path control = data(kept).resolve("global/pg_control");
    byte[] before = Files.readAllBytes(control);
    Files.write(control, new byte[] {1, 2, 3});

    refused(() -> EmbeddedServer.keeping(kept, once(installed())), kept.toString(), "DATABASE_URL");
    Files.write(control, before);
    try (EmbeddedServer server = EmbeddedServer.keeping(kept, once(installed()))) {
      assertThat(query(server.url("postgres"), "SELECT a FROM t")).isEqualTo("42");
    }
  }

  @Test
  void saysWhatKeepsItFromStarting() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    refused(
        () -> ScratchServer.open(ScratchSettings.in(file.resolve("home"), installed())),
        file.toString(),
        "scratchServer=postgresql");
    Path empty = Files.createDirectory(directory.resolve("empty"));
    refused(
        () -> ScratchServer.open(once(new Binaries.Installed(empty))),
        empty.resolve("initdb").toString(),
        "scratchServer=postgresql");
  }

  @Test
  void aFullDiskIsNamedAndNothingHalfUnpackedStays() throws Exception {
    Files.createDirectories(home);
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=8m", "athanor-test", home.toString()),
        "only root can make a small disk");
    try {
      refused(
          () -> ScratchServer.open(once(PublishedJars.binaries())),
          "No space left on device",
          "Check the disk");
      assertThat(home).isDirectoryNotContaining("glob:**/{unpack,postgresql}*");
      refused(
          () -> ScratchServer.open(once(installed())), "No space left on device", "Check the disk");
    } finally {
      run("umount", home.toString());
    }
  }

  private ScratchSettings shared(DatabaseUrl server) {
    String url = "postgresql://agent:agent@" + server.hosts().get(0) + "/postgres?sslmode=disable";
    return new ScratchSettings(home, installed(), Optional.of(url), Duration.ZERO);
  }

  private ScratchSettings once(Binaries binaries) {
    return new ScratchSettings(home, binaries, Optional.empty(), Duration.ZERO);
  }

  private static Binaries installed() {
    return new Binaries.Installed(PublishedJars.DEBIAN);
  }

  private static Path data(Path home) throws IOException {
    try (var files = Files.list(home)) {
      return files.filter(f -> f.getFileName().toString().startsWith("data-")).findFirst().get();
    }
  }

  private static void refused(Runnable start, String... words) {
    assertThatThrownBy(start::run)
        .isInstanceOfSatisfying(
            AthanorException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.SCRATCH_SERVER_FAILED);
              assertThat(e.describe()).contains(words);
            });
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(List.of(command)).start().waitFor() == 0;
  }

  private static Connection connect(DatabaseUrl url) throws SQLException {
    return new Driver().connect(url.jdbcUrl(), url.jdbcProperties());
  }

  /** The first value of the first row, where there is one. */
  private static String query(DatabaseUrl url, String sql) {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      ResultSet rows = statement.getResultSet();
      rows.next();
      return rows.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
