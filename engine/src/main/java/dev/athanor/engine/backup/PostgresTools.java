package dev.athanor.engine.backup;

import dev.athanor.engine.database.ServerFacts;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PostgreSQL's client programs of one installation.
 *
 * @param directory where {@code pg_dump}, {@code pg_dumpall}, {@code pg_restore} and {@code psql}
 *     are
 * @param major their major version
 * @param version as they print it, such as {@code 17.6}
 */
public record PostgresTools(Path directory, int major, String version) {
  private static final List<String> PROGRAMS =
      List.of("pg_dump", "pg_dumpall", "pg_restore", "psql");
  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) ((\\d+)[^ \\s]*)");

  /** Where Debian, and PostgreSQL's own packages for other systems, put each major version. */
  private static final List<Path> INSTALLATIONS =
      List.of(
          Path.of("/usr/lib/postgresql"),
          Path.of("/usr"),
          Path.of("/opt/homebrew/opt"),
          Path.of("/Library/PostgreSQL"));

  /** A pg_dump on a network drive that is gone is none. */
  private static final Duration VERSION_PATIENCE = Duration.ofSeconds(30);

  /** The first pg_dump that compresses with zstd. */
  private static final int ZSTD_MAJOR = 16;

  private static final int TRANSACTION_TIMEOUT_MAJOR = 17;

  public PostgresTools {
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(version, "version");
  }

  /**
   * Those that back a server up: its own major's, or the next newer ones that are there. Older ones
   * cannot read it, and what newer ones write can be read by these alone.
   *
   * @param directory the only place to look; empty: the PATH and where packages put them
   * @throws AthanorException {@link Reason#BACKUP_TOOL_UNUSABLE} when there are none that are new
   *     enough
   */
  public static PostgresTools forServer(Optional<Path> directory, ServerFacts server) {
    Found found = Found.in(directory, server.majorVersion());
    return found
        .fitting()
        .orElseThrow(
            () -> {
              PostgresTools newest = found.newest();
              return new AthanorException(
                  Reason.BACKUP_TOOL_UNUSABLE,
                  "pg_dump "
                      + newest.version
                      + " ("
                      + newest.directory
                      + ") cannot back up a PostgreSQL "
                      + server.version()
                      + " server: it is older",
                  installOrNewer("" + server.majorVersion()));
            });
  }

  /**
   * Those that read an archive: of the pg_dump that wrote it, or the next newer ones.
   *
   * @param client version of that pg_dump
   * @throws AthanorException as above
   */
  static PostgresTools forArchive(Optional<Path> directory, String client) {
    Found found = Found.in(directory, Integer.parseInt(client.split("\\D")[0]));
    return found
        .fitting()
        .orElseThrow(
            () ->
                new AthanorException(
                    Reason.BACKUP_TOOL_UNUSABLE,
                    "pg_restore "
                        + found.newest().version
                        + " may not read what pg_dump "
                        + client
                        + " wrote",
                    installOrNewer(client)));
  }

  private static String installOrNewer(String version) {
    return "Install the client programs of PostgreSQL " + version + " or newer.";
  }

  /** Of all that were looked at the oldest that is new enough, and the newest if there is any. */
  record Found(Optional<PostgresTools> fitting, PostgresTools newest) {
    private static Found in(Optional<Path> directory, int major) {
      Found found =
          among(
              directory.<Set<Path>>map(Set::of).orElseGet(PostgresTools::usualDirectories), major);
      if (found.newest == null) {
        throw new AthanorException(
            Reason.BACKUP_TOOL_UNUSABLE,
            "there is no pg_dump with pg_dumpall, pg_restore and psql in "
                + directory.map(Path::toString).orElse("the PATH or where packages put it"),
            "Install the PostgreSQL client (Debian: postgresql-client), or name its directory with "
                + Term.TOOLS
                + ".");
      }
      return found;
    }

    /** Looks no further where one is just the major that is wanted: each has to be started. */
    static Found among(Set<Path> candidates, int major) {
      PostgresTools fitting = null;
      PostgresTools newest = null;
      for (Path candidate : candidates) {
        PostgresTools found = PostgresTools.in(candidate).orElse(null);
        if (found == null) {
          continue;
        }
        newest = newest == null || found.major > newest.major ? found : newest;
        if (found.major >= major && (fitting == null || found.major < fitting.major)) {
          fitting = found;
        }
        if (found.major == major) {
          break;
        }
      }
      return new Found(Optional.ofNullable(fitting), newest);
    }
  }

  /**
   * Whether what pg_restore sends first is not known to a server: it has set {@code
   * transaction_timeout} since 17, whatever it restores into.
   */
  boolean setsWhatIsUnknownTo(int serverMajor) {
    return major >= TRANSACTION_TIMEOUT_MAJOR && serverMajor < TRANSACTION_TIMEOUT_MAJOR;
  }

  String program(String name) {
    return directory.resolve(name).toString();
  }

  /** The fastest compression that this pg_dump has: {@code zstd}, else gzip. */
  String compression() {
    if (major < ZSTD_MAJOR) {
      return "1";
    }
    // A build without zstd refuses the option by name before it looks for a server.
    ToolProcess.Result probe =
        new ToolProcess(
                List.of(program("pg_dump"), "--compress=zstd", "--format=custom", "--no-password"),
                LibpqEnvironment.nowhere(),
                Watch.OF_FILES)
            .run();
    return probe.errors().contains("zstd") ? "gzip:1" : "zstd";
  }

  private static Optional<PostgresTools> in(Path directory) {
    for (String program : PROGRAMS) {
      if (!Files.isExecutable(directory.resolve(program))) {
        return Optional.empty();
      }
    }
    ToolProcess.Result result =
        new ToolProcess(
                List.of(directory.resolve("pg_dump").toString(), "--version"),
                LibpqEnvironment.nowhere(),
                new Watch(VERSION_PATIENCE, Optional.empty()))
            .run();
    Matcher matcher = VERSION.matcher(result.output());
    return result.succeeded() && matcher.find()
        ? Optional.of(
            new PostgresTools(directory, Integer.parseInt(matcher.group(2)), matcher.group(1)))
        : Optional.empty();
  }

  /** Versioned directories come first: Debian's pg_dump on the PATH is a slow wrapper of these. */
  private static Set<Path> usualDirectories() {
    Set<Path> directories = new LinkedHashSet<>();
    for (Path parent : INSTALLATIONS) {
      for (Path child : children(parent)) {
        directories.add(child.resolve("bin"));
      }
    }
    for (String entry :
        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator)) {
      if (!entry.isEmpty()) {
        directories.add(Path.of(entry));
      }
    }
    return directories;
  }

  private static List<Path> children(Path parent) {
    List<Path> children = new ArrayList<>();
    if (Files.isDirectory(parent)) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(parent)) {
        stream.forEach(children::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return children;
  }
}
