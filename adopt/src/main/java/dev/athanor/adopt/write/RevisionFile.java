package dev.athanor.adopt.write;

import dev.athanor.adopt.source.OldMigration;
import dev.athanor.adopt.source.OldMigration.Mode;
import dev.athanor.adopt.source.Tool;
import dev.athanor.engine.changelog.RevisionWriter;
import dev.athanor.engine.changelog.TodoChangeset;
import dev.athanor.engine.model.Printable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The file of a revision: formatted SQL; YAML where a line of its SQL would be an instruction to
 * Liquibase there.
 */
final class RevisionFile {
  private static final String BASE = "<base>";
  private static final int ORDER_DIGITS = 14;

  private final Tool tool;
  private final Draft draft;

  RevisionFile(Tool tool, Draft draft) {
    this.tool = tool;
    this.draft = draft;
  }

  /**
   * @param order its place: names in this order are parents first
   * @param text of the file
   */
  record Written(String name, String text) {}

  Written write(long order) {
    OldMigration migration = draft.migration();
    String stem =
        String.format("%0" + ORDER_DIGITS + "d", order)
            + "_"
            + migration.id()
            + "_"
            + RevisionWriter.slug(migration.message());
    List<Change> changes = changes();
    Optional<String> sql = new SqlForm(tool, draft).text(header(), changes);
    return sql.map(text -> new Written(stem + ".sql", text))
        .orElseGet(
            () -> new Written(stem + ".yaml", YamlForm.text(tool, draft, header(), changes)));
  }

  /**
   * A changeset.
   *
   * @param undo empty: none; an empty list: there is nothing to undo
   */
  record Change(String id, String sql, boolean transactional, Optional<List<String>> undo) {}

  private List<String> header() {
    OldMigration migration = draft.migration();
    OldMigration.Place graph = migration.graph();
    List<String> lines = new ArrayList<>();
    lines.add("revision: " + migration.id());
    lines.add(
        "down-revision: "
            + (graph.parents().isEmpty() ? BASE : String.join(", ", graph.parents())));
    lines.add("message: " + message());
    migration.created().ifPresent(created -> lines.add("created: " + created));
    if (!graph.branchLabels().isEmpty()) {
      lines.add("branch-labels: " + String.join(", ", graph.branchLabels()));
    }
    if (!graph.dependsOn().isEmpty()) {
      lines.add("depends-on: " + String.join(", ", graph.dependsOn()));
    }
    if (migration.mode() == Mode.BASELINE) {
      lines.add("irreversible: true");
    }
    String file = migration.file().replace('\\', '/');
    lines.add(
        "imported from "
            + tool.title()
            + (file.isEmpty() ? "" : " (" + file.substring(file.lastIndexOf('/') + 1) + ")"));
    draft.undo().lost().forEach(lost -> lines.add("a downgrade cannot bring back; " + plain(lost)));
    if (draft.undo() instanceof Undo.None none) {
      lines.add("no downgrade; " + plain(none.why()));
    }
    return lines;
  }

  /** On one line; in double quotes it would be JSON to who reads it. */
  private String message() {
    String line = plain(draft.migration().message());
    return line.startsWith("\"") ? line.replace('"', '\'') : line;
  }

  /** A header's lines are keys and values: a colon would make another of one. */
  static String plain(String text) {
    return Printable.line(text.replaceAll("\\s+", " ").strip());
  }

  private List<Change> changes() {
    if (draft.toWrite().isPresent()) {
      String todo = TodoChangeset.sql(draft.id(), plain(draft.toWrite().get())) + ";";
      return List.of(new Change(draft.id(), todo, true, Optional.empty()));
    }
    List<Part> parts = new ArrayList<>(draft.parts());
    if (parts.isEmpty()) {
      parts.add(new Part("SELECT 1;", true));
    }
    if (draft.undo() instanceof Undo.Sql sql) {
      boolean fits = sql.transactional() || parts.size() == 1 && !parts.get(0).transactional();
      if (!fits) {
        // Its own changeset runs in a transaction, and what undoes it would, too.
        parts.add(0, new Part("SELECT 1;", false));
      }
      return changes(parts, whole(sql.statements(), parts.size()));
    }
    return changes(
        parts,
        draft.undo() instanceof Undo.Each each
            ? each.pieces().stream().map(Optional::of).toList()
            : Collections.nCopies(parts.size(), Optional.empty()));
  }

  /**
   * What undoes all of it goes to the first changeset, which is undone last: where only the first
   * ones were applied, it may fail, and never does too little.
   */
  private static List<Optional<List<String>>> whole(List<String> undo, int parts) {
    List<Optional<List<String>>> undos =
        new ArrayList<>(Collections.nCopies(parts, Optional.of(List.of())));
    undos.set(0, Optional.of(undo));
    return undos;
  }

  private List<Change> changes(List<Part> parts, List<Optional<List<String>>> undos) {
    List<Change> changes = new ArrayList<>();
    for (Part part : parts) {
      int at = changes.size();
      changes.add(
          new Change(
              at == 0 ? draft.id() : draft.id() + "-" + (at + 1),
              part.sql(),
              part.transactional(),
              undos.get(at)));
    }
    return changes;
  }
}
