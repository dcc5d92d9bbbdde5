package dev.athanor.autogenerate.command;

import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.NewRevisionFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What autogenerate found and wrote.
 *
 * @param file the revision; empty where nothing was to be done
 * @param detected each difference that it takes care of
 * @param listed what the schema has and the model does not say, left alone
 * @param accepted what became of the baseline file; empty where it was not written
 * @param todos what the revision refuses to do before somebody has decided
 */
public record AutogenerateResult(
    Optional<NewRevisionFile> file,
    List<String> detected,
    List<String> listed,
    Optional<Accepted> accepted,
    List<String> todos)
    implements CommandResult {

  /**
   * A baseline file that was written.
   *
   * @param count how many differences were added to it
   */
  public record Accepted(Path baseline, int count) {
    public Accepted {
      Objects.requireNonNull(baseline, "baseline");
    }

    String text() {
      return "Wrote "
          + baseline.getFileName()
          + ": "
          + count
          + " accepted; "
          + (count == 0
              ? "what the model does not have is to go from now on."
              : "delete a line to have it acted on.");
    }
  }

  public AutogenerateResult {
    Objects.requireNonNull(file, "file");
    detected = List.copyOf(detected);
    listed = List.copyOf(listed);
    Objects.requireNonNull(accepted, "accepted");
    todos = List.copyOf(todos);
  }

  @Override
  public String text() {
    List<String> lines = new ArrayList<>();
    if (!listed.isEmpty()) {
      lines.add("Only in the schema, not in the model; left alone (" + listed.size() + "):");
      listed.forEach(line -> lines.add("  " + line));
      lines.add("  → -Dathanor.acceptBaseline accepts these, -DallowDestructive removes them;");
      lines.add("    to drop only some: accept, delete their lines from the file, run again");
    }
    accepted.map(Accepted::text).ifPresent(lines::add);
    todos.forEach(todo -> lines.add("TODO in the revision before it compiles: " + todo));
    lines.add(file.map(NewRevisionFile::text).orElse("No changes: no revision was written."));
    return String.join("\n", lines);
  }

  @Override
  public Object json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", file.map(NewRevisionFile::json).orElse(null));
    json.put("detected", detected);
    json.put("listed", listed);
    json.put("accepted", accepted.orElse(null));
    json.put("todos", todos);
    return json;
  }
}
