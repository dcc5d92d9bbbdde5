package dev.athanor.schema;

import static dev.athanor.schema.SnapshotBuilder.id;
import static dev.athanor.schema.model.Constraint.Type.CHECK;
import static dev.athanor.schema.model.Constraint.Type.PRIMARY_KEY;
import static dev.athanor.schema.model.Constraint.Type.UNIQUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.schema.ddl.Ddl;
import dev.athanor.schema.ddl.DdlOptions;
import dev.athanor.schema.ddl.DdlStatement;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.diff.Hazard;
import dev.athanor.schema.diff.Rename;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The exact SQL, without a database. */
class DdlTest {
  private static final SchemaSnapshot EMPTY = new SnapshotBuilder().build();

  private static SnapshotBuilder users() {
    return new SnapshotBuilder()
        .table("users")
        .column("users.id", "uuid", true, "gen_random_uuid()")
        .column("users.name", "character varying(50)");
  }

  private static List<String> sql(SnapshotBuilder before, SnapshotBuilder after) {
    return sql(before, after, DdlOptions.DEFAULT);
  }

  private static List<String> sql(
      SnapshotBuilder before, SnapshotBuilder after, DdlOptions options) {
    return lines(Ddl.render(SchemaDiff.between(before.build(), after.build()), options));
  }

  private static List<String> lines(List<DdlStatement> statements) {
    return statements.stream().map(DdlStatement::sql).toList();
  }

  @Test
  void aTableComesWithItsConstraintsInline() {
    SnapshotBuilder after =
        users()
            .column("users.order", "integer", false, "0")
            .constraint("users.users_pkey", PRIMARY_KEY, "PRIMARY KEY (id)")
            .constraint("users.users_order_check", CHECK, "CHECK (\"order\" > 0)")
            .index(
                "users.users_name_idx", "CREATE INDEX users_name_idx ON users USING btree (name)");

    assertThat(sql(new SnapshotBuilder(), after))
        .containsExactly(
            """
            CREATE TABLE users (
                id uuid DEFAULT gen_random_uuid() NOT NULL,
                name character varying(50),
                "order" integer DEFAULT 0,
                CONSTRAINT users_pkey PRIMARY KEY (id),
                CONSTRAINT users_order_check CHECK ("order" > 0)
            )""",
            "CREATE INDEX users_name_idx ON users USING btree (name)");
    assertThat(sql(after, new SnapshotBuilder())).containsExactly("DROP TABLE users");
  }

  @Test
  void foreignKeysInACircleComeAfterTheTables() {
    SnapshotBuilder after =
        new SnapshotBuilder()
            .table("a")
            .column("a.b", "integer")
            .table("b")
            .column("b.a", "integer")
            .table("c")
            .column("c.a", "integer")
            .foreignKey("a.a_fk", "FOREIGN KEY (b) REFERENCES b(a)", "b")
            .foreignKey("b.b_fk", "FOREIGN KEY (a) REFERENCES a(b)", "a")
            .foreignKey("c.c_fk", "FOREIGN KEY (a) REFERENCES a(b)", "a");

    assertThat(sql(new SnapshotBuilder(), after))
        .containsExactly(
            "CREATE TABLE a (\n    b integer\n)",
            "CREATE TABLE b (\n    a integer\n)",
            "ALTER TABLE b ADD CONSTRAINT b_fk FOREIGN KEY (a) REFERENCES a(b)",
            "CREATE TABLE c (\n    a integer,\n"
                + "    CONSTRAINT c_fk FOREIGN KEY (a) REFERENCES a(b)\n)",
            "ALTER TABLE a ADD CONSTRAINT a_fk FOREIGN KEY (b) REFERENCES b(a)");
    assertThat(sql(after, new SnapshotBuilder()))
        .containsExactlyInAnyOrder(
            "ALTER TABLE a DROP CONSTRAINT a_fk",
            "ALTER TABLE b DROP CONSTRAINT b_fk",
            "DROP TABLE c",
            "DROP TABLE b",
            "DROP TABLE a");
  }

  @Test
  void aTypeChangesWithItsDefaultInOneStatement() {
    SnapshotBuilder before =
        new SnapshotBuilder().table("t").column("t.n", "text", false, "'1'::text");
    SnapshotBuilder after = new SnapshotBuilder().table("t").column("t.n", "uuid", true, "f()");

    assertThat(sql(before, after))
        .containsExactly(
            """
            ALTER TABLE t
                ALTER COLUMN n DROP DEFAULT,
                ALTER COLUMN n TYPE uuid USING n::uuid,
                ALTER COLUMN n SET DEFAULT f()""",
            "ALTER TABLE t ALTER COLUMN n SET NOT NULL");
  }

  @Test
  void aLongerVarcharNeedsNoUsing() {
    SnapshotBuilder after =
        new SnapshotBuilder()
            .table("users")
            .column("users.id", "uuid", true, "gen_random_uuid()")
            .column("users.name", "character varying(80)");

    assertThat(sql(users(), after))
        .containsExactly("ALTER TABLE users ALTER COLUMN name TYPE character varying(80)");
    assertThat(SchemaDiff.between(users().build(), after.build()).hazards()).isEmpty();
    assertThat(SchemaDiff.between(after.build(), users().build()).hazards())
        .extracting(Hazard::kind)
        .containsExactly(Hazard.Kind.LONG_LOCK, Hazard.Kind.NEEDS_ATTENTION);
  }

  @Test
  void typesWithoutAConversionLoseTheirValues() {
    SnapshotBuilder before = new SnapshotBuilder().table("t").column("t.n", "integer");
    SnapshotBuilder after = new SnapshotBuilder().table("t").column("t.n", "date");

    assertThat(sql(before, after))
        .containsExactly("ALTER TABLE t ALTER COLUMN n TYPE date USING NULL::date");
  }

  @Test
  void viewsStepAsideForWhatTheyStandOn() {
    SnapshotBuilder before = users().view("v", " SELECT name\n   FROM users", "name text");
    SnapshotBuilder after =
        new SnapshotBuilder()
            .table("users")
            .column("users.id", "uuid", true, "gen_random_uuid()")
            .column("users.name", "text")
            .view("v", " SELECT name\n   FROM users", "name text");
    for (SnapshotBuilder side : List.of(before, after)) {
      side.depends(id(Kind.VIEW, "v"), id(Kind.COLUMN, "users.name"));
    }

    assertThat(sql(before, after))
        .containsExactly(
            "DROP VIEW v",
            "ALTER TABLE users ALTER COLUMN name TYPE text",
            "CREATE VIEW v AS\n SELECT name\n   FROM users");
  }

  @Test
  void aGrownEnumIsCommittedBeforeItIsUsed() {
    SnapshotBuilder before = new SnapshotBuilder().enumType("role", "admin", "user");
    SnapshotBuilder after =
        new SnapshotBuilder()
            .enumType("role", "root", "admin", "guest", "user", "other")
            .table("t")
            .column("t.r", "role", false, "'guest'::role")
            .depends(id(Kind.COLUMN, "t.r"), id(Kind.ENUM, "role"));

    List<DdlStatement> statements = Ddl.render(SchemaDiff.between(before.build(), after.build()));
    assertThat(lines(statements))
        .containsExactly(
            "ALTER TYPE role ADD VALUE 'root' BEFORE 'admin'",
            "ALTER TYPE role ADD VALUE 'guest' AFTER 'admin'",
            "ALTER TYPE role ADD VALUE 'other'",
            "CREATE TABLE t (\n    r role DEFAULT 'guest'::role\n)");
    assertThat(statements).extracting(DdlStatement::group).containsExactly(0, 0, 0, 1);
  }

  @Test
  void aShrunkEnumIsSwapped() {
    SnapshotBuilder before = enumColumn("a", "b");
    SnapshotBuilder after = enumColumn("a");

    List<DdlStatement> statements = Ddl.render(SchemaDiff.between(before.build(), after.build()));
    assertThat(lines(statements))
        .containsExactly(
            "ALTER TYPE e RENAME TO e__old",
            "CREATE TYPE e AS ENUM ('a')",
            """
            ALTER TABLE t
                ALTER COLUMN c DROP DEFAULT,
                ALTER COLUMN c TYPE e USING c::text::e,
                ALTER COLUMN c SET DEFAULT 'a'::e""",
            "DROP TYPE e__old");
    assertThat(statements).anyMatch(DdlStatement::isDestructive);
  }

  private static SnapshotBuilder enumColumn(String... labels) {
    return new SnapshotBuilder()
        .enumType("e", labels)
        .table("t")
        .column("t.c", "e", false, "'a'::e")
        .depends(id(Kind.COLUMN, "t.c"), id(Kind.ENUM, "e"))
        .depends(id(Kind.DEFAULT, "t.c"), id(Kind.ENUM, "e"));
  }

  @Test
  void safeFormsOnTablesThatExist() {
    SnapshotBuilder after =
        users()
            .column("users.boss", "uuid")
            .constraint(
                "users.users_name_key", UNIQUE, "UNIQUE NULLS NOT DISTINCT (name) DEFERRABLE")
            .foreignKey("users.users_boss_fk", "FOREIGN KEY (boss) REFERENCES users(id)", "users")
            .index("users.users_boss", "CREATE INDEX users_boss ON users USING btree (boss)");

    List<DdlStatement> statements =
        Ddl.render(
            SchemaDiff.between(users().build(), after.build()), DdlOptions.DEFAULT.withSafe(true));
    assertThat(lines(statements))
        .containsExactly(
            "ALTER TABLE users ADD COLUMN boss uuid",
            "ALTER TABLE users ADD CONSTRAINT users_boss_fk FOREIGN KEY (boss) REFERENCES"
                + " users(id) NOT VALID",
            "ALTER TABLE users VALIDATE CONSTRAINT users_boss_fk",
            "CREATE UNIQUE INDEX CONCURRENTLY users_name_key ON users (name) NULLS NOT DISTINCT",
            "ALTER TABLE users ADD CONSTRAINT users_name_key UNIQUE USING INDEX users_name_key"
                + " DEFERRABLE",
            "CREATE INDEX CONCURRENTLY users_boss ON users USING btree (boss)");
    assertThat(statements).extracting(DdlStatement::group).containsExactly(0, 0, 1, 2, 3, 4);
    assertThat(statements)
        .extracting(DdlStatement::transactional)
        .containsExactly(true, true, true, false, true, false);
  }

  @Test
  void notNullInStages() {
    SnapshotBuilder after =
        new SnapshotBuilder()
            .table("users")
            .column("users.id", "uuid", true, "gen_random_uuid()")
            .column("users.name", "character varying(50)", true, null);

    List<DdlStatement> statements =
        Ddl.render(
            SchemaDiff.between(users().build(), after.build()), DdlOptions.DEFAULT.withSafe(true));
    assertThat(lines(statements))
        .containsExactly(
            "ALTER TABLE users ADD CONSTRAINT users_name_not_null CHECK (name IS NOT NULL) NOT"
                + " VALID",
            "ALTER TABLE users VALIDATE CONSTRAINT users_name_not_null",
            "ALTER TABLE users ALTER COLUMN name SET NOT NULL",
            "ALTER TABLE users DROP CONSTRAINT users_name_not_null");
    assertThat(statements.get(1).comment()).contains("UPDATE users SET name = …");
  }

  @Test
  void aColumnThatComesBackIsFilled() {
    SnapshotBuilder after = users().column("users.age", "integer", true, null);

    assertThat(sql(users(), after, DdlOptions.DEFAULT.withFillNotNull(true)))
        .containsExactly(
            "ALTER TABLE users ADD COLUMN age integer DEFAULT 0 NOT NULL",
            "ALTER TABLE users ALTER COLUMN age DROP DEFAULT");
    assertThat(sql(users(), after))
        .containsExactly("ALTER TABLE users ADD COLUMN age integer NOT NULL");
  }

  @Test
  void renamesComeFirstAndGoBackLast() {
    SnapshotBuilder renamed = new SnapshotBuilder().table("people").column("people.id", "integer");
    SnapshotBuilder after = new SnapshotBuilder().table("people").column("people.id", "bigint");
    SchemaDiff diff =
        SchemaDiff.between(
            renamed.build(), after.build(), List.of(new Rename(id(Kind.TABLE, "users"), "people")));

    assertThat(lines(Ddl.render(diff)))
        .containsExactly(
            "ALTER TABLE users RENAME TO people", "ALTER TABLE people ALTER COLUMN id TYPE bigint");
    assertThat(lines(Ddl.render(diff.reverse())))
        .containsExactly(
            "ALTER TABLE people ALTER COLUMN id TYPE integer",
            "ALTER TABLE people RENAME TO users");
    assertThat(diff.headlines().stream().map(Difference::describe))
        .containsExactly(
            "renamed table public.users to people",
            "changed column public.people.id: type: integer → bigint");
  }

  @Test
  void aDroppedAndAnAddedColumnMayBeARename() {
    SnapshotBuilder after =
        new SnapshotBuilder()
            .table("users")
            .column("users.id", "uuid", true, "gen_random_uuid()")
            .column("users.full_name", "character varying(50)");
    SchemaDiff diff = SchemaDiff.between(users().build(), after.build());

    assertThat(diff.possibleRenames())
        .containsExactly(new Rename(id(Kind.COLUMN, "users.name"), "full_name"));
    assertThat(diff.hazards()).extracting(Hazard::kind).containsExactly(Hazard.Kind.DATA_LOSS);
    assertThat(lines(Ddl.render(diff)))
        .containsExactly(
            "ALTER TABLE users ADD COLUMN full_name character varying(50)",
            "ALTER TABLE users DROP COLUMN name");
  }

  @Test
  void whatIsNotWantedStaysAsItIs() {
    SnapshotBuilder after = users().column("users.age", "integer").table("extra");
    SchemaDiff diff =
        SchemaDiff.between(
            users().index("users.i", "CREATE INDEX i ON users USING btree (id)").build(),
            after.build());
    SchemaDiff wanted =
        diff.select(d -> d instanceof Difference.Added && d.id().within().isEmpty());

    assertThat(diff.headlines()).hasSize(3);
    assertThat(lines(Ddl.render(wanted))).containsExactly("CREATE TABLE extra ()");
    assertThat(lines(Ddl.render(wanted.reverse()))).containsExactly("DROP TABLE extra");
  }

  @Test
  void nothingToDo() {
    assertThat(SchemaDiff.between(users().build(), users().build()).isEmpty()).isTrue();
    assertThat(Ddl.render(SchemaDiff.between(EMPTY, EMPTY))).isEmpty();
  }
}
