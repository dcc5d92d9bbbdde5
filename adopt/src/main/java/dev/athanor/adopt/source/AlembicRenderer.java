package dev.athanor.adopt.source;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Cut;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Has Alembic itself say what its revisions do: they are Python. */
public final class AlembicRenderer {
  private static final int SHOWN = 1000;

  private AlembicRenderer() {}

  /** The program that renders, for a machine on which the project's Python is. */
  public static String program() {
    try (InputStream in = AlembicRenderer.class.getResourceAsStream("render.py")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What the program prints.
   *
   * @param python the interpreter that has Alembic and what {@code env.py} imports
   * @param config {@code alembic.ini}
   * @throws AthanorException INVALID_CHANGELOG with the end of what Python said
   */
  static String run(String python, Path config) {
    Path program = null;
    Path out = null;
    Path errors = null;
    try {
      program = Files.createTempFile("athanor-render", ".py");
      out = Files.createTempFile("athanor-render", ".json");
      errors = Files.createTempFile("athanor-render", ".log");
      Files.writeString(program, program());
      Process process =
          new ProcessBuilder(python, program.toString(), config.toAbsolutePath().toString())
              .directory(config.toAbsolutePath().getParent().toFile())
              .redirectOutput(out.toFile())
              .redirectError(errors.toFile())
              .start();
      process.getOutputStream().close();
      if (process.waitFor() != 0) {
        throw failed(config, lastLines(Files.readString(errors)), null);
      }
      return Files.readString(out);
    } catch (IOException e) {
      throw failed(config, e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AthanorException(Reason.INTERRUPTED, "Interrupted while Alembic rendered.", "", e);
    } finally {
      for (Path file : new Path[] {program, out, errors}) {
        delete(file);
      }
    }
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // It lies in the directory of temporary files.
    }
  }

  private static String lastLines(String text) {
    List<String> lines = text.strip().lines().toList();
    String last = String.join("\n  ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
    return Cut.head(last, SHOWN);
  }

  private static AthanorException failed(Path config, String why, Throwable cause) {
    return new AthanorException(
        Reason.INVALID_CHANGELOG,
        "Alembic does not render the revisions of " + config + ":\n  " + why,
        "Name the project's Python with --python .venv/bin/python (-Dathanor.python=…). Where it is"
            + " on another machine: `athanor import --print-renderer > render.py` here, `python"
            + " render.py alembic.ini > rendered.json` there, then import with --rendered"
            + " rendered.json (-Dathanor.rendered=…).",
        cause);
  }
}
