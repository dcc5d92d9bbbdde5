package dev.athanor.schema.ddl;

import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.SequenceOptions;
import java.util.List;

/** ADD GENERATED … AS IDENTITY and SET. */
final class IdentitySql {
  private final Context context;
  private final SequenceSql sequences;

  IdentitySql(Context context, CommentSql comments) {
    this.context = context;
    this.sequences = new SequenceSql(context, comments);
  }

  void write(Column before, Column after, String alter, String definition) {
    if (before.identity() == null) {
      context.script().add(alter + " ADD " + definition);
      continueAfterExistingRows(after);
      return;
    }
    Column.Identity old = before.identity();
    Column.Identity now = after.identity();
    if (!old.sequence().equals(now.sequence())) {
      String from = context.names().qualified(after.id().schema(), old.sequence());
      String to = Names.quote(now.sequence());
      context.script().add("ALTER SEQUENCE " + from + " RENAME TO " + to);
    }
    if (old.always() != now.always()) {
      context.script().add(alter + " SET GENERATED " + (now.always() ? "ALWAYS" : "BY DEFAULT"));
    }
    SequenceOptions adapted = old.options().ofType(after.type());
    String sequence = context.names().qualified(after.id().schema(), now.sequence());
    sequences.catchUp(sequence, adapted, now.options());
    List<String> changes = SequenceSql.changes(adapted, now.options(), "SET ");
    if (!changes.isEmpty()) {
      context.script().add(alter + " " + String.join(" ", changes));
    }
  }

  /** A new identity starts behind the values that are there, or the next insert would collide. */
  private void continueAfterExistingRows(Column column) {
    if (column.identity().options().increment() < 0) {
      return;
    }
    String table = context.names().tableOf(column.id());
    String name = Names.quote(column.id().name());
    String sequence = context.names().qualified(column.id().schema(), column.identity().sequence());
    context
        .script()
        .add(
            "SELECT setval("
                + Names.literal(sequence)
                + ", max("
                + name
                + ")) FROM "
                + table
                + " HAVING max("
                + name
                + ") >= "
                + column.identity().options().min());
  }
}
