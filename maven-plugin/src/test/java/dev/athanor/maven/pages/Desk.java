package dev.athanor.maven.pages;

import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.maven.testing.MavenProject;
import dev.athanor.maven.testing.TestRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a reader of one page sits: a directory, a home, a shell that keeps its variables from block
 * to block, {@code mvn} with the plugin as packaged, {@code athanor}, and a PostgreSQL at {@code
 * localhost} whose superuser is {@code me}.
 */
final class Desk implements AutoCloseable {
  private static final Path FIXTURES = Path.of("src", "test", "resources", "pages");
  private static final String JVM = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto";

  private static final String THEIRS =
      "SELECT format('DROP DATABASE %I WITH (FORCE)', datname) FROM pg_database"
          + " WHERE datdba = 'me'::regrole";

  private final SystemPostgres server = SystemPostgres.get();
  private final Path home;
  private final Path directory;
  private final Path state;

  /**
   * @param page its name, for directories
   */
  Desk(String page) throws IOException {
    home = Path.of("target", "pages", page).toAbsolutePath();
    directory = home.resolve("work");
    state = home.resolve("state");
    TestRepository.delete(home);
    server.execute(
        "DO 'BEGIN CREATE ROLE me SUPERUSER LOGIN; EXCEPTION WHEN duplicate_object THEN END'");
    clear();
    program("mvn", MavenProject.command("-B"));
    List<String> athanor = new ArrayList<>(List.of("java", "-Duser.home=" + home));
    athanor.addAll(List.of(JVM.split(" ")));
    athanor.addAll(List.of("-cp", classPath(), "dev.athanor.cli.Main"));
    program("athanor", athanor);
  }

  /** What a shell said, and its exit code. */
  record Said(int exit, String output) {}

  /** Nothing of what was there before is left: no file, no variable, no database. */
  void clear() throws IOException {
    close();
    TestRepository.delete(directory);
    Files.createDirectories(directory);
    Files.writeString(state, "cd '" + directory + "'\n");
  }

  /** Copies this fixture, and runs its {@code setup.sh}. */
  void lay(String fixture) throws IOException {
    Path from = FIXTURES.resolve(fixture);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Path to = directory.resolve(from.relativize(file).toString());
        Files.createDirectories(to.getParent());
        String text = Files.readString(file);
        Files.writeString(
            to, here(text.replace("@HIBERNATE@", System.getProperty("test.hibernate"))));
      }
    }
    Path setup = directory.resolve("setup.sh");
    if (Files.exists(setup)) {
      Said said = run(Files.readString(setup));
      Files.delete(setup);
      if (said.exit() != 0) {
        throw new IllegalStateException("fixture " + fixture + ": " + said.output());
      }
    }
  }

  /**
   * Writes the file that a page shows; commands find the last one that it showed in {@code $SHOWN}.
   */
  void write(Step.Shown shown) throws IOException {
    Files.writeString(home.resolve("shown"), shown.text());
    if (shown.path().isPresent()) {
      Path file = directory.resolve(shown.path().get());
      Files.createDirectories(file.getParent());
      Files.writeString(file, here(shown.text()));
    }
  }

  /** Runs these commands up to the first that fails, as in a terminal that was left open. */
  Said run(String commands) throws IOException {
    String script = ". '" + state + "'\nset -eo pipefail\n" + here(commands) + "\n" + keep();
    Path file = Files.writeString(home.resolve("block.sh"), script);
    Path log = home.resolve("block.log");
    ProcessBuilder builder =
        new ProcessBuilder("bash", file.toString())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(log.toFile());
    builder.environment().keySet().removeAll(List.of("DATABASE_URL", "MAVEN_ARGS"));
    builder.environment().putAll(environment());
    Process process = builder.start();
    try {
      if (!process.waitFor(10, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        return new Said(-1, "did not end: " + Files.readString(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return new Said(process.exitValue(), Files.readString(log));
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    environment.put("HOME", home.toString());
    environment.put("PATH", home.resolve("bin") + ":" + System.getenv("PATH"));
    environment.put("MAVEN_OPTS", JVM + " -Duser.home=" + home);
    environment.put("SHOWN", home.resolve("shown").toString());
    environment.put("PGHOST", "127.0.0.1");
    environment.put("PGPORT", String.valueOf(server.port()));
    environment.put("PGUSER", "me");
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("ALEMBIC_PYTHON", System.getProperty("alembic.python", ""));
    environment.put("GIT_CONFIG_COUNT", "2");
    environment.put("GIT_CONFIG_KEY_0", "user.name");
    environment.put("GIT_CONFIG_VALUE_0", "me");
    environment.put("GIT_CONFIG_KEY_1", "user.email");
    environment.put("GIT_CONFIG_VALUE_1", "me@example.com");
    return environment;
  }

  /** A page's server is at the usual port; ours is not. */
  private String here(String commands) {
    return commands.replaceAll(
        "(postgresql://[^\\s/]*)localhost/", "$1127.0.0.1:" + server.port() + "/");
  }

  private String keep() {
    return "{ export -p | grep -v 'declare -x \\(PATH\\|HOME\\|PG\\w*\\)='; echo \"cd '$PWD'\"; } > '"
        + state
        + "'\n";
  }

  private void program(String name, List<String> command) throws IOException {
    String words = command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    Path file = home.resolve("bin").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\nexec " + words + " \"$@\"\n");
    file.toFile().setExecutable(true);
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
