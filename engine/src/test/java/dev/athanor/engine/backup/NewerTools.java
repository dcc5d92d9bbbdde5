package dev.athanor.engine.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The installed programs under the version of newer ones, and with what those do otherwise: their
 * pg_restore sets {@code transaction_timeout} before anything else.
 */
final class NewerTools {
  private NewerTools() {}

  /** Writes them into a directory, and gives that back. */
  static Path in(Path directory) throws IOException {
    Path real = BackupFixture.tools().directory();
    program(directory, "pg_dump", version("pg_dump", 18));
    program(directory, "pg_dumpall", "exit 1");
    program(directory, "psql", "exec '" + real.resolve("psql") + "' \"$@\"");
    program(
        directory,
        "pg_restore",
        """
        case "$*" in *--dbname*)
          echo 'unrecognized configuration parameter "transaction_timeout"' >&2; exit 1 ;;
        esac
        '%s' "$@" | sed '0,/^SET lock_timeout = 0;$/s//&\\nSET transaction_timeout = 0;/'
        """
            .formatted(real.resolve("pg_restore")));
    return directory;
  }

  /** Programs that only say of which major they are. */
  static Path naming(Path directory, int major) throws IOException {
    Files.createDirectories(directory);
    for (String program : new String[] {"pg_dump", "pg_dumpall", "pg_restore", "psql"}) {
      program(directory, program, version(program, major));
    }
    return directory;
  }

  private static String version(String program, int major) {
    return "echo '" + program + " (PostgreSQL) " + major + ".1'";
  }

  private static void program(Path directory, String name, String script) throws IOException {
    Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + script + "\n");
    if (!file.toFile().setExecutable(true)) {
      throw new IOException(file + " cannot be made executable");
    }
  }
}
