package dev.athanor.engine.command;

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
import java.util.Optional;

/** Writes a resource's manifests into a directory, each of them at once or not at all. */
public final class WriteManifests {
  private final String name;
  private final Path directory;
  private final Map<String, Optional<String>> files;

  /**
   * @param name of the resource
   * @param files text by file name; empty for a file that must not stay there
   */
  public WriteManifests(String name, Path directory, Map<String, Optional<String>> files) {
    this.name = Objects.requireNonNull(name, "name");
    this.directory = Objects.requireNonNull(directory, "directory");
    this.files = new LinkedHashMap<>(files);
  }

  /**
   * @throws AthanorException INVALID_CONFIGURATION when the directory cannot be written to
   */
  public WrittenManifests run() {
    List<Path> written = new ArrayList<>();
    try {
      for (Map.Entry<String, Optional<String>> file : files.entrySet()) {
        Path path = directory.resolve(file.getKey());
        if (file.getValue().isEmpty()) {
          Files.deleteIfExists(path);
        } else {
          AtomicFile.write(path, file.getValue().get().getBytes(StandardCharsets.UTF_8));
          written.add(path);
        }
      }
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "manifests cannot be written to " + directory + ": " + e.getMessage(),
          "Name a directory that may be written to.",
          e);
    }
    return new WrittenManifests(name, directory, written);
  }

  /** Manifests on disk. */
  public record WrittenManifests(String name, Path directory, List<Path> files)
      implements CommandResult {
    public WrittenManifests {
      files = List.copyOf(files);
    }

    @Override
    public String text() {
      return "Wrote the manifests of " + name + " to " + directory;
    }

    @Override
    public Object json() {
      return this;
    }
  }
}
