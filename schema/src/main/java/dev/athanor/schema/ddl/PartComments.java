package dev.athanor.schema.ddl;

import dev.athanor.schema.model.CompositeType;
import dev.athanor.schema.model.Domain;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.SchemaObject;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is said of the parts of a type: attributes of a composite type, checks of a domain. */
final class PartComments {
  private final Names names;
  private final CommentSql comments;

  PartComments(Names names, CommentSql comments) {
    this.names = names;
    this.comments = comments;
  }

  /** Says what changed; {@code before} is null for a type just made. */
  void write(SchemaObject before, SchemaObject after) {
    SortedMap<String, String> now = of(after, after);
    SortedMap<String, String> old = before == null ? new TreeMap<>() : of(before, after);
    now.forEach(
        (part, text) -> {
          if (!Objects.equals(text, old.get(part))) {
            comments.write(part, text);
          }
        });
  }

  /**
   * The parts that are in {@code wanted} too, as COMMENT ON names them; without a comment, null.
   */
  private SortedMap<String, String> of(SchemaObject type, SchemaObject wanted) {
    SortedMap<String, String> parts = new TreeMap<>();
    String name = names.of(type.id());
    if (type instanceof CompositeType composite) {
      composite
          .attributes()
          .forEach(a -> parts.put("COLUMN " + name + "." + Names.quote(a.name()), a.comment()));
    } else if (type instanceof Domain domain) {
      domain
          .checks()
          .forEach(
              (check, definition) -> {
                // A check that is made anew has lost its comment.
                if (definition.equals(((Domain) wanted).checks().get(check))) {
                  parts.put(
                      "CONSTRAINT " + Names.quote(check) + " ON DOMAIN " + name,
                      domain.checkComments().get(check));
                }
              });
    }
    return parts;
  }
}
