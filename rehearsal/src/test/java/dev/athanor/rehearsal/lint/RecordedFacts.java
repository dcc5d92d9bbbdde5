package dev.athanor.rehearsal.lint;

import dev.athanor.rehearsal.lint.TruthServer.Verdict;
import dev.athanor.rehearsal.recording.ChangesetRecording;
import dev.athanor.rehearsal.recording.LockMode;
import dev.athanor.rehearsal.recording.Recording;
import dev.athanor.rehearsal.recording.StatementRecording;
import dev.athanor.rehearsal.recording.StatementRecording.TableAccess;
import dev.athanor.schema.diff.Difference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a server was seen to do in the cases that the rules' page shows, in words: what is the same
 * in each run. {@link TruthTest} holds the file to the recordings, and writes it with {@code
 * -Dathanor.update}; {@link RulesPageTest} puts it on the page.
 */
final class RecordedFacts {
  private static final Path FILE = TruthCase.FOLDER.resolve("facts.txt");
  private static final String CASE = "== ";
  private static final int SQL = 90;
  private static final int CHANGES = 3;

  private RecordedFacts() {}

  /** By case. */
  static Map<String, String> read() {
    Map<String, String> facts = new TreeMap<>();
    try {
      for (String block : Files.readString(FILE).split("(?m)^" + CASE)) {
        int end = block.indexOf('\n');
        if (end > 0) {
          facts.put(block.substring(0, end), block.substring(end + 1).stripTrailing());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return facts;
  }

  static void write(Map<String, String> facts) {
    StringBuilder text = new StringBuilder();
    facts.forEach((name, fact) -> text.append(CASE).append(name).append('\n').append(fact + "\n"));
    try {
      Files.writeString(FILE, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String of(Verdict verdict) {
    List<String> lines = new ArrayList<>();
    add(verdict.recording(), lines);
    if (verdict.down().isPresent()) {
      lines.add("rollback");
      add(verdict.down().get(), lines);
    }
    return String.join("\n", lines);
  }

  private static void add(Recording recording, List<String> lines) {
    for (ChangesetRecording changeset : recording.changesets()) {
      changeset.statements().forEach(each -> add(each, lines));
    }
  }

  private static void add(StatementRecording statement, List<String> lines) {
    String sql = statement.sql().replaceAll("\\s+", " ").strip();
    lines.add(sql.length() <= SQL ? sql : sql.substring(0, SQL - 1) + "…");
    int before = lines.size();
    Map<LockMode, List<String>> locks = new TreeMap<>();
    statement.locks().stream()
        .filter(each -> each.mode().compareTo(LockMode.ROW_EXCLUSIVE) > 0)
        .filter(each -> each.relation().table().isEmpty())
        .forEach(
            each ->
                locks
                    .computeIfAbsent(each.mode(), mode -> new ArrayList<>())
                    .add(each.relation().path()));
    locks.forEach((mode, on) -> line(lines, mode.sql(), on.stream().sorted().toList()));
    // The name of a TOAST table is a number that differs from server to server.
    line(
        lines,
        "written anew",
        list(
            statement.rewrites().stream()
                .filter(each -> !each.relation().schema().equals("pg_toast"))
                .toList(),
            each -> each.relation().path()));
    line(
        lines,
        "read from end to end",
        list(
            statement.accesses().stream().filter(each -> each.scans() > 0).toList(),
            each -> each.relation().path()));
    line(
        lines,
        "rows written",
        list(
            statement.accesses().stream().filter(each -> each.written() > 0).toList(),
            RecordedFacts::written));
    line(lines, "catalog", changes(statement.changes()));
    line(lines, "failed", statement.ran() ? List.of() : List.of(statement.failure().message()));
    if (lines.size() == before) {
      line(lines, "system catalogs written", statement.catalogs());
    }
    if (lines.size() == before) {
      lines.add("    nothing that anybody would notice");
    }
  }

  private static String written(TableAccess access) {
    return access.written() + (access.all() ? ", all" : "") + " of " + access.relation().path();
  }

  private static List<String> changes(List<Difference> changes) {
    List<String> all = list(changes, Difference::describe);
    return all.size() <= CHANGES
        ? all
        : List.of(
            String.join("; ", all.subList(0, CHANGES)) + "; " + (all.size() - CHANGES) + " more");
  }

  private static <T> List<String> list(List<T> things, Function<T, String> text) {
    return things.stream().map(text).sorted().distinct().toList();
  }

  private static void line(List<String> lines, String what, List<String> of) {
    if (!of.isEmpty()) {
      lines.add(
          "    " + what + ": " + of.stream().collect(Collectors.joining("; ")).replace('\n', ' '));
    }
  }
}
