package dev.athanor.maven.testing;

import dev.athanor.engine.testing.Patience;
import dev.athanor.engine.testing.pages.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A tiny real project on which a real Maven runs the packaged plugin. */
public final class MavenProject {
  private static final Path PROJECTS = Path.of("target", "it").toAbsolutePath();
  private static TestRepository repository;

  private final Path directory;
  private final SortedSet<String> modules = new TreeSet<>();

  private MavenProject(Path directory) {
    this.directory = directory;
  }

  /** A Maven run that has ended. */
  public record Run(int exitCode, String output) {
    public boolean succeeded() {
      return exitCode == 0;
    }
  }

  /** A project of this name with an empty directory and the plugin in its POM. */
  public static MavenProject create(String name) {
    return create(name, "");
  }

  /**
   * @param configuration of the plugin, as XML
   */
  public static MavenProject create(String name, String configuration) {
    return create(name, configuration, "");
  }

  /**
   * @param executions of the plugin, as XML
   */
  public static MavenProject create(String name, String configuration, String executions) {
    MavenProject project = new MavenProject(PROJECTS.resolve(name));
    try {
      TestRepository.delete(project.directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return project.write("pom.xml", pom(name, "", configuration, executions));
  }

  /** A project of modules that {@link #module} adds. */
  public static MavenProject aggregator(String name) {
    return create(name);
  }

  /** A module of this name; what is there of it stays. */
  public MavenProject module(String name) {
    return module(name, "");
  }

  /**
   * @param configuration of its plugin, as XML
   */
  public MavenProject module(String name, String configuration) {
    MavenProject module = new MavenProject(directory.resolve(name));
    if (modules.add(name)) {
      module.write("pom.xml", pom(name, "", configuration, ""));
      String list = "<modules><module>" + String.join("</module><module>", modules);
      String own = directory.getFileName().toString();
      write("pom.xml", pom(own, list + "</module></modules>", "", ""));
    }
    return module;
  }

  /** The POM of a project with the plugin. */
  public static String pom(String name, String modules, String configuration, String executions) {
    return """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>com.example</groupId>
          <artifactId>%s</artifactId>
          <version>1.0</version>
          <packaging>pom</packaging>
          %s
          <properties>
            <project.build.outputTimestamp>2026-11-22T00:00:00Z</project.build.outputTimestamp>
          </properties>
          <build>
            <plugins>
              <plugin>
                <groupId>dev.athanor</groupId>
                <artifactId>athanor-maven-plugin</artifactId>
                <version>%s</version>
                <configuration>%s</configuration>
                <executions>%s</executions>
              </plugin>
            </plugins>
          </build>
        </project>
        """
        .formatted(name, modules, TestRepository.version(), configuration, executions);
  }

  /** Writes a file of the project. */
  public MavenProject write(String path, String text) {
    try {
      Path file = directory.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A revision in formatted SQL, in {@code versions/<id>.sql}. */
  public MavenProject revision(String id, String down, String up, String rollback) {
    return write(
        "versions/" + id + ".sql",
        """
        --liquibase formatted sql
        -- revision: %s
        -- down-revision: %s
        -- message: %s

        --changeset it:%s
        %s;
        --rollback %s;
        """
            .formatted(id, down, "revision " + id, id, up, rollback));
  }

  public Path path(String path) {
    return directory.resolve(path);
  }

  /** A file that {@code install} put into the test's local repository. */
  public static Path installed(String path) {
    return repository().directory().resolve(path);
  }

  /** Every file of the project but target/ and its content, to see that nothing was changed. */
  public SortedMap<String, String> files() {
    return files("");
  }

  /** The same below one of its directories. */
  public SortedMap<String, String> files(String below) {
    SortedMap<String, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(directory.resolve(below))) {
      for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
        String path = directory.relativize(file).toString();
        if (!path.startsWith("target") && !path.contains("/target/")) {
          files.put(path, Files.readString(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /** Runs Maven without a DATABASE_URL. */
  public Run maven(String... arguments) {
    return maven(Map.of(), arguments);
  }

  /** Runs Maven with more environment variables, offline when the build that tests is. */
  public Run maven(Map<String, String> environment, String... arguments) {
    List<String> command = command(arguments);
    command.add("-B");
    try {
      return finished(start(command, environment));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs another Maven than the build's, of those that the build has unpacked. It has a repository
   * of its own, for the older ones know of none behind it; so it needs the network the first time.
   */
  public Run mavenOf(String version, String... arguments) {
    TestRepository own = TestRepository.create(Path.of("target", "it-repo-" + version));
    Path script = Path.of("target", "mavens", "apache-maven-" + version, "bin", "mvn");
    List<String> command = new ArrayList<>();
    command.addAll(List.of("sh", script.toAbsolutePath().toString(), "-B", "-ntp"));
    command.add("-Dmaven.repo.local=" + own.directory());
    command.addAll(List.of(arguments));
    try {
      return finished(start(command, Map.of()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs Maven on a terminal of its own (util-linux's script), as a person does.
   *
   * @param question what has to stand there before {@code answer} is typed
   */
  public Run onTerminal(
      Map<String, String> environment, String question, String answer, String... arguments) {
    String line =
        command(arguments).stream()
            .map(word -> "'" + word + "'")
            .collect(java.util.stream.Collectors.joining(" "));
    try {
      Started maven = start(List.of("script", "-qec", line, "/dev/null"), environment);
      long deadline = System.nanoTime() + Patience.PATIENCE.toNanos();
      while (maven.process.isAlive()
          && !Files.readString(maven.log).contains(question)
          && System.nanoTime() < deadline) {
        Thread.sleep(50);
      }
      try (Writer keyboard = maven.process.outputWriter()) {
        keyboard.write(answer + "\n");
        keyboard.flush();
        return finished(maven);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private record Started(Process process, Path log) {}

  /** How Maven is called with the plugin as packaged, offline when the build that tests is. */
  public static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("test.maven.home"), "bin", "mvn").toString());
    command.add("-ntp");
    if (System.getProperty("test.mode").equals("offline=true")) {
      command.add("-o");
    }
    command.add("-Dmaven.repo.local=" + repository().directory());
    command.add("-Dmaven.repo.local.tail=" + System.getProperty("test.repository"));
    command.addAll(List.of(arguments));
    return command;
  }

  private Started start(List<String> command, Map<String, String> environment) throws IOException {
    Path log = Files.createTempFile(directory.getParent(), "maven", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().remove("DATABASE_URL");
    builder.environment().remove("MAVEN_ARGS");
    builder.environment().put("MAVEN_OPTS", Terminal.JVM);
    builder.environment().putAll(environment);
    return new Started(builder.start(), log);
  }

  private static Run finished(Started maven) throws IOException {
    if (!Patience.ends(maven.process)) {
      throw new AssertionError("Maven did not end: " + Files.readString(maven.log));
    }
    String output = Files.readString(maven.log);
    Files.delete(maven.log);
    return new Run(maven.process.exitValue(), output);
  }

  private static synchronized TestRepository repository() {
    if (repository == null) {
      // Each of the JVMs that test beside each other puts the plugin there.
      String name = "it-repo-of-" + System.getProperty("test.fork", "1");
      repository = TestRepository.create(Path.of("target", name).toAbsolutePath());
    }
    return repository;
  }
}
