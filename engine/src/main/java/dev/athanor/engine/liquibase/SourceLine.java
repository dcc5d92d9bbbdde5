package dev.athanor.engine.liquibase;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import liquibase.Scope;
import liquibase.change.Change;
import liquibase.change.core.SQLFileChange;
import liquibase.changelog.ChangeSet;

/**
 * Where a line of a changeset's SQL stands. Liquibase does not keep that: the line is looked for in
 * the files that the SQL may come from.
 */
final class SourceLine {
  private final ChangeSet changeset;
  private final String line;

  private SourceLine(ChangeSet changeset, String line) {
    this.changeset = changeset;
    this.line = line;
  }

  /** {@code " (file, line n)"} for the line around {@code offset}; empty where it is not found. */
  static String of(ChangeSet changeset, String text, int offset) {
    int start = text.lastIndexOf('\n', offset - 1) + 1;
    int end = text.indexOf('\n', offset);
    String line = text.substring(start, end < 0 ? text.length() : end).strip();
    return new SourceLine(changeset, line).place().orElse("");
  }

  private Optional<String> place() {
    for (String path : files()) {
      int number = find(lines(path));
      if (number > 0) {
        return Optional.of(" (" + path + ", line " + number + ")");
      }
    }
    return Optional.empty();
  }

  private List<String> files() {
    List<String> files = new ArrayList<>();
    List<Change> changes = new ArrayList<>(changeset.getChanges());
    changes.addAll(changeset.getRollback().getChanges());
    for (Change change : changes) {
      if (change instanceof SQLFileChange file) {
        files.add(file.getPath());
      }
    }
    files.add(changeset.getChangeLog().getPhysicalFilePath());
    return files;
  }

  /** Its number, counted from 1: at or behind the changeset's own line where there is one. */
  private int find(List<String> lines) {
    Pattern name =
        Pattern.compile(
            Pattern.quote(changeset.getAuthor() + ":" + changeset.getId()) + "(?=\\s|$)");
    int first = 0;
    while (first < lines.size() && !name.matcher(lines.get(first)).find()) {
      first++;
    }
    for (int i = first < lines.size() ? first : 0; i < lines.size(); i++) {
      if (lines.get(i).contains(line)) {
        return i + 1;
      }
    }
    return 0;
  }

  private static List<String> lines(String path) {
    try (InputStream in =
        Scope.getCurrentScope().getResourceAccessor().getExisting(path).openInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException | RuntimeException e) {
      // It only helps to find the place.
      return List.of();
    }
  }
}
