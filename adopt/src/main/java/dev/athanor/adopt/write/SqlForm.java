package dev.athanor.adopt.write;

import dev.athanor.adopt.source.OldMigration.Mode;
import dev.athanor.adopt.source.Tool;
import dev.athanor.adopt.write.RevisionFile.Change;
import java.util.List;
import java.util.Optional;

/** A revision as formatted SQL. */
final class SqlForm {
  private final Tool tool;
  private final Draft draft;

  SqlForm(Tool tool, Draft draft) {
    this.tool = tool;
    this.draft = draft;
  }

  /** Empty where a line of the SQL would be an instruction to Liquibase. */
  Optional<String> text(List<String> header, List<Change> changes) {
    StringBuilder text = new StringBuilder("--liquibase formatted sql\n");
    header.forEach(line -> text.append("-- ").append(line).append('\n'));
    for (Change change : changes) {
      Optional<String> sql = Instructions.defused(change.sql());
      if (sql.isEmpty()) {
        return Optional.empty();
      }
      text.append("\n--changeset ").append(tool.word()).append(':').append(change.id());
      text.append(" splitStatements:false stripComments:false");
      text.append(change.transactional() ? "" : " runInTransaction:false");
      text.append(draft.migration().mode() == Mode.ON_CHANGE ? " runOnChange:true" : "");
      text.append(
          change.undo().orElse(List.of()).isEmpty() ? "" : " rollbackSplitStatements:false");
      text.append('\n').append(sql.get().strip()).append('\n');
      change.undo().ifPresent(undo -> rollback(undo, text));
    }
    return Optional.of(text.toString());
  }

  private static void rollback(List<String> undo, StringBuilder text) {
    if (undo.isEmpty()) {
      text.append("--rollback empty\n");
    }
    for (String sql : undo) {
      sql.lines().forEach(line -> text.append("--rollback ").append(line).append('\n'));
    }
  }
}
