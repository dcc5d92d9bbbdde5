package dev.athanor.engine.command;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.AtomicFile;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A script for psql. Its text is a program: whoever shows it to a terminal escapes it, whoever
 * keeps it does not.
 *
 * @param summary what it does, in a line
 * @param about what is to be known of it, by name
 * @param script its text
 */
public record SqlScript(String summary, Map<String, Object> about, String script)
    implements CommandResult {
  public SqlScript {
    Objects.requireNonNull(summary, "summary");
    about = Collections.unmodifiableMap(new LinkedHashMap<>(about));
    Objects.requireNonNull(script, "script");
  }

  /**
   * Writes it, at once or not at all.
   *
   * @throws AthanorException INVALID_CONFIGURATION when the file cannot be written
   */
  public Written write(Path file) {
    try {
      AtomicFile.write(file, script.getBytes(StandardCharsets.UTF_8));
      return new Written(file, summary);
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "the script cannot be written to " + file + ": " + e.getMessage(),
          "Name a directory that may be written to.",
          e);
    }
  }

  @Override
  public String text() {
    return script.stripTrailing();
  }

  @Override
  public Object json() {
    Map<String, Object> json = new LinkedHashMap<>(about);
    json.put("script", script);
    return json;
  }

  /** A script in a file. */
  public record Written(Path path, String plan) implements CommandResult {
    @Override
    public String text() {
      return plan + "\nWrote " + path + ": run it with psql -X -f";
    }

    @Override
    public Object json() {
      return this;
    }
  }
}
