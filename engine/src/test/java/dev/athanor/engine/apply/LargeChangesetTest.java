package dev.athanor.engine.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.testing.TestPostgres;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Changesets of many megabytes: how much memory they take is measured by not giving more. {@code
 * -Dlarge.mb=50} tries what docs/benchmarks.md speaks of.
 */
class LargeChangesetTest {
  private static final int MB = Integer.getInteger("large.mb", 8);

  /** Of the JVM, the driver and the classes; and six times the changeset. */
  private static final int HEAP_MB = 24 + 6 * MB;

  @TempDir Path root;

  /** How a table may be filled. */
  enum Kind {
    ONE_INSERT,
    MANY_INSERTS,
    COPY
  }

  @ParameterizedTest
  @EnumSource
  void isCompiledAndRunWithLittleMemory(Kind kind) throws Exception {
    int rows = write(kind);
    long started = System.nanoTime();
    Bundle bundle =
        BundleCompiler.compile(
            Changelog.load(ChangelogSource.versions(root)), CompileOptions.defaults());
    System.out.printf(
        "%s, %d MB: compiled in %.1f s%n", kind, MB, (System.nanoTime() - started) / 1e9);
    Path file = root.resolve("bundle.zip");
    bundle.write(file);
    String url = TestPostgres.newDatabase();

    String said = run(file, url);

    Target target = new Target(DatabaseUrl.parse(url));

    assertThat(said).endsWith("1 applied\n");
    assertThat(target.ask("SELECT count(*) FROM big")).isEqualTo(String.valueOf(rows));
    assertThat(target.ask("SELECT DISTINCT note FROM big")).isEqualTo("it's; 日本");
    assertThat(target.ask("SELECT length(plan::text) < 200000 FROM athanor.run")).isEqualTo("t");
  }

  private int write(Kind kind) throws IOException {
    Path versions = Files.createDirectories(root.resolve("versions"));
    int rows = 0;
    try (Writer out = Files.newBufferedWriter(versions.resolve("1975ea83b712_big.sql"))) {
      out.write(
          "--liquibase formatted sql\n-- revision: 1975ea83b712\n-- down-revision: <base>\n"
              + "-- message: big\n\n--changeset t:1975ea83b712\n"
              + "CREATE TABLE big (id int, name text, note text);\n");
      out.write(kind == Kind.COPY ? "COPY big FROM stdin;\n" : "");
      out.write(kind == Kind.ONE_INSERT ? "INSERT INTO big VALUES\n" : "");
      for (long size = 0; size < MB * 1_000_000L; rows++) {
        String row = row(kind, rows);
        out.write(row);
        size += row.length();
      }
      out.write(kind == Kind.COPY ? "\\.\n" : ";\n");
      out.write("--rollback DROP TABLE big;\n");
    }
    return rows;
  }

  private static String row(Kind kind, int id) {
    String name = "a name of more than a few characters, " + Integer.toHexString(id * 7919);
    String values = "(" + id + ", '" + name + "', 'it''s; 日本')";
    return switch (kind) {
      case ONE_INSERT -> (id == 0 ? "" : ",\n") + values;
      case MANY_INSERTS -> "INSERT INTO big VALUES " + values + ";\n";
      case COPY -> id + "\t" + name + "\tit's; 日本\n";
    };
  }

  private String run(Path bundle, String url) throws Exception {
    Path log = root.resolve("log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP_MB + "m",
                "-Xmn12m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                Runner.class.getName(),
                bundle.toString(),
                url)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return Files.readString(log);
  }

  /** The process: an upgrade of a bundle as the command does it. */
  static final class Runner {
    private Runner() {}

    public static void main(String[] arguments) {
      Bundle bundle = Bundle.read(Path.of(arguments[0]));
      MigrationResult result = new Target(DatabaseUrl.parse(arguments[1])).upgrade(bundle);
      System.out.println(result.applied() + " applied");
    }
  }
}
