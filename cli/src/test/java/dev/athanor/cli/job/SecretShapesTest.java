package dev.athanor.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.cli.Commands;
import dev.athanor.crds.report.JobReport;
import dev.athanor.engine.testing.SystemPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The Secrets that CloudNativePG, Crunchy and Zalando write, key by key, as a pod has them mounted:
 * each finds its way into a server that asks for the password.
 */
class SecretShapesTest {
  private static final String PASSWORD = "p+q r@/%:?&=#;{}^$,é";

  /** Both as Go's net/url writes them, in which the first two operators are written. */
  private static final String IN_URI = "p+q%20r%40%2F%25%3A%3F&=%23;%7B%7D%5E$,%C3%A9";

  private static final String IN_QUERY = "p%2Bq+r%40%2F%25%3A%3F%26%3D%23%3B%7B%7D%5E%24%2C%C3%A9";

  private static SystemPostgres server;
  private static String database;

  @TempDir private Path root;
  private JobFixture jobs;

  @BeforeAll
  static void start() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    server = SystemPostgres.withPasswords();
    server.execute("CREATE ROLE shop LOGIN PASSWORD '" + PASSWORD + "'");
    database = server.newDatabase();
    server.execute("ALTER DATABASE " + database + " OWNER TO shop");
  }

  @BeforeEach
  void prepare() throws IOException {
    jobs = new JobFixture(root, server);
    Files.delete(jobs.credentials().resolve("username"));
    Files.delete(jobs.credentials().resolve("password"));
  }

  private static Map<String, String> cloudNativePg() {
    return Map.ofEntries(
        Map.entry("username", "shop"),
        Map.entry("user", "shop"),
        Map.entry("password", PASSWORD),
        Map.entry("dbname", "DB"),
        Map.entry("host", "127.0.0.1"),
        Map.entry("port", "PORT"),
        Map.entry("pgpass", "127.0.0.1:PORT:DB:shop:" + PASSWORD + "\n"),
        Map.entry("uri", "postgresql://shop:" + IN_URI + "@127.0.0.1:PORT/DB"),
        Map.entry("jdbc-uri", jdbc("")),
        Map.entry("fqdn-uri", "postgresql://shop:" + IN_URI + "@127.0.0.1:PORT/DB"),
        Map.entry("fqdn-jdbc-uri", jdbc("")));
  }

  private static Map<String, String> crunchy() {
    return Map.ofEntries(
        Map.entry("host", "127.0.0.1"),
        Map.entry("port", "PORT"),
        Map.entry("user", "shop"),
        Map.entry("password", PASSWORD),
        Map.entry("verifier", "SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy"),
        Map.entry("dbname", "DB"),
        Map.entry("uri", "postgresql://shop:" + IN_URI + "@127.0.0.1:PORT/DB"),
        Map.entry("jdbc-uri", jdbc("")),
        Map.entry("pgbouncer-host", "127.0.0.1"),
        Map.entry("pgbouncer-port", "PORT"),
        Map.entry("pgbouncer-uri", "postgresql://shop:" + IN_URI + "@127.0.0.1:PORT/DB"),
        Map.entry("pgbouncer-jdbc-uri", jdbc("&prepareThreshold=0")));
  }

  private static Map<String, String> zalando() {
    return Map.of("username", "shop", "password", PASSWORD);
  }

  private static String jdbc(String more) {
    return "jdbc:postgresql://127.0.0.1:PORT/DB?password=" + IN_QUERY + more + "&user=shop";
  }

  static Stream<Arguments> shapes() {
    return Stream.of(
        Arguments.of("CloudNativePG", cloudNativePg(), List.of()),
        Arguments.of("Crunchy", crunchy(), List.of()),
        Arguments.of(
            "Zalando",
            zalando(),
            List.of("--database-host=127.0.0.1", "--database-port=PORT", "--database-name=DB")),
        Arguments.of(
            "fields win", with(crunchy(), "dbname", "other"), List.of("--database-name=DB")),
        Arguments.of(
            "any database", with(cloudNativePg(), "dbname", "*"), List.of("--database-name=DB")),
        Arguments.of("uri", only(cloudNativePg(), "uri"), List.of()),
        Arguments.of("jdbc-uri", only(cloudNativePg(), "fqdn-jdbc-uri"), List.of()),
        Arguments.of("pooled", only(crunchy(), "pgbouncer-jdbc-uri"), List.of()),
        Arguments.of(
            "uri and another name",
            Map.of("uri", "postgresql://shop:" + IN_URI + "@127.0.0.1:PORT/other"),
            List.of("--database-name=DB", "--database-sslmode=prefer")),
        Arguments.of(
            "uri without a login",
            Map.of(
                "uri", "jdbc:postgresql://127.0.0.1:PORT/DB", "user", "shop", "password", PASSWORD),
            List.of()));
  }

  /** As the resource's {@code urlKey} mounts it. */
  private static Map<String, String> only(Map<String, String> secret, String key) {
    return Map.of("uri", secret.get(key));
  }

  private static Map<String, String> with(Map<String, String> secret, String key, String value) {
    Map<String, String> changed = new HashMap<>(secret);
    changed.put(key, value);
    return changed;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void connects(String name, Map<String, String> secret, List<String> options) {
    mount(secret);

    Commands.Outcome outcome = Commands.capture(plan(options));

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(jobs.report().plan().hash()).isNotEmpty();
    assertThat(outcome.err()).doesNotContain(PASSWORD, IN_URI, IN_QUERY);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(with(cloudNativePg(), "dbname", "*"), "dbname is *"),
        Arguments.of(with(cloudNativePg(), "port", "x"), "port is 'x'"),
        Arguments.of(with(cloudNativePg(), "port", "70000"), "Port 70000"),
        Arguments.of(Map.of("host", "127.0.0.1", "dbname", "DB", "password", "x"), "no file"),
        Arguments.of(Map.of("host", "127.0.0.1", "dbname", "DB", "user", "shop"), "/password"),
        Arguments.of(Map.of("uri", "mysql://a:geheim@b/c"), "mysql"),
        Arguments.of(zalando(), "No database is named"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("refusals")
  void saysWhatIsWrong(Map<String, String> secret, String message) {
    mount(secret);

    Commands.Outcome outcome = Commands.capture(plan(List.of()));

    assertThat(outcome.code()).isNotZero();
    JobReport report = jobs.report();
    assertThat(report.reason()).isEqualTo("InvalidConfiguration");
    assertThat(report.message()).contains(message).doesNotContain("geheim", PASSWORD);
  }

  @Test
  void aListingAsksTheSecretForTheDatabase() throws IOException {
    mount(Map.of("dbname", "*", "password", PASSWORD));
    Files.createDirectories(root.resolve("backups"));
    assertThat(list().message()).contains("dbname is *");

    mount(Map.of("dbname", "shop"));
    assertThat(list().message()).contains("Found 0 of 0 backups");
  }

  private JobReport list() {
    Commands.capture(
        "job",
        "backups",
        "--backup-dir=" + root.resolve("backups"),
        "--credentials-dir=" + jobs.credentials(),
        "--report=" + jobs.report);
    return jobs.report();
  }

  private void mount(Map<String, String> secret) {
    secret.forEach(
        (key, value) -> {
          try {
            Files.writeString(jobs.credentials().resolve(key), here(value));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private String[] plan(List<String> options) {
    List<String> arguments = new ArrayList<>(List.of(jobs.step("plan", "head")));
    arguments.removeIf(argument -> argument.startsWith("--database-"));
    options.forEach(option -> arguments.add(here(option)));
    return arguments.toArray(String[]::new);
  }

  private static String here(String text) {
    return text.replace("PORT", Integer.toString(server.port())).replace("DB", database);
  }
}
