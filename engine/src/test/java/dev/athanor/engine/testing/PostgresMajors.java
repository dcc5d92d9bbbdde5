package dev.athanor.engine.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Servers of other major versions than {@link TestPostgres}'s. Maven puts their programs into the
 * module's {@code target/postgres}: the oldest and the newest always, the others with {@code
 * -Pmajors}. Published programs are the server's only: there is no pg_dump among them.
 */
public final class PostgresMajors {
  private static final Path PROGRAMS = Path.of("target", "postgres");
  private static final String SUFFIX = ".jar";

  private PostgresMajors() {}

  /** The versions that can be started, oldest first: none but on Linux with an x86 processor. */
  public static SortedSet<Integer> available() {
    SortedSet<Integer> majors = new TreeSet<>();
    if (!System.getProperty("os.name").equals("Linux")
        || !System.getProperty("os.arch").equals("amd64")) {
      return majors;
    }
    String[] names = PROGRAMS.toFile().list((File folder, String name) -> name.endsWith(SUFFIX));
    if (names == null) {
      throw new IllegalStateException(
          "no " + PROGRAMS.toAbsolutePath() + ": run ./mvnw process-test-resources first");
    }
    for (String name : names) {
      majors.add(Integer.valueOf(name.substring(0, name.length() - SUFFIX.length())));
    }
    return majors;
  }

  /** Starts one; whoever asked for it closes it. Superuser {@code postgres}, no password. */
  public static EmbeddedPostgres start(int major) {
    try {
      return EmbeddedPostgres.builder()
          .setPgBinaryResolver((system, machine) -> programs(major))
          .setPGStartupWait(Patience.PATIENCE)
          .setServerConfig("fsync", "off")
          .setServerConfig("full_page_writes", "off")
          .setServerConfig("synchronous_commit", "off")
          .setServerConfig("autovacuum", "off")
          .setServerConfig("jit", "off")
          .setServerConfig("max_locks_per_transaction", "1024")
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String url(EmbeddedPostgres server, String database) {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database + "?user=postgres";
  }

  /** The one archive in a jar of programs. */
  private static InputStream programs(int major) throws IOException {
    Path path = PROGRAMS.resolve(major + SUFFIX);
    if (!Files.exists(path)) {
      throw new IOException("no programs of PostgreSQL " + major + " in " + path.toAbsolutePath());
    }
    ZipFile jar = new ZipFile(path.toFile());
    ZipEntry archive =
        jar.stream().filter(entry -> entry.getName().endsWith(".txz")).findFirst().orElseThrow();
    return new FilterInputStream(jar.getInputStream(archive)) {
      @Override
      public void close() throws IOException {
        jar.close();
      }
    };
  }
}
