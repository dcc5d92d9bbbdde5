package dev.athanor.scratch;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** Where a scratch server's programs come from. */
public sealed interface Binaries {

  /**
   * Those of this major version of PostgreSQL, where nobody asked for particular ones: one version
   * writes a view's definition otherwise than another.
   */
  default Binaries ofMajor(int major) {
    return this;
  }

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
   * @param majors its version for each major version that may be used instead; none where somebody
   *     asked for {@code version}
   */
  record Published(String version, Map<Integer, String> majors, Repository repository)
      implements Binaries {
    public Published {
      Objects.requireNonNull(version, "version");
      majors = Map.copyOf(majors);
      Objects.requireNonNull(repository, "repository");
    }

    @Override
    public Binaries ofMajor(int major) {
      return new Published(majors.getOrDefault(major, version), majors, repository);
    }

    /** The same for the same programs, wherever they come from. */
    @Override
    public String toString() {
      return "PostgreSQL " + version;
    }
  }

  /** Knows where artifacts are. */
  interface Repository {
    /** The jar of {@code io.zonky.test.postgres:<artifact>}. */
    Path jar(String artifact, String version);
  }
}
