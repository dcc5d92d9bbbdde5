package dev.athanor.scratch;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** PostgreSQL's artifacts on the tests' class path, where Maven has put them. */
public final class PublishedJars {
  /** The PostgreSQL that this machine has installed. */
  public static final Path DEBIAN = Path.of("/usr/lib/postgresql/15/bin");

  private PublishedJars() {}

  public static Binaries binaries() {
    return new Binaries.Published("test", Map.of(), (artifact, version) -> jar(artifact));
  }

  /** The jar of an artifact, whatever its version. */
  public static Path jar(String artifact) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(entry -> entry.getFileName().toString().matches(artifact + "-[0-9.]+\\.jar"))
        .findFirst()
        .orElseThrow(() -> new AssertionError(artifact + " is not on the class path"));
  }
}
