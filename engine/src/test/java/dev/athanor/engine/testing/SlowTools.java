package dev.athanor.engine.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/** PostgreSQL's real programs, some of which wait behind their work. */
public final class SlowTools {
  private SlowTools() {}

  /**
   * Puts them into a directory.
   *
   * @param seconds how long each of {@code slow} waits
   */
  public static void in(Path bin, String seconds, Set<String> slow) throws IOException {
    for (String program : List.of("pg_dump", "pg_dumpall", "pg_restore", "psql")) {
      Path file = bin.resolve(program);
      Files.writeString(
          file,
          "#!/bin/sh\n%s \"$@\" || exit 1\n%s\n"
              .formatted(
                  SystemPostgres.get().bin().resolve(program),
                  slow.contains(program) ? "[ \"$1\" = --version ] || sleep " + seconds : ""));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }
}
