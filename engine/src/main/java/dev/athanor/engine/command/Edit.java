package dev.athanor.engine.command;

import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** Alembic's {@code edit}: opens the files of revisions in the user's editor, and waits for it. */
public final class Edit {
  private final Changelog changelog;
  private final RevisionGraph graph;
  private final String symbol;
  private final Supplier<List<String>> current;
  private final Map<String, String> environment;

  /**
   * @param symbol as {@link Show} takes it
   * @param graph the revisions of {@code changelog}
   * @param current ids of the current revisions; asked only where the symbol names {@code current}
   * @param environment VISUAL, or else EDITOR, is the editor, as a shell reads it
   */
  public Edit(
      Changelog changelog,
      RevisionGraph graph,
      String symbol,
      Supplier<List<String>> current,
      Map<String, String> environment) {
    this.changelog = Objects.requireNonNull(changelog, "changelog");
    this.graph = Objects.requireNonNull(graph, "graph");
    this.symbol = Objects.requireNonNull(symbol, "symbol");
    this.current = Objects.requireNonNull(current, "current");
    this.environment = Map.copyOf(environment);
  }

  /**
   * @throws AthanorException UNKNOWN_TARGET for what means no revision, INVALID_CONFIGURATION
   *     without an editor, for one that fails, and for a revision that has no file of its own
   */
  public Edited run() {
    List<String> at = RevisionGraph.asksCurrent(symbol) ? current.get() : List.of();
    List<Path> files =
        graph.list(symbol, at).stream()
            .map(Revision::path)
            .map(changelog.source().root()::resolve)
            .toList();
    if (files.isEmpty()) {
      throw new AthanorException(
          Reason.UNKNOWN_TARGET, "'" + symbol + "' is no revision with a file", "Name one.");
    }
    files.stream().filter(file -> !Files.exists(file)).findFirst().ifPresent(Edit::refuseMoved);
    open(files);
    return new Edited(files);
  }

  private static void refuseMoved(Path file) {
    throw new AthanorException(
        Reason.INVALID_CONFIGURATION,
        file + " is not there any more: squash --prune moved it into baselines/",
        "Write a new revision: what a baseline stands for is not edited.");
  }

  private void open(List<Path> files) {
    String editor = editor();
    List<String> command = new ArrayList<>(List.of("sh", "-c", editor + " \"$@\"", editor));
    files.forEach(file -> command.add(file.toString()));
    try {
      int code = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (code != 0) {
        throw new AthanorException(
            Reason.INVALID_CONFIGURATION,
            "the editor `" + editor + "` ended with exit code " + code,
            "Correct VISUAL or EDITOR; it is read as a shell's command.");
      }
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "the editor `" + editor + "` cannot be run: " + e.getMessage(),
          "Open " + files.get(0) + " by hand.",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AthanorException(Reason.INTERRUPTED, "interrupted", "Edit again.", e);
    }
  }

  private String editor() {
    String visual = environment.getOrDefault("VISUAL", "");
    String editor = visual.isBlank() ? environment.getOrDefault("EDITOR", "") : visual;
    if (editor.isBlank()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "no editor is named",
          "Set VISUAL or EDITOR, such as EDITOR=vi or EDITOR=\"code --wait\".");
    }
    return editor;
  }

  /** Files that were open in an editor. */
  public record Edited(List<Path> files) implements CommandResult {
    public Edited {
      files = List.copyOf(files);
    }

    @Override
    public String text() {
      return "";
    }

    @Override
    public Object json() {
      return this;
    }
  }
}
