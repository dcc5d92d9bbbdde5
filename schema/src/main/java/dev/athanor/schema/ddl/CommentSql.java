package dev.athanor.schema.ddl;

import dev.athanor.schema.model.Cast;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Routine;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.View;
import java.util.Objects;

/** COMMENT ON. */
final class CommentSql {
  private final Context context;

  CommentSql(Context context) {
    this.context = context;
  }

  /** Says what changed; {@code before} is null for an object just made. */
  void write(SchemaObject before, SchemaObject after) {
    String old = before == null ? null : before.comment();
    if (!Objects.equals(old, after.comment())) {
      write(target(after), after.comment());
    }
  }

  void write(String target, String text) {
    context
        .script()
        .add("COMMENT ON " + target + " IS " + (text == null ? "NULL" : Names.literal(text)));
  }

  private String target(SchemaObject object) {
    ObjectId id = object.id();
    Names names = context.names();
    String own = Names.quote(id.name());
    return switch (id.kind()) {
      case COLUMN -> "COLUMN " + names.tableOf(id) + "." + own;
      case CONSTRAINT, TRIGGER, RULE, POLICY -> id.kind() + " " + own + " ON " + names.tableOf(id);
      case ENUM, COMPOSITE, RANGE -> "TYPE " + names.of(id);
      case ROUTINE ->
          (((Routine) object).procedure() ? "PROCEDURE " : "FUNCTION ")
              + names.of(id)
              + "("
              + id.within()
              + ")";
      case VIEW -> (((View) object).materialized() ? "MATERIALIZED VIEW " : "VIEW ") + names.of(id);
      case CAST -> CastSql.name((Cast) object);
      case SCHEMA, EXTENSION -> id.kind() + " " + own;
      default -> id.kind() + " " + names.of(id);
    };
  }
}
