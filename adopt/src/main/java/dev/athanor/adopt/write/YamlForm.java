package dev.athanor.adopt.write;

import dev.athanor.adopt.source.OldMigration.Mode;
import dev.athanor.adopt.source.Tool;
import dev.athanor.adopt.write.RevisionFile.Change;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** A revision as YAML, which holds any line. */
final class YamlForm {
  private YamlForm() {}

  static String text(Tool tool, Draft draft, List<String> header, List<Change> changes) {
    List<Map<String, Object>> changesets =
        changes.stream()
            .map(change -> Map.<String, Object>of("changeSet", changeset(tool, draft, change)))
            .toList();
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setDefaultScalarStyle(DumperOptions.ScalarStyle.LITERAL);
    options.setSplitLines(false);
    return header.stream().map(line -> "# " + line + "\n").collect(Collectors.joining())
        + new Yaml(options).dump(Map.of("databaseChangeLog", changesets));
  }

  private static Map<String, Object> changeset(Tool tool, Draft draft, Change change) {
    Map<String, Object> changeset = new LinkedHashMap<>();
    changeset.put("id", change.id());
    changeset.put("author", tool.word());
    if (!change.transactional()) {
      changeset.put("runInTransaction", false);
    }
    if (draft.migration().mode() == Mode.ON_CHANGE) {
      changeset.put("runOnChange", true);
    }
    changeset.put("changes", List.of(sql(change.sql())));
    change
        .undo()
        .ifPresent(
            undo ->
                changeset.put(
                    "rollback",
                    undo.isEmpty() ? List.of() : List.of(sql(String.join("\n", undo)))));
    return changeset;
  }

  private static Map<String, Object> sql(String text) {
    Map<String, Object> sql = new LinkedHashMap<>();
    sql.put("splitStatements", false);
    sql.put("stripComments", false);
    sql.put("sql", text);
    return Map.of("sql", sql);
  }
}
