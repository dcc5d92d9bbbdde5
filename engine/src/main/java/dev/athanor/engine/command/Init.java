package dev.athanor.engine.command;

import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.changelog.RevisionFormat;
import dev.athanor.engine.changelog.RevisionTemplate;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.AtomicFile;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Alembic's {@code init}: an empty directory of revisions. */
public final class Init {
  private final ChangelogSource source;
  private final boolean templates;
  private final Map<Path, String> beginning;
  private final String next;

  /**
   * @param templates whether to write the built-in templates out, for the project to change
   * @param beginning text of files that a project gets while it has no revisions, where they are
   *     not there yet
   * @param next the command that writes a revision, as the caller's user types it
   */
  public Init(ChangelogSource source, boolean templates, Map<Path, String> beginning, String next) {
    this.source = Objects.requireNonNull(source, "source");
    this.templates = templates;
    this.beginning = new LinkedHashMap<>(beginning);
    this.next = Objects.requireNonNull(next, "next");
  }

  /**
   * @throws AthanorException INVALID_CONFIGURATION when there is something already; then nothing is
   *     written
   */
  public Initialized run() {
    Map<Path, String> files = new LinkedHashMap<>();
    Path directory = source.root().resolve(source.path());
    if (!Files.exists(directory)) {
      // Git keeps no empty directory.
      files.put(directory.resolve(".gitkeep"), "");
    }
    if (!holdsFiles(directory)) {
      beginning.forEach(
          (file, text) -> {
            if (!Files.exists(file)) {
              files.put(file, text);
            }
          });
    }
    if (templates) {
      for (RevisionFormat format :
          List.of(RevisionFormat.SQL, RevisionFormat.YAML, RevisionFormat.XML)) {
        files.put(
            source.root().resolve(RevisionTemplate.fileName(format)),
            RevisionTemplate.builtIn(format));
      }
    }
    Path taken =
        files.isEmpty()
            ? directory
            : files.keySet().stream().filter(Files::exists).findFirst().orElse(null);
    if (taken != null) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          taken + " exists already",
          "Go on with `" + next + "`; init is for a project that has none.");
    }
    files.forEach(Init::write);
    return new Initialized(new ArrayList<>(files.keySet()), next);
  }

  private static boolean holdsFiles(Path directory) {
    String[] names = directory.toFile().list((parent, name) -> !name.startsWith("."));
    return names != null && names.length > 0;
  }

  private static void write(Path file, String text) {
    try {
      AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          file + " cannot be written: " + e.getMessage(),
          "Check the directory's permissions and the room on its disk.",
          e);
    }
  }

  /**
   * The files that were written.
   *
   * @param next what to type now
   */
  public record Initialized(List<Path> files, String next) implements CommandResult {
    public Initialized {
      files = List.copyOf(files);
    }

    @Override
    public String text() {
      StringBuilder text = new StringBuilder();
      files.forEach(file -> text.append("Generating ").append(file).append(" ...  done\n"));
      return text + "Write the first revision: " + next;
    }

    @Override
    public Object json() {
      return this;
    }
  }
}
