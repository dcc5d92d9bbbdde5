package dev.athanor.cli.verb;

import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.scratch.Binaries;
import dev.athanor.scratch.ScratchSettings;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A PostgreSQL to try things in: one that is named, or one that is started from its programs. */
final class ScratchOptions {
  private String url;
  private Path binaries;
  private Path home = ScratchSettings.defaultHome();

  void declare(Arguments arguments) {
    arguments
        .option(
            "--scratch-url",
            "URL",
            "a running PostgreSQL; its user may create databases",
            v -> url = v)
        .option(
            "--scratch-binaries",
            "DIR",
            "without it: the directory of initdb and postgres (default: the newest installed)",
            v -> binaries = Path.of(v))
        .option("--scratch-home", "DIR", "where that one keeps its data", v -> home = Path.of(v));
  }

  /**
   * @throws AthanorException INVALID_CONFIGURATION where there is neither a URL nor a PostgreSQL
   */
  ScratchSettings settings() {
    Path programs = url != null ? home : binaries == null ? installed() : binaries;
    if (url == null && !isServer(programs)) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          programs + " has no initdb and postgres.",
          "Name the directory that has them with --scratch-binaries, or a running server with"
              + " --scratch-url=postgresql://….");
    }
    return new ScratchSettings(
        home,
        new Binaries.Installed(programs),
        Optional.ofNullable(url),
        ScratchSettings.DEFAULT_IDLE);
  }

  private static boolean isServer(Path directory) {
    return Files.isExecutable(directory.resolve("initdb"))
        && Files.isExecutable(directory.resolve("postgres"));
  }

  /** Where Debian and Red Hat put the server's programs, the newest first; else on the path. */
  private static Path installed() {
    return Stream.concat(
            majors()
                .flatMap(
                    major ->
                        Stream.of("/usr/lib/postgresql/%d/bin", "/usr/pgsql-%d/bin")
                            .map(place -> Path.of(place.formatted(major)))),
            Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(place -> !place.isEmpty())
                .map(Path::of))
        .filter(ScratchOptions::isServer)
        .findFirst()
        .orElseThrow(
            () ->
                new AthanorException(
                    Reason.INVALID_CONFIGURATION,
                    "There is no PostgreSQL server on this machine to test in.",
                    "Name a running one with --scratch-url=postgresql://…, or the directory of an"
                        + " installed one's initdb with --scratch-binaries."));
  }

  private static Stream<Integer> majors() {
    return List.of(18, 17, 16, 15, 14, 13).stream();
  }
}
