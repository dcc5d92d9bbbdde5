package dev.athanor.maven.testing;

import dev.athanor.engine.testing.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The S3 server of the module {@code s3}'s tests as a process: its programs are no part of the
 * class path that these tests hand on.
 */
public final class BucketServer implements AutoCloseable {
  private static final Path MODULE = Path.of("..", "s3").toAbsolutePath().normalize();

  private final Process server;
  private final String port;

  /**
   * @param directory of its objects
   */
  public BucketServer(Path directory) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Path target = MODULE.resolve("target");
    String classPath =
        target.resolve("test-classes") + ":" + target.resolve("classes") + ":" + dependencies();
    server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                classPath,
                "dev.athanor.s3.testing.ServeS3",
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    port = server.inputReader().readLine();
    if (port == null) {
      throw new IllegalStateException("the S3 server did not start");
    }
  }

  private static String dependencies() throws IOException, InterruptedException {
    Path file = Files.createTempFile("s3", ".classpath");
    List<String> command =
        new ArrayList<>(
            MavenProject.command(
                "-q",
                "dependency:build-classpath",
                "-DincludeScope=test",
                "-Dmdep.outputFile=" + file));
    Process maven = new ProcessBuilder(command).directory(MODULE.toFile()).inheritIO().start();
    if (!Patience.ends(maven) || maven.exitValue() != 0) {
      throw new IllegalStateException("no class path of " + MODULE);
    }
    String classPath = Files.readString(file).strip();
    Files.delete(file);
    return classPath;
  }

  /** What a goal is given. */
  public String location(String prefix) {
    return "s3://backups/" + prefix + "?endpoint=http://127.0.0.1:" + port;
  }

  /** What opens it, as environment variables. */
  public Map<String, String> keys() {
    return Map.of("AWS_ACCESS_KEY_ID", "a-test-user", "AWS_SECRET_ACCESS_KEY", "a-test-secret");
  }

  /** It serves until its input ends. */
  @Override
  public void close() throws IOException {
    server.getOutputStream().close();
  }
}
