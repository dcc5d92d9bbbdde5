package dev.athanor.autogenerate.changes;

import dev.athanor.autogenerate.write.ConversionChoices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A change of a model, as the files of {@code changes/} write it.
 *
 * @param name what changes
 * @param destructive whether it needs {@code -DallowDestructive}
 * @param backfills {@code table.column=expression}
 * @param conversions the same for columns whose type changes
 * @param renames {@code old:new}
 * @param before entities
 * @param after entities
 * @param rows SQL that fills the tables of the one before
 */
record ModelChange(
    int number,
    String name,
    boolean destructive,
    Map<String, String> backfills,
    ConversionChoices conversions,
    List<String> renames,
    String before,
    String after,
    String rows) {
  private static final List<String> FILES =
      List.of("columns", "keys", "relations", "enums", "renames", "steps");

  /**
   * @param wide with those of {@code states} too: what no bug was ever found in
   */
  static List<ModelChange> all(boolean wide) {
    List<ModelChange> changes = new ArrayList<>();
    List<String> files = new ArrayList<>(FILES);
    if (wide) {
      files.add("states");
    }
    for (String file : files) {
      for (String text : read(file).split("(?m)^=== ")) {
        if (!text.isBlank()) {
          changes.add(parse(changes.size() + 1, text));
        }
      }
    }
    return changes;
  }

  private static ModelChange parse(int number, String text) {
    String[] parts = text.split("(?m)^--- ");
    Map<String, String> sections = new LinkedHashMap<>();
    for (String part : Arrays.asList(parts).subList(1, parts.length)) {
      int line = part.indexOf('\n');
      sections.put(part.substring(0, line).strip(), part.substring(line + 1).strip());
    }
    boolean destructive = false;
    List<String> head = parts[0].lines().toList();
    for (String line : head.subList(1, head.size())) {
      destructive |= line.equals("destructive");
    }
    String renames = sections.getOrDefault("rename", "");
    return new ModelChange(
        number,
        head.get(0).strip(),
        destructive,
        expressions("backfill: ", head),
        new ConversionChoices(expressions("convert: ", head), expressions("convert back: ", head)),
        renames.isEmpty() ? List.of() : List.of(renames.split(",\\s*")),
        sections.get("before"),
        sections.get("after"),
        sections.get("rows"));
  }

  private static Map<String, String> expressions(String setting, List<String> head) {
    Map<String, String> expressions = new LinkedHashMap<>();
    for (String line : head) {
      if (line.startsWith(setting)) {
        for (String one : line.substring(setting.length()).split(", ")) {
          expressions.put(one.split("=", 2)[0], one.split("=", 2)[1]);
        }
      }
    }
    return expressions;
  }

  private static String read(String file) {
    try (var in = ModelChange.class.getResourceAsStream("/changes/" + file + ".txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String packageOf(String side) {
    return "change" + number + "." + side;
  }

  @Override
  public String toString() {
    return number + " " + name;
  }
}
