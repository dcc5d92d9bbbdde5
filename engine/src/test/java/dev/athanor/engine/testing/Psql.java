package dev.athanor.engine.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The installed server's own psql and pg_dump, as a person runs them. */
public final class Psql {
  private Psql() {}

  /** How it ended, and all that it printed. */
  public record Run(int code, String output) {}

  /** Runs a script on a database. */
  public static Run script(String database, String script, String... options) {
    try {
      Path file = Files.createTempFile("script", ".sql");
      Files.writeString(file, script);
      List<String> command = new ArrayList<>(List.of("psql", "-X"));
      command.addAll(List.of(options));
      command.addAll(List.of("-f", file.toString(), "-d", database));
      Run run = run(command);
      Files.delete(file);
      return run;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All of a database, as pg_dump writes it. */
  public static String dump(String database, String... options) {
    List<String> command = new ArrayList<>(List.of("pg_dump", "-d", database));
    command.addAll(List.of(options));
    Run run = run(command);
    if (run.code() != 0) {
      throw new IllegalStateException(run.output());
    }
    return run.output();
  }

  private static Run run(List<String> command) {
    SystemPostgres server = SystemPostgres.get();
    List<String> all = new ArrayList<>(command);
    all.set(0, server.bin().resolve(command.get(0)).toString());
    all.addAll(List.of("-h", "127.0.0.1", "-p", "" + server.port(), "-U", "postgres"));
    try {
      File log = File.createTempFile("psql", ".log");
      Process process =
          new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(log).start();
      if (!Patience.ends(process)) {
        throw new IllegalStateException(command + " hangs");
      }
      String output = Files.readString(log.toPath());
      Files.delete(log.toPath());
      return new Run(process.exitValue(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
