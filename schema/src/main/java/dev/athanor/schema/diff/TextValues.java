package dev.athanor.schema.diff;

import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import java.util.Objects;

/**
 * A column of text whose values a check lists: an enum, as JPA keeps it by default. A value gets
 * another name in the rows and in the check at once.
 *
 * @param column the column
 * @param before the check that knows the old name
 * @param definition of the check that knows the new one
 */
public record TextValues(ObjectId column, Constraint before, String definition) {
  public TextValues {
    Objects.requireNonNull(column, "column");
    Objects.requireNonNull(before, "before");
    Objects.requireNonNull(definition, "definition");
  }

  TextValues reverse() {
    Constraint after =
        new Constraint(
            before.id(),
            before.type(),
            definition,
            before.valid(),
            before.referenced(),
            before.options(),
            before.indexComment(),
            before.comment());
    return new TextValues(column, after, before.definition());
  }

  /** Rows cannot have the new name under the old check, nor the old one under the new check. */
  String sql(Names names, String old, String now) {
    String alter = "ALTER TABLE " + names.tableOf(column);
    String name = Names.quote(column.name());
    String check = Names.quote(before.id().name());
    String add = alter + " ADD CONSTRAINT " + check + " " + definition;
    String comment =
        before.comment() == null
            ? ""
            : ";\nCOMMENT ON CONSTRAINT "
                + check
                + " ON "
                + names.tableOf(column)
                + " IS "
                + Names.literal(before.comment());
    return alter
        + " DROP CONSTRAINT "
        + check
        + ";\nUPDATE "
        + names.tableOf(column)
        + " SET "
        + name
        + " = "
        + Names.literal(now)
        + " WHERE "
        + name
        + " = "
        + Names.literal(old)
        + ";\n"
        + add
        + (before.valid() ? "" : " NOT VALID")
        + comment;
  }
}
