package dev.athanor.schema.ddl;

import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import java.util.List;

/** The names an object takes in its schema's lists of relations and of types. */
final class TakenNames {
  private TakenNames() {}

  static List<String> of(ObjectId id, SchemaObject object) {
    String name = id.schema() + "." + id.name();
    return switch (id.kind()) {
      case TABLE, VIEW, COMPOSITE -> List.of("relation " + name, "type " + name);
      case SEQUENCE, INDEX -> List.of("relation " + name);
      case ENUM, DOMAIN, RANGE -> List.of("type " + name);
      case CONSTRAINT ->
          ((Constraint) object).isIndexed() ? List.of("relation " + name) : List.of();
      case COLUMN -> {
        Column.Identity identity = ((Column) object).identity();
        yield identity == null
            ? List.of()
            : List.of("relation " + id.schema() + "." + identity.sequence());
      }
      default -> List.of();
    };
  }
}
