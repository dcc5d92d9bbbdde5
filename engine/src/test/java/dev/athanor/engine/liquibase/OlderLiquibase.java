package dev.athanor.engine.liquibase;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.stream.Stream;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.changelog.ChangeSet;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;

/**
 * A version of Liquibase by its real jar, in a process of its own, which is what {@link #main} runs
 * in: it is compiled against the newest, and uses only what 3.5 has already.
 */
public final class OlderLiquibase {
  private final Path jars;
  private final Path root;
  private final String url;

  /**
   * @param jars the directory that has it and what it needs
   * @param root of the changelog {@code master.xml}
   */
  OlderLiquibase(Path jars, Path root, String url) {
    this.jars = jars;
    this.root = root;
    this.url = url;
  }

  /** All versions whose jars are there: 3.5.5, and those that {@code hack/adopters} has fetched. */
  static List<String> versions() throws IOException {
    try (Stream<Path> directories = Files.list(Path.of("target", "liquibase"))) {
      return directories.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  void update() {
    run("update");
  }

  void update(int count) {
    run("update", Integer.toString(count));
  }

  /** The ids of what its status lists. */
  List<String> pending() {
    return run("status").lines().filter(line -> line.startsWith("pending ")).toList();
  }

  private String run(String... what) {
    Path log = root.resolve("older.log");
    try {
      Path classes = onlyThis();
      Process process =
          new ProcessBuilder(
                  Stream.concat(
                          Stream.of(
                              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                              "-XX:+UseSerialGC",
                              "-XX:TieredStopAtLevel=1",
                              "-cp",
                              String.join(
                                  ":", jars + "/*", driver(), classes.toString(), root.toString()),
                              OlderLiquibase.class.getName(),
                              url),
                          Stream.of(what))
                      .toList())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      int exit = process.waitFor();
      String output = Files.readString(log);
      if (exit != 0) {
        throw new IllegalStateException(jars + " " + List.of(what) + ":\n" + output);
      }
      return output;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String driver() throws IOException {
    return Path.of(
            org.postgresql.Driver.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath())
        .toString();
  }

  private Path onlyThis() throws IOException {
    String name = OlderLiquibase.class.getName().replace('.', '/') + ".class";
    Path target = root.resolveSibling("older-classes").resolve(name);
    Files.createDirectories(target.getParent());
    Files.write(
        target, OlderLiquibase.class.getClassLoader().getResourceAsStream(name).readAllBytes());
    return root.resolveSibling("older-classes");
  }

  // --- in the other process

  /** Takes a URL, and what to do. The changelog is on the class path. */
  public static void main(String[] args) throws Exception {
    try (Connection connection = DriverManager.getConnection(args[0])) {
      Liquibase liquibase =
          new Liquibase(
              "master.xml",
              new ClassLoaderResourceAccessor(),
              DatabaseFactory.getInstance()
                  .findCorrectDatabaseImplementation(new JdbcConnection(connection)));
      Contexts contexts = new Contexts("one");
      LabelExpression labels = new LabelExpression("some");
      if (args[1].equals("status")) {
        for (ChangeSet each : liquibase.listUnrunChangeSets(contexts, labels)) {
          System.out.println("pending " + each.getId());
        }
      } else if (args.length > 2) {
        liquibase.update(Integer.parseInt(args[2]), contexts, labels);
      } else {
        liquibase.update(contexts, labels);
      }
    }
  }
}
