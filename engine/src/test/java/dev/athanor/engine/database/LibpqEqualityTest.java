package dev.athanor.engine.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.testing.SystemPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.Driver;

/**
 * What libpq itself reads in a few hundred URLs (see src/test/libpq/generate.py), and psql live.
 */
class LibpqEqualityTest {
  private static final String SCHEME = "://";

  @Test
  void readsWhatLibpqReads() throws IOException {
    List<String> differences = new ArrayList<>();
    int compared = 0;
    for (String line : lines()) {
      String[] f = line.split("\t", -1);
      String answer = f[1].startsWith("@") ? firstHost(f[0]) : values(f[0]);
      if (!(answer.contains("!") ? f[1].matches("@?!.*") : f[1].equals(answer))) {
        differences.add(f[0] + "\n   libpq   " + f[1] + "\n   Athanor " + answer);
      }
      compared++;
    }
    assertThat(differences).isEmpty();
    assertThat(compared).isGreaterThan(450);
  }

  private static String values(String url) {
    try {
      return new TreeMap<>(LibpqUri.parse(url.substring(url.indexOf(SCHEME) + 3)))
          .entrySet().stream()
              .map(value -> value.getKey() + "=" + UrlCoding.encode(value.getValue()))
              .collect(Collectors.joining("&"));
    } catch (AthanorException e) {
      return "!" + e.getMessage();
    }
  }

  private static String firstHost(String url) {
    try {
      DatabaseUrl.Host host = DatabaseUrl.parse(url).hosts().get(0);
      return "@" + host.name() + " " + host.port();
    } catch (AthanorException e) {
      return "!" + e.getMessage();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db/shop",
        "jdbc:postgresql://db:6543/shop?user=u&password=p%26q+r",
        "jdbc:postgresql://db1:1,db2/shop",
        "jdbc:postgresql://[::1]:5/shop",
        "jdbc:postgresql://db/shop?port=7",
        "jdbc:postgresql://db/shop?PGPORT=7&PGHOST=other&PGDBNAME=d",
        "jdbc:postgresql:///shop?host=a,b&port=1,2",
        "jdbc:postgresql:shop",
        "jdbc:postgresql://db/my%20db",
      })
  void readsWhatTheDriverReads(String url) {
    Properties theirs = Driver.parseURL(url, new Properties());
    DatabaseUrl ours = DatabaseUrl.parse(url);
    String[] hosts = theirs.getProperty("PGHOST", "localhost").split(",");
    String[] ports = theirs.getProperty("PGPORT", "5432").split(",");
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < hosts.length; i++) {
      expected.add((hosts[i].isEmpty() ? "localhost" : hosts[i]) + ":" + ports[i]);
    }
    assertThat(ours.hosts().stream().map(DatabaseUrl.Host::toString)).isEqualTo(expected);
    assertThat(ours.database()).isEqualTo(theirs.getProperty("PGDBNAME"));
    assertThat(ours.password().orElse(null)).isEqualTo(theirs.getProperty("password"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://postgres@127.0.0.1:%PORT/%DB",
        "postgresql:///%DB?port=%PORT&host=127.0.0.1&user=postgres",
        "postgresql://postgres@127.0.0.1:1,127.0.0.1:%PORT/%DB?application_name=a%20b",
        "postgresql://nobody@nowhere:1/none?host=127.0.0.1&port=%PORT&user=postgres&dbname=%DB",
        "postgresql://postgres@127.0.0.1,127.0.0.1/%DB?port=%PORT&connect_timeout=5",
        "postgresql://postgres@/%DB?hostaddr=127.0.0.1&port=%PORT&options=-c%20work_mem%3D77MB",
      })
  void psqlGetsWhereWeGet(String template) throws Exception {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    SystemPostgres server = SystemPostgres.get();
    String url =
        template
            .replace("%PORT", Integer.toString(server.port()))
            .replace("%DB", server.newDatabase());
    String question =
        "SELECT concat_ws(' ', current_user, current_database(), inet_server_port(),"
            + " current_setting('work_mem'))";
    try (Database database = Database.open(DatabaseUrl.parse(url), SessionSettings.DEFAULTS)) {
      assertThat(database.queryText(question)).isEqualTo(psql(url, question));
    }
  }

  private static String psql(String url, String question) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("psql", url, "-XAtc", question);
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    Process psql = builder.redirectErrorStream(true).start();
    String out = new String(psql.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(psql.waitFor()).as(out).isZero();
    return out;
  }

  private static List<String> lines() throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                LibpqEqualityTest.class.getResourceAsStream("libpq.tsv"),
                StandardCharsets.UTF_8))) {
      return in.lines().filter(line -> !line.startsWith("#")).toList();
    }
  }
}
