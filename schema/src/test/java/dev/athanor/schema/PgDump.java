package dev.athanor.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A {@code pg_dump}: it dumps servers of its own major version and of every older one.
 *
 * @param version as it says itself, {@code 15.18}
 */
record PgDump(Path program, String version) {
  private static final Path INSTALLATIONS = Path.of("/usr/lib/postgresql");
  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\S+)");

  /**
   * The one nearest to a server's version among those that dump it: the installed ones, and the one
   * that system property {@code pg.dump} names.
   */
  static Optional<PgDump> fitting(int serverMajor) {
    return Stream.concat(
            installed(), Stream.ofNullable(System.getProperty("pg.dump")).map(Path::of))
        .map(PgDump::of)
        .filter(dump -> dump.major() >= serverMajor)
        .min(Comparator.comparing(PgDump::major));
  }

  private static Stream<Path> installed() {
    if (!Files.isDirectory(INSTALLATIONS)) {
      return Stream.of();
    }
    try (Stream<Path> versions = Files.list(INSTALLATIONS)) {
      return versions
          .map(version -> version.resolve("bin/pg_dump"))
          .filter(Files::isExecutable)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PgDump of(Path program) {
    Matcher version = VERSION.matcher(run(program, "--version"));
    if (!version.find()) {
      throw new IllegalStateException(program + " --version names no version of PostgreSQL");
    }
    return new PgDump(program, version.group(1));
  }

  int major() {
    return Integer.parseInt(version.split("\\D")[0]);
  }

  /** The schema of a database on this machine, without owners. */
  String schema(int port, String database) {
    return run(program, "-s", "-O", "-h", "127.0.0.1", "-p", port, "-U", "postgres", database);
  }

  private static String run(Object... command) {
    try {
      Path output = Files.createTempFile("pg_dump", ".out");
      try {
        List<String> words = Arrays.stream(command).map(Object::toString).toList();
        Process process =
            new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int status = process.waitFor();
        String text = Files.readString(output, StandardCharsets.UTF_8);
        if (status != 0) {
          throw new IllegalStateException(words + ": " + text);
        }
        return text;
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
