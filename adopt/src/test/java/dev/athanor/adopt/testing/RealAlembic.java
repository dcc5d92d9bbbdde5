package dev.athanor.adopt.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Alembic itself, with psycopg2, in the Python that the system property {@code alembic.python}
 * names, or in {@code python3}.
 */
public final class RealAlembic {
  private final Path project;

  /**
   * @param project gets {@code alembic.ini} and the directory of scripts
   */
  public RealAlembic(Path project) {
    this.project = project;
  }

  public static String python() {
    return System.getProperty("alembic.python", "python3");
  }

  public static boolean isInstalled() {
    try {
      return run(Path.of("."), "", List.of("-c", "import alembic, psycopg2")) != null;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /** A project whose env.py takes its database from the environment. */
  public RealAlembic create() throws IOException {
    Files.createDirectories(project.resolve("scripts/versions"));
    Files.writeString(
        project.resolve("alembic.ini"),
        """
        [alembic]
        script_location = scripts
        """);
    Files.writeString(project.resolve("scripts/script.py.mako"), "# not used\n");
    Files.writeString(
        project.resolve("scripts/env.py"),
        """
        import os
        from alembic import context
        from sqlalchemy import create_engine, pool

        if context.is_offline_mode():
            context.configure(url="postgresql://", literal_binds=True, target_metadata=None)
            with context.begin_transaction():
                context.run_migrations()
        else:
            engine = create_engine(os.environ["ALEMBIC_URL"], poolclass=pool.NullPool)
            with engine.connect() as connection:
                context.configure(connection=connection, target_metadata=None)
                with context.begin_transaction():
                    context.run_migrations()
        """);
    return this;
  }

  /**
   * @param parents Python: {@code None}, {@code 'a'} or {@code ('a', 'b')}
   */
  public void revision(String id, String parents, String message, String up, String down)
      throws IOException {
    Files.writeString(
        project.resolve("scripts/versions/" + id + ".py"),
        "\"\"\""
            + message
            + "\n\nRevision ID: "
            + id
            + "\nCreate Date: 2024-01-31 09:30:00.123456\n\n\"\"\"\n"
            + "from alembic import op\nimport sqlalchemy as sa\n\nrevision = '"
            + id
            + "'\ndown_revision = "
            + parents
            + "\nbranch_labels = None\ndepends_on = None\n\n\ndef upgrade():\n"
            + up.indent(4)
            + "\n\ndef downgrade():\n"
            + down.indent(4));
  }

  /** What it says. */
  public String run(String url, String... arguments) {
    List<String> command = new ArrayList<>(List.of("-m", "alembic"));
    command.addAll(List.of(arguments));
    return run(project, url, command);
  }

  private static String run(Path directory, String url, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(python()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().put("ALEMBIC_URL", url);
    try {
      Process process = builder.start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(text);
      }
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
