package dev.athanor.adopt.command;

import dev.athanor.adopt.source.Finding;
import dev.athanor.adopt.source.OldFolder;
import dev.athanor.adopt.source.Tool;
import dev.athanor.adopt.write.Importer;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.model.AthanorException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Turns migrations of another tool into revisions. Run again, it adds what is new. */
public final class ImportMigrations {
  private final OldFolder folder;
  private final Importer importer;

  /**
   * @param folder as {@link dev.athanor.adopt.source.FolderReader} or {@link LiveSchema} has it
   */
  public ImportMigrations(OldFolder folder, Importer importer) {
    this.folder = Objects.requireNonNull(folder, "folder");
    this.importer = Objects.requireNonNull(importer, "importer");
  }

  /**
   * @throws AthanorException as {@link Importer#run} has it; then nothing was written
   */
  public Imported run() {
    return new Imported(folder.tool(), importer.run(folder));
  }

  /** What was written, and what a person has to know. */
  public record Imported(Tool tool, Importer.Outcome outcome) implements CommandResult {
    private static final int SHOWN = 12;

    public Imported {
      Objects.requireNonNull(tool, "tool");
      Objects.requireNonNull(outcome, "outcome");
    }

    @Override
    public String text() {
      List<String> lines = new ArrayList<>();
      lines.add(
          counted(outcome.written().size(), "revision")
              + " written from "
              + (tool == Tool.NOBODY ? "the database" : tool.title())
              + (outcome.unchanged() > 0
                  ? "; " + outcome.unchanged() + " were there already"
                  : ""));
      cut(outcome.written().stream().map(each -> "  " + each.file()).toList(), lines);
      section("No downgrade", undo("none"), lines);
      section(
          "A downgrade was derived that loses data",
          undo("derived").stream().filter(line -> line.contains(": ")).toList(),
          lines);
      section("To be written by hand, before anything runs", of(Finding.Kind.TO_WRITE), lines);
      section("Left out", of(Finding.Kind.LEFT_OUT), lines);
      section("To know", of(Finding.Kind.NOTE), lines);
      return String.join("\n", lines);
    }

    private List<String> undo(String kind) {
      return outcome.written().stream()
          .filter(each -> each.undo().equals(kind))
          .map(each -> each.version() + (each.why().isEmpty() ? "" : ": " + each.why()))
          .toList();
    }

    private List<String> of(Finding.Kind kind) {
      return outcome.findings().stream()
          .filter(finding -> finding.kind() == kind)
          .map(Finding::text)
          .toList();
    }

    /** What has to be done is listed wholly. */
    private static void section(String title, List<String> found, List<String> lines) {
      if (!found.isEmpty()) {
        lines.add(title + " (" + found.size() + "):");
        found.forEach(line -> lines.add("  " + line));
      }
    }

    private static void cut(List<String> files, List<String> lines) {
      lines.addAll(files.subList(0, Math.min(SHOWN, files.size())));
      if (files.size() > SHOWN) {
        lines.add("  … and " + (files.size() - SHOWN) + " more");
      }
    }

    private static String counted(int count, String what) {
      return count + " " + what + (count == 1 ? "" : "s");
    }

    @Override
    public Object json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("tool", tool.word());
      json.put("written", outcome.written());
      json.put("unchanged", outcome.unchanged());
      json.put("findings", outcome.findings());
      return json;
    }
  }
}
