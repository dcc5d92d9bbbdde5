package dev.athanor.maven;

import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A PostgreSQL for this goal alone, whose data stays for the next one. */
final class EmbeddedDatabase implements AutoCloseable {
  private final EmbeddedPostgres server;

  private EmbeddedDatabase(EmbeddedPostgres server) {
    this.server = server;
  }

  /**
   * @param directory for the data; {@code mvn clean} takes it away with the build directory
   * @throws AthanorException SCRATCH_SERVER_FAILED with what the server said
   */
  static EmbeddedDatabase start(Path directory) {
    // The server's life story belongs into its log; failures come as exceptions.
    System.setProperty("org.slf4j.simpleLogger.log.io.zonky.test", "warn");
    try {
      Files.createDirectories(directory);
      ProcessBuilder.Redirect log =
          ProcessBuilder.Redirect.appendTo(directory.resolve("server.log").toFile());
      return new EmbeddedDatabase(
          EmbeddedPostgres.builder()
              .setPGStartupWait(Duration.ofMinutes(1))
              .setDataDirectory(directory.resolve("data"))
              .setOverrideWorkingDirectory(directory.toFile())
              .setCleanDataDirectory(false)
              .setOutputRedirector(log)
              .setErrorRedirector(log)
              .setServerConfig("fsync", "off")
              .setServerConfig("listen_addresses", "127.0.0.1")
              .start());
    } catch (IOException | IllegalStateException e) {
      throw new AthanorException(
          Reason.SCRATCH_SERVER_FAILED,
          "the embedded PostgreSQL in " + directory + " did not start: " + e.getMessage(),
          "See server.log there. Remove the directory (its data is for trying things out), or name a server in"
              + " DATABASE_URL.",
          e);
    }
  }

  DatabaseUrl url() {
    return DatabaseUrl.of("127.0.0.1", server.getPort(), "postgres")
        .withCredentials("postgres", null);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new AthanorException(
          Reason.SCRATCH_SERVER_FAILED,
          "the embedded PostgreSQL did not stop: " + e.getMessage(),
          "Look for a postgres process of this directory and end it.",
          e);
    }
  }
}
