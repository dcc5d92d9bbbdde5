package dev.athanor.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.cli.Commands;
import dev.athanor.crds.report.JobReport;
import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.engine.testing.TestAuthority;
import dev.athanor.engine.testing.TestAuthority.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The Jobs' way into a server that asks for a certificate ({@code clientcert=verify-full}): ours by
 * Java's driver, and pg_dump's by libpq.
 */
class ClientCertificateTest {
  @TempDir private static Path directory;
  private static TestAuthority authority;
  private static SystemPostgres server;

  @TempDir private Path root;
  private JobFixture jobs;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    assumeTrue(TestAuthority.isPossible(), "no openssl");
    authority = new TestAuthority(directory);
    authority.issue("server", "127.0.0.1", Key.PKCS8);
    server = SystemPostgres.withClientCertificates(directory);
    server.execute("CREATE ROLE migrator LOGIN; CREATE ROLE reserved LOGIN PASSWORD 'hunter2'");
  }

  @BeforeEach
  void prepare() throws IOException {
    jobs = new JobFixture(root, server).with("--database-sslmode=verify-full");
    Files.delete(jobs.credentials().resolve("password"));
    Files.copy(directory.resolve("ca.crt"), jobs.credentials().resolve("ca.crt"));
  }

  /** As a projected volume has them: of root, and readable by the pod's group. */
  private void mount(String user, Key key) throws IOException {
    server.execute("ALTER DATABASE " + jobs.database + " OWNER TO " + user);
    Path secret = jobs.credentials();
    Files.writeString(secret.resolve("username"), user);
    authority.issue(user, user, key);
    Files.copy(directory.resolve(user + ".crt"), secret.resolve("tls.crt"));
    Files.copy(directory.resolve(user + ".key"), secret.resolve("tls.key"));
  }

  @ParameterizedTest
  @EnumSource(Key.class)
  void plansBacksUpAndAppliesWithACertificateAlone(Key key) throws IOException {
    mount("migrator", key);

    migrate();

    assertThat(jobs.columns()).isEqualTo("id,name");
    assertThat(
            jobs.query(jobs.database, "SELECT tableowner FROM pg_tables WHERE tablename='users'"))
        .isEqualTo("migrator");
  }

  @Test
  void aPasswordMayBeAskedForToo() throws IOException {
    mount("reserved", Key.SEC1);
    assertThat(failure().message()).contains("password");

    Files.writeString(jobs.credentials().resolve("password"), "hunter2");
    migrate();
    assertThat(jobs.columns()).isEqualTo("id,name");
  }

  @Test
  void withoutACertificateNobodyComesIn() throws IOException {
    mount("migrator", Key.PKCS8);
    Files.delete(jobs.credentials().resolve("tls.crt"));
    Files.writeString(jobs.credentials().resolve("password"), "x");

    assertThat(failure().message()).contains("client certificate");
  }

  @Test
  void aCertificateOfAnotherNameIsRefused() throws IOException {
    mount("migrator", Key.PKCS8);
    Files.writeString(jobs.credentials().resolve("username"), "reserved");

    assertThat(failure().message()).contains("reserved");
  }

  @Test
  void aKeyThatIsNoneIsNamed() throws IOException {
    mount("migrator", Key.PKCS8);
    Files.writeString(jobs.credentials().resolve("tls.key"), "-----BEGIN CERTIFICATE-----\n");

    assertThat(failure().message()).contains("tls.key");
  }

  private void migrate() {
    String hash = "--plan-hash=" + ok("plan").plan().hash();
    ok("backup", hash, "--backup-dir=" + root.resolve("backups"));
    ok("apply", hash);
  }

  private JobReport ok(String step, String... more) {
    Commands.Outcome outcome = Commands.capture(jobs.step(step, "head", more));
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return jobs.report();
  }

  private JobReport failure() {
    Commands.Outcome outcome = Commands.capture(jobs.step("plan", "head"));
    assertThat(outcome.code()).as(outcome.err()).isNotZero();
    return jobs.report();
  }
}
