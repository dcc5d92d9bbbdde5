package dev.athanor.pages.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.testing.RandomText;
import dev.athanor.pages.catalog.DocumentedSchema;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Whatever things are called, the diagram has a line a thing, and each line is of a form that was
 * tried with Mermaid 11 (keywords as names, quotes, percents and what else its lexer reads).
 */
class MermaidDiagramTest {
  private static final String QUOTED = "\"(?:[^\\x00-\\x7f]|[A-Za-z0-9 _.,()-]|#[0-9]+;)*\"";
  private static final String WORD = "(?!(?i:[PFU]K) )[A-Za-z_][A-Za-z0-9_()\\[\\]-]*";
  private static final String LINE =
      "erDiagram|  \\}|  "
          + QUOTED
          + "( \\{)?|    "
          + WORD
          + " "
          + WORD
          + "( PK| FK| PK, FK)?( "
          + QUOTED
          + ")?|  "
          + QUOTED
          + " \\|[|o]--o[{|] "
          + QUOTED
          + " : "
          + QUOTED;

  @Test
  void everyLineIsOfAFormThatMermaidReads() {
    Random random = new Random(11);
    for (int i = 0; i < 2_000; i++) {
      DocumentedSchema schema = schema(name(random), name(random), name(random));
      ObjectId table = schema.tables().get(0).id();
      String diagram = MermaidDiagram.around(schema, table);
      assertThat(diagram.split("\n"))
          .hasSize(6)
          .allMatch(line -> (line + " ").matches("(?:" + LINE + ") "));
      assertThat(MermaidDiagram.overview(schema, List.of(table)).split("\n"))
          .hasSize(3)
          .allMatch(line -> (line + " ").matches("(?:" + LINE + ") "));
    }
  }

  @Test
  void wordsOfTheLanguageAreNames() {
    assertThat(
            MermaidDiagram.around(schema("title", "PK", "int"), ObjectId.table("public", "title")))
        .isEqualTo(
            """
            erDiagram
              "title" {
                int id PK
                int _PK FK "PK"
              }
              "title" |o--o{ "title" : "PK"
            """);
  }

  private static String name(Random random) {
    String[] words = {"PK", "fk", "title", "one", "to", "class", "1", "%%", "a\"b", "--", "}"};
    return random.nextBoolean() ? RandomText.next(random) : words[random.nextInt(words.length)];
  }

  /** A table that refers to itself. */
  private static DocumentedSchema schema(String table, String column, String type) {
    Map<ObjectId, SchemaObject> objects = new LinkedHashMap<>();
    ObjectId id = ObjectId.table("public", table);
    objects.put(id, Table.plain(id));
    Column key = Column.of(ObjectId.column("public", table, "id"), "int", true, null);
    Column other = Column.of(ObjectId.column("public", table, column), type, false, null);
    objects.put(key.id(), key);
    objects.put(other.id(), other);
    constraint(objects, id, Constraint.Type.PRIMARY_KEY, "PRIMARY KEY (id)", null);
    constraint(
        objects,
        id,
        Constraint.Type.FOREIGN_KEY,
        "FOREIGN KEY (" + Names.quote(column) + ") REFERENCES t(id)",
        id);
    SchemaSnapshot snapshot =
        new SchemaSnapshot(17, "public", objects, Set.of(), Map.<ObjectId, ObjectId>of());
    return new DocumentedSchema(snapshot, Map.of(), Map.of());
  }

  private static void constraint(
      Map<ObjectId, SchemaObject> objects,
      ObjectId table,
      Constraint.Type type,
      String definition,
      ObjectId referenced) {
    Constraint constraint =
        new Constraint(
            table.child(dev.athanor.schema.model.Kind.CONSTRAINT, type.name()),
            type,
            definition,
            true,
            referenced,
            "",
            null,
            null);
    objects.put(constraint.id(), constraint);
  }
}
