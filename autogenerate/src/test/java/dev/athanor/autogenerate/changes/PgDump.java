package dev.athanor.autogenerate.changes;

import dev.athanor.autogenerate.testing.Project;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.scratch.ScratchServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * {@code pg_dump -s} of a scratch database, with the columns of each table in alphabetical order.
 */
final class PgDump {
  private PgDump() {}

  /** The same of a database of a server; empty where that is newer than pg_dump. */
  static String of(ScratchServer server, String database) {
    return server.majorVersion() > Project.INSTALLED ? "" : of(server.url(database));
  }

  /**
   * Its text.
   *
   * @param options more of pg_dump's
   */
  static String of(DatabaseUrl database, String... options) {
    List<String> words =
        new ArrayList<>(List.of(Project.BINARIES.resolve("pg_dump").toString(), "-s", "-O"));
    words.addAll(List.of(options));
    ProcessBuilder command = new ProcessBuilder(words);
    command.environment().putAll(database.libpqEnvironment());
    try {
      Process process = command.redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(text);
      }
      return sorted(text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String sorted(String dump) {
    List<String> result = new ArrayList<>();
    List<String> columns = null;
    for (String line : dump.lines().toList()) {
      if (line.startsWith("--") || line.isBlank() || line.startsWith("\\")) {
        continue;
      }
      if (columns == null) {
        result.add(line);
        columns = line.startsWith("CREATE TABLE ") && line.endsWith("(") ? new ArrayList<>() : null;
      } else if (line.startsWith(")")) {
        Collections.sort(columns);
        result.addAll(columns);
        result.add(line);
        columns = null;
      } else {
        columns.add(line.replaceAll(",$", ""));
      }
    }
    return String.join("\n", result);
  }
}
