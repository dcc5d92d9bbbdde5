package dev.athanor.rehearsal.lint;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.engine.testing.TestBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A change, and what is to be said of it. The files in {@code lint/truth} have them as blocks:
 *
 * <pre>
 * -- case: what it is
 * -- kind: plain, safe (a reader of text would flag it) or hidden (it would not)
 * -- versions: 14-     (optional)
 * -- expect: rules, or none
 * -- instead-of: rules (optional: whose page shows it as the safe way)
 * -- setup             (optional: SQL of a time before)
 * -- change            (behind a setup)
 * SQL
 * -- changeset         (optional: what follows is a changeset of its own)
 * -- outside           (the same, in no transaction)
 * -- undo              (optional: SQL that undoes the changeset, tried too; none: nothing does)
 * </pre>
 */
record TruthCase(
    String name,
    String kind,
    int from,
    int until,
    Set<String> expected,
    Set<String> insteadOf,
    String setup,
    List<Step> steps) {
  static final Path FOLDER = Path.of("src/test/resources/lint");

  /**
   * A changeset.
   *
   * @param undo empty where nothing undoes it; null where that is of no interest
   */
  record Step(boolean outside, String sql, String undo) {
    static List<String> statements(String sql) {
      return SqlStatement.stream(sql).map(each -> each.textIn(sql)).toList();
    }
  }

  static List<TruthCase> all() {
    try (Stream<Path> files = Files.list(FOLDER.resolve("truth"))) {
      return files.sorted().flatMap(TruthCase::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String base() {
    try {
      return Files.readString(FOLDER.resolve("base.sql"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<TruthCase> read(Path file) {
    try {
      return Stream.of(Files.readString(file).split("(?m)^-- case: "))
          .filter(block -> !block.isBlank())
          .map(TruthCase::parse);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TruthCase parse(String block) {
    String name = block.lines().findFirst().orElseThrow().strip();
    String kind = "";
    int from = 0;
    int until = Integer.MAX_VALUE;
    Set<String> expected = new TreeSet<>();
    Set<String> insteadOf = new TreeSet<>();
    StringBuilder setup = new StringBuilder();
    List<Step> steps = new ArrayList<>();
    StringBuilder sql = new StringBuilder();
    StringBuilder undo = null;
    boolean outside = false;
    for (String line : block.lines().skip(1).toList()) {
      if (line.startsWith("-- kind: ")) {
        kind = line.substring("-- kind: ".length()).strip();
      } else if (line.startsWith("-- versions: ")) {
        String[] ends = line.substring("-- versions: ".length()).strip().split("-", -1);
        from = ends[0].isEmpty() ? 0 : Integer.parseInt(ends[0]);
        until = ends[1].isEmpty() ? until : Integer.parseInt(ends[1]);
      } else if (line.startsWith("-- expect: ")) {
        expected.addAll(rules(line));
      } else if (line.startsWith("-- instead-of: ")) {
        insteadOf.addAll(rules(line));
      } else if (line.equals("-- change")) {
        setup.append(sql);
        sql.setLength(0);
      } else if (line.equals("-- changeset") || line.equals("-- outside")) {
        add(steps, outside, sql, undo);
        undo = null;
        outside = line.equals("-- outside");
      } else if (line.equals("-- undo")) {
        undo = new StringBuilder();
      } else if (!line.equals("-- setup")) {
        (undo == null ? sql : undo).append(line).append('\n');
      }
    }
    add(steps, outside, sql, undo);
    return new TruthCase(name, kind, from, until, expected, insteadOf, setup.toString(), steps);
  }

  private static List<String> rules(String line) {
    return Stream.of(line.substring(line.indexOf(": ") + 2).strip().split(",\\s*"))
        .filter(rule -> !rule.equals("none"))
        .map(rule -> Rules.named(rule).id())
        .toList();
  }

  private static void add(
      List<Step> steps, boolean outside, StringBuilder sql, StringBuilder undo) {
    if (!sql.toString().isBlank()) {
      steps.add(
          new Step(outside, sql.toString().strip(), undo == null ? null : undo.toString().strip()));
    }
    sql.setLength(0);
  }

  boolean isFor(int major) {
    return major >= from && major <= until;
  }

  /** The change as a reader of text gets it. */
  String text() {
    return steps.stream().map(Step::sql).collect(Collectors.joining("\n"));
  }

  /** The same as a page shows it. */
  String script() {
    StringBuilder text = new StringBuilder();
    for (Step step : steps) {
      if (steps.size() > 1 || step.outside()) {
        text.append(
            step.outside() ? "-- a changeset with runInTransaction:false\n" : "-- a changeset\n");
      }
      text.append(step.sql()).append('\n');
      if (step.undo() != null) {
        text.append("-- rollback\n").append(step.undo().isEmpty() ? "-- none" : step.undo());
        text.append('\n');
      }
    }
    return text.toString().strip();
  }

  /** Whether its way back is tried. */
  boolean looksBack() {
    return steps.stream().anyMatch(step -> step.undo() != null && !step.undo().isEmpty());
  }

  Bundle bundle() {
    TestBundle bundle = new TestBundle().revision("a1b2c3d4e5f6", null);
    int number = 1;
    for (Step step : steps) {
      String undo = step.undo() == null ? "SELECT 1" : step.undo();
      bundle.and(
          "c" + number++,
          String.join(";;", Step.statements(step.sql())),
          Step.statements(undo).toArray(String[]::new));
      if (step.outside()) {
        bundle.with(TestBundle.Edit::outsideTransaction);
      }
    }
    return bundle.build();
  }

  /** The same case, with the safe way in the place of the changeset that a finding is of. */
  TruthCase with(Fix fix) {
    int number = Integer.parseInt(fix.changeset().id().substring(1)) - 1;
    List<Step> all = new ArrayList<>(steps.subList(0, number));
    fix.way()
        .stages()
        .forEach(
            stage ->
                all.add(new Step(stage.outside(), String.join(";\n", stage.sql()) + ";", null)));
    all.addAll(steps.subList(number + 1, steps.size()));
    return new TruthCase(name, kind, from, until, expected, insteadOf, setup, all);
  }

  @Override
  public String toString() {
    return name;
  }
}
