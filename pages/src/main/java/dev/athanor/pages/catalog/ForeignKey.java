package dev.athanor.pages.catalog;

import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.ColumnList;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.ObjectId;
import java.util.List;

/**
 * A foreign key, by its columns.
 *
 * @param constraint as the schema has it
 * @param columns of its table
 * @param referenced columns of the table that it refers to
 * @param optional whether a row may refer to none
 * @param single whether a row is referred to by one at most
 */
public record ForeignKey(
    Constraint constraint,
    List<String> columns,
    List<String> referenced,
    boolean optional,
    boolean single) {

  static ForeignKey of(Constraint constraint, List<Column> tableColumns, List<Constraint> keys) {
    List<String> columns = ColumnList.of(constraint.definition());
    boolean optional =
        tableColumns.stream()
            .anyMatch(each -> columns.contains(each.id().name()) && !each.notNull());
    boolean single =
        keys.stream()
            .filter(
                key ->
                    key.type() == Constraint.Type.PRIMARY_KEY
                        || key.type() == Constraint.Type.UNIQUE)
            .anyMatch(key -> columns.containsAll(ColumnList.of(key.definition())));
    return new ForeignKey(
        constraint, columns, ColumnList.referenced(constraint.definition()), optional, single);
  }

  /** The table that has it. */
  public ObjectId table() {
    return constraint.table();
  }

  /** The table that it refers to. */
  public ObjectId target() {
    return constraint.referenced();
  }

  /** {@code ON DELETE CASCADE} and the like; empty for nothing. */
  public String terms() {
    String definition = constraint.definition();
    boolean quoted = false;
    for (int i = Math.max(0, definition.indexOf(" REFERENCES ")); i < definition.length(); i++) {
      quoted ^= definition.charAt(i) == '"';
      if (!quoted && definition.charAt(i) == ')') {
        return definition.substring(i + 1).strip();
      }
    }
    return "";
  }
}
