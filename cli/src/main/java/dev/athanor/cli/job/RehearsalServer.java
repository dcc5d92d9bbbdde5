package dev.athanor.cli.job;

import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.args.Values;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.scratch.ScratchServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The PostgreSQL beside the container that rehearses; it starts when the pod does. */
final class RehearsalServer {
  private static final Duration PAUSE = Duration.ofMillis(500);

  private DatabaseUrl url;
  private Path password;
  private Duration patience = Duration.ofMinutes(2);

  void declare(Arguments arguments) {
    arguments
        .required(
            "--rehearsal-url",
            "URL",
            "of the server to rehearse on, with its superuser and without a password",
            v -> url = DatabaseUrl.parse(v))
        .required(
            "--rehearsal-password",
            "FILE",
            "with the password, written once the server has made its data",
            v -> password = Path.of(v))
        .option(
            "--rehearsal-wait",
            "ISO8601",
            "how long to wait until it answers (default: PT2M)",
            v -> patience = Values.duration("--rehearsal-wait", v));
  }

  /**
   * Waits until it answers.
   *
   * @throws AthanorException SCRATCH_SERVER_FAILED when it does not in time; INTERRUPTED
   */
  ScratchServer open() {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        DatabaseUrl known = url.withCredentials(url.user(), Files.readString(password).strip());
        DatabaseTarget.of(known).open().close();
        return ScratchServer.at(known);
      } catch (IOException | AthanorException e) {
        if (System.nanoTime() > deadline) {
          throw new AthanorException(
              Reason.SCRATCH_SERVER_FAILED,
              "The rehearsal's PostgreSQL did not answer within %d s: %s"
                  .formatted(
                      patience.toSeconds(),
                      e instanceof IOException
                          ? "it has written no password to " + password
                          : e.getMessage()),
              "See the log of its container; nothing was sent to the database.",
              e);
        }
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AthanorException(
          Reason.INTERRUPTED,
          "The rehearsal was stopped before it began.",
          "Run it again; nothing was sent to the database.",
          e);
    }
  }
}
