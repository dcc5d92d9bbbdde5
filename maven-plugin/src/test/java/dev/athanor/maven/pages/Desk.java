package dev.athanor.maven.pages;

import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.engine.testing.pages.Page;
import dev.athanor.engine.testing.pages.Terminal;
import dev.athanor.maven.testing.MavenProject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where a reader of one page sits: a terminal with {@code mvn} and the plugin as packaged, {@code
 * athanor}, and a PostgreSQL at {@code localhost} whose superuser is {@code me}.
 */
final class Desk implements Page.Desk, AutoCloseable {
  private static final Path FIXTURES = Path.of("src", "test", "resources", "pages");

  private static final String THEIRS =
      "SELECT format('DROP DATABASE %I WITH (FORCE)', datname) FROM pg_database"
          + " WHERE datdba = 'me'::regrole";

  private final SystemPostgres server = SystemPostgres.get();
  private final Terminal terminal;

  /**
   * @param page its name, for directories
   */
  Desk(String page) throws IOException {
    server.execute(
        "DO 'BEGIN CREATE ROLE me SUPERUSER LOGIN; EXCEPTION WHEN duplicate_object THEN END'");
    close();
    terminal = new Terminal(Path.of("target", "pages", page), environment(), this::here);
    terminal.program("mvn", MavenProject.command("-B"));
    terminal.athanor(classPath());
  }

  @Override
  public void lay(String fixture) throws IOException {
    close();
    terminal.clear();
    terminal.lay(FIXTURES.resolve(fixture));
  }

  @Override
  public Terminal terminal() {
    return terminal;
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    environment.put("PGHOST", "127.0.0.1");
    environment.put("PGPORT", String.valueOf(server.port()));
    environment.put("PGUSER", "me");
    environment.put("ALEMBIC_PYTHON", System.getProperty("alembic.python", ""));
    environment.put("GIT_CONFIG_COUNT", "2");
    environment.put("GIT_CONFIG_KEY_0", "user.name");
    environment.put("GIT_CONFIG_VALUE_0", "me");
    environment.put("GIT_CONFIG_KEY_1", "user.email");
    environment.put("GIT_CONFIG_VALUE_1", "me@example.com");
    return environment;
  }

  /** A page's server is at the usual port; ours is not. */
  private String here(String text) {
    return text.replace("@HIBERNATE@", System.getProperty("test.hibernate", ""))
        .replaceAll("(postgresql://[^\\s/]*)localhost/", "$1127.0.0.1:" + server.port() + "/");
  }

  /** The command's own, without the packaged plugin, which has the same classes once more. */
  private static String classPath() {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> entries = new ArrayList<>(List.of(all.split(":")));
    entries.removeIf(each -> each.contains("athanor-maven-plugin"));
    return entries.stream()
        .map(each -> Path.of(each).toAbsolutePath().toString())
        .collect(Collectors.joining(":"));
  }

  /** No database of a page is left. */
  @Override
  public void close() {
    try (var connection = server.connect("postgres");
        var statement = connection.createStatement()) {
      List<String> drops = new ArrayList<>();
      try (var rows = statement.executeQuery(THEIRS)) {
        while (rows.next()) {
          drops.add(rows.getString(1));
        }
      }
      for (String drop : drops) {
        statement.execute(drop);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
