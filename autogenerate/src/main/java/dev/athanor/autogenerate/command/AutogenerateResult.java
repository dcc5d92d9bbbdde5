package dev.athanor.autogenerate.command;

import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.NewRevisionFile;
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
 * @param todos what the revision refuses to do before somebody has decided
 */
public record AutogenerateResult(
    Optional<NewRevisionFile> file, List<String> detected, List<String> listed, List<String> todos)
    implements CommandResult {
  public AutogenerateResult {
    Objects.requireNonNull(file, "file");
    detected = List.copyOf(detected);
    listed = List.copyOf(listed);
    todos = List.copyOf(todos);
  }

  @Override
  public String text() {
    List<String> lines = new ArrayList<>();
    if (!listed.isEmpty()) {
      lines.add("Only in the schema, left alone (" + listed.size() + "):");
      listed.forEach(line -> lines.add("  " + line));
      lines.add("  → -Dathanor.acceptBaseline accepts these, -DallowDestructive removes them");
    }
    todos.forEach(todo -> lines.add("TODO in the revision before it runs: " + todo));
    lines.add(file.map(NewRevisionFile::text).orElse("No changes: no revision was written."));
    return String.join("\n", lines);
  }

  @Override
  public Object json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", file.map(NewRevisionFile::json).orElse(null));
    json.put("detected", detected);
    json.put("listed", listed);
    json.put("todos", todos);
    return json;
  }
}
