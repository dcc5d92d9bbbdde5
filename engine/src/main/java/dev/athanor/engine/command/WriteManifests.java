package dev.athanor.engine.command;

import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.AtomicFile;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.CompiledFor;
import dev.athanor.engine.plan.PlanRequest;
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
import java.util.regex.Pattern;

/** Writes a resource's manifests into a directory, each of them at once or not at all. */
public final class WriteManifests {
  /** What the resource's own rules refuse, too. */
  private static final Pattern RELATIVE =
      Pattern.compile("current|heads|.*[+:\\s,].*|.*-[0-9]+", Pattern.DOTALL);

  private final String name;
  private final Path directory;
  private final Map<String, Optional<String>> files;
  private final PlanRequest request;

  /**
   * @param name of the resource
   * @param files text by file name; empty for a file that must not stay there
   * @param request what the resource asks for
   */
  public WriteManifests(
      String name, Path directory, Map<String, Optional<String>> files, PlanRequest request) {
    this.name = Objects.requireNonNull(name, "name");
    this.directory = Objects.requireNonNull(directory, "directory");
    this.files = new LinkedHashMap<>(files);
    this.request = Objects.requireNonNull(request, "request");
  }

  /**
   * @throws AthanorException INVALID_CONFIGURATION when the directory cannot be written to, or the
   *     bundle was compiled for other contexts or labels, UNKNOWN_TARGET for a target that the
   *     bundle does not have, that the resource does not take, or {@code head} where there are
   *     several; then nothing is written
   */
  public WrittenManifests run() {
    CompiledFor.require(request);
    requireTarget();
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

  /** The operator could only stall on it, as an upgrade refuses it. */
  private void requireTarget() {
    String wanted = request.target();
    RevisionGraph graph = request.bundle().graph();
    if (RELATIVE.matcher(wanted).matches()) {
      throw new AthanorException(
          Reason.UNKNOWN_TARGET,
          "'" + wanted + "' is for people: what it means changes as the database moves",
          "Name head, base, a revision or a branch label as the target.");
    }
    List<String> heads = graph.heads();
    if (heads.size() > 1 && wanted.equals("head")) {
      throw new AthanorException(
          Reason.UNKNOWN_TARGET,
          "'head' is ambiguous: there are " + heads.size() + " heads, " + String.join(", ", heads),
          "Join them with `merge`, or name one of them as the target.");
    }
    graph.resolve(wanted, List.of());
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
