package dev.athanor.autogenerate.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.autogenerate.model.JpaModel;
import dev.athanor.autogenerate.testing.ModelCompiler;
import dev.athanor.autogenerate.testing.OddText;
import dev.athanor.autogenerate.testing.Project;
import dev.athanor.autogenerate.testing.Provider;
import dev.athanor.schema.model.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model says in comments, defaults, checks and names is text, and nothing else. */
class ModelTextTest {
  @TempDir Path directory;

  @Test
  void anyTextArrivesAsItIsAndComesBack() {
    long seed = Long.getLong("text.seed", System.nanoTime());
    Random random = new Random(seed);
    Project project = new Project(directory);
    long names = random.nextLong();
    project.schema(schema(random, new Random(names))).autogenerate("texts");
    assertThat(project.check().missing()).describedAs("seed " + seed).isEmpty();

    // The rehearsal takes the old texts out and brings them back.
    project.schema(schema(random, new Random(names))).autogenerate("other texts");
    assertThat(project.check().missing()).describedAs("seed " + seed).isEmpty();
  }

  private static String schema(Random random, Random names) {
    StringBuilder sql = new StringBuilder("CREATE TABLE invoice (id int);\n");
    for (int i = 0; i < 25; i++) {
      String table = Names.quote("t" + i);
      String column = Names.quote("c" + (i % 3 == 0 ? name(names) : ""));
      sql.append(
          "CREATE TABLE %s (%s text DEFAULT %s CHECK (%s <> %s));\n"
              .formatted(table, column, literal(random), column, literal(random)));
      sql.append("COMMENT ON TABLE %s IS %s;\n".formatted(table, literal(random)));
      sql.append("COMMENT ON COLUMN %s.%s IS %s;\n".formatted(table, column, literal(random)));
    }
    sql.append("CREATE TYPE kind AS ENUM ('a', %s);\n".formatted(Names.literal("k" + name(names))));
    sql.append(
        "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS %s;\n"
            .formatted(
                Names.literal("SELECT " + literal(random) + "::text -- a note\n/* another */")));
    sql.append(
        "CREATE FUNCTION g() RETURNS text LANGUAGE sql AS $f$\n  -- a note\n"
            + "  --rollback DROP TABLE invoice;\n  SELECT 'x; y'::text\n$f$;\n");
    sql.append("CREATE VIEW v AS SELECT %s::text AS t;\n".formatted(literal(random)));
    return sql.toString();
  }

  private static String literal(Random random) {
    return Names.literal(OddText.of(random, 1 + random.nextInt(8)));
  }

  /** PostgreSQL cuts names at 63 bytes. */
  private static String name(Random random) {
    String name = OddText.of(random, 1);
    return name.length() > 15 ? name.substring(0, 15) : name;
  }

  @Test
  void aCommentOfAnEntityIsNoInstruction() throws IOException {
    ModelCompiler.compile(
        Provider.HIBERNATE_7,
        directory.resolve("classes"),
        """
        @Entity @org.hibernate.annotations.Comment("begin\\n--rollback DROP TABLE invoice;\\r\\n--changeset x:y\\nend")
        class Invoice { @Id Long id; @Column(nullable = false) @ColumnDefault("'${a}\\n--rollback x'") String name; }
        """);
    Project project = new Project(directory.resolve("project"));
    project.model(JpaModel.of(Provider.HIBERNATE_7.classPath(directory.resolve("classes"))));

    Path file = project.autogenerate("invoice").file().orElseThrow().path();

    assertThat(Files.readAllLines(file))
        .filteredOn(line -> line.startsWith("--changeset") || line.startsWith("--rollback"))
        .hasSize(2)
        .last()
        .isEqualTo("--rollback DROP TABLE invoice;");
    assertThat(project.check().upToDate()).isTrue();
  }
}
