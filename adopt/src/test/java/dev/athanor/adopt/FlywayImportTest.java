package dev.athanor.adopt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.adopt.command.ImportMigrations.Imported;
import dev.athanor.adopt.source.Finding;
import dev.athanor.adopt.source.FlywayOptions;
import dev.athanor.adopt.source.FolderRequest;
import dev.athanor.adopt.testing.Import;
import dev.athanor.adopt.testing.RealFlyway;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.testing.SystemPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flyway itself runs the folder on one database, what is imported of it on another. */
class FlywayImportTest {
  @TempDir Path directory;
  private Path folder;
  private Import imported;

  @BeforeEach
  void folders() throws IOException {
    folder = Files.createDirectories(directory.resolve("migration"));
    imported = new Import(directory.resolve("project"));
    Files.createDirectories(directory.resolve("project"));
  }

  private void file(String name, String... lines) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, String.join("\n", lines) + "\n");
  }

  private FolderRequest request() {
    return FolderRequest.of(folder);
  }

  private void zoo() throws IOException {
    file(
        "V1__create_users.sql",
        "-- the first table",
        "CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text);",
        "CREATE INDEX users_name ON users (name); -- by name");
    file(
        "V1_1__touch.sql",
        "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$",
        "BEGIN",
        "  -- rollback to what was there",
        "  /* comment; with a semicolon */",
        "  NEW.name := 'x;y' || '${notAPlaceholder}';",
        "  RETURN NEW;",
        "END $$;",
        "CREATE TRIGGER touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();");
    file("V1_1__touch.sql.conf", "placeholderReplacement=false");
    file("V2__rows.sql", "-- rollback: none", "INSERT INTO users (name) VALUES ('a'), ('--b');");
    file("V3__owner.sql", "COMMENT ON TABLE users IS '${owner} has it';", "DROP INDEX users_name;");
    file("V10__concurrently.sql", "CREATE INDEX CONCURRENTLY users_id_name ON users (id, name);");
    file(
        "V11__mood.sql",
        "CREATE TYPE mood AS ENUM ('sad');",
        "ALTER TABLE users ADD COLUMN mood mood;");
    file("V12__more_moods.sql", "ALTER TYPE mood ADD VALUE 'ok';");
    file("V12__more_moods.sql.conf", "executeInTransaction=false");
    file(
        "sub/V9_5__settings.sql",
        "SET search_path = public;",
        "CREATE TABLE settings (k text PRIMARY KEY, v text);",
        "INSERT INTO settings VALUES ('a', E'line\\nbreak');");
    file("R__names.sql", "CREATE OR REPLACE VIEW names AS SELECT name FROM users;");
    file("R__all_settings.sql", "CREATE OR REPLACE VIEW all_settings AS SELECT k FROM settings;");
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 10, 11})
  void whatIsImportedBuildsWhatFlywayBuilds(int major) throws IOException {
    zoo();
    String theirs = SystemPostgres.get().newDatabase();
    String ours = SystemPostgres.get().newDatabase();
    new RealFlyway(major, SystemPostgres.get().url(theirs), folder)
        .with("placeholders.owner", "app")
        // Flyway 9 and 10 lock with a transaction that a concurrent index build waits for.
        .with("postgresql.transactional.lock", "false")
        .migrate();
    Imported result =
        imported.of(
            request().withFlyway(FlywayOptions.defaults().with("placeholders.owner", "app")));
    assertThat(result.text()).doesNotContain("To be written");
    imported.upgrade(ours, "head");
    Import.assertSame(Import.dumpAll(ours), Import.dumpAll(theirs));
  }

  @Test
  void aSecondImportIsTheSameAndAddsOnlyWhatIsNew() throws IOException {
    file("V1__create_users.sql", "CREATE TABLE users (id int);");
    imported.of(request());
    List<String> first = imported.files();
    String text = imported.text("create_users");
    Import elsewhere = new Import(Files.createDirectories(directory.resolve("other")));
    elsewhere.of(request());
    assertThat(elsewhere.files()).isEqualTo(first);
    assertThat(elsewhere.text("create_users")).isEqualTo(text);

    file("V2__create_groups.sql", "CREATE TABLE groups (id int);");
    Imported second = imported.of(request());
    assertThat(second.outcome().unchanged()).isEqualTo(1);
    assertThat(second.outcome().written()).hasSize(1);
    assertThat(imported.files()).hasSize(2).containsAll(first);
    assertThat(imported.text("create_users")).isEqualTo(text);
    assertThat(imported.bundle().graph().heads()).hasSize(1);

    file("V1_5__between.sql", "CREATE TABLE between_them (id int);");
    Imported third = imported.of(request());
    assertThat(third.text()).contains("it is older than V2, which was imported before");
    assertThat(imported.bundle().graph().heads()).hasSize(1);
  }

  @Test
  void aWayBackIsTakenFromFlywayOrDerivedOrSaidNotToBeThere() throws IOException {
    file("V1__create_users.sql", "CREATE TABLE users (id int, name text);");
    file("U1__create_users.sql", "DROP TABLE users;");
    file("V2__no_name.sql", "ALTER TABLE users DROP COLUMN name;");
    file("V3__rows.sql", "UPDATE users SET id = id + 1;");
    Imported result = imported.of(request());
    assertThat(result.outcome().written())
        .extracting(each -> each.undo())
        .containsExactly("given", "derived", "none");
    assertThat(result.text())
        .contains("V3: it changes rows of users")
        .contains("V2: the values of public.users.name are lost");
    String database = SystemPostgres.get().newDatabase();
    imported.upgrade(database, "head");
    assertThatThrownBy(() -> imported.downgrade(database, "base"))
        .isInstanceOfSatisfying(
            AthanorException.class, e -> assertThat(e.reason()).isEqualTo(Reason.IRREVERSIBLE));
    String other = SystemPostgres.get().newDatabase();
    imported.upgrade(other, "head-1");
    imported.downgrade(other, "base");
    assertThat(Import.dump(other)).doesNotContain("CREATE TABLE");
  }

  @Test
  void whatOnlyFlywayOrPsqlRunsIsNamedAndKeepsItsPlace() throws IOException {
    file("V1__create_users.sql", "CREATE TABLE users (id int);");
    file("V2__Fill.java", "class V2__Fill {}");
    file("V3__load.sql", "SELECT 1;", "\\copy users from 'users.csv'");
    file("beforeMigrate.sql", "SET lock_timeout = 0;");
    file("afterMigrate__grants.sql", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC;");
    file("V4_single_underscore.sql", "SELECT 1;");
    file("U9__nothing.sql", "SELECT 1;");
    file("notes.txt", "nothing");
    Imported result = imported.of(request());
    assertThat(result.outcome().findings())
        .filteredOn(f -> f.kind() == Finding.Kind.TO_WRITE)
        .hasSize(2)
        .anySatisfy(f -> assertThat(f.reason()).contains("V2__Fill.java is a program"))
        .anySatisfy(
            f -> {
              assertThat(f.line()).isEqualTo(2);
              assertThat(f.reason()).contains("\\copy users from 'users.csv'");
            });
    assertThat(result.outcome().findings())
        .filteredOn(f -> f.kind() == Finding.Kind.LEFT_OUT)
        .hasSize(5);
    assertThat(result.text()).contains("a callback of Flyway's");
    assertThat(imported.files()).hasSize(3);
    assertThatThrownBy(imported::bundle)
        .hasMessageContaining("write the SQL of V2__Fill.java")
        .hasMessageContaining("write the SQL of V3__load.sql, line 2");
  }

  @Test
  void badInputIsRefusedByNameAndWritesNothing() throws IOException {
    assertThatThrownBy(() -> imported.of(request()))
        .hasMessageContaining("cannot be told from its files");
    file("V1__a.sql", "SELECT '${missing}', '${missing}', '${flyway:user}';");
    assertThatThrownBy(() -> imported.of(request()))
        .hasMessageContaining("missing (")
        .hasMessageContaining("V1__a.sql:1")
        .hasMessageContaining("flyway:user");
    file("V1__a.sql", "SELECT 1;");
    file("sub/V01.0__b.sql", "SELECT 2;");
    assertThatThrownBy(() -> imported.of(request()))
        .hasMessageContaining("V1__a.sql")
        .hasMessageContaining("V01.0__b.sql");
    Files.delete(folder.resolve("sub/V01.0__b.sql"));
    Files.write(
        folder.resolve("V2__latin.sql"), "SELECT 'é';".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> imported.of(request()))
        .hasMessageContaining("V2__latin.sql is no text in UTF-8");
    assertThat(directory.resolve("project/versions")).doesNotExist();
    imported.of(request().withFlyway(FlywayOptions.defaults().with("encoding", "ISO-8859-1")));
    assertThat(imported.text("latin")).contains("'é'");
    assertThatThrownBy(() -> FlywayOptions.defaults().with("table", "x"))
        .hasMessageContaining("'table'");
  }

  @Test
  void revisionsOfAnotherOriginAreNotMixedWithImportedOnes() throws IOException {
    file("V1__a.sql", "CREATE TABLE a (id int);");
    Path versions = Files.createDirectories(directory.resolve("project/versions"));
    Files.writeString(
        versions.resolve("own.sql"),
        """
        --liquibase formatted sql
        -- revision: own
        -- down-revision: <base>
        --changeset me:own
        SELECT 1;
        --rollback empty
        """);
    assertThatThrownBy(() -> imported.of(request())).hasMessageContaining("versions/own.sql");
    assertThat(imported.files()).containsExactly("own.sql");
  }

  @Test
  void otherPrefixesSeparatorsAndSuffixesAreFlywaysOptions() throws IOException {
    file("M1-a.ddl", "CREATE TABLE a (id int);");
    file("flyway.conf", "flyway.url=jdbc:x", "flyway.placeholders.who=me");
    FlywayOptions options =
        FlywayOptions.defaults()
            .withConfig(folder.resolve("flyway.conf"))
            .with("flyway.sqlMigrationPrefix", "M")
            .with("sqlMigrationSeparator", "-")
            .with("sqlMigrationSuffixes", ".ddl, .sql");
    Imported result =
        imported.of(
            new FolderRequest(
                java.util.Optional.of(dev.athanor.adopt.source.Tool.FLYWAY),
                List.of(folder),
                options,
                "python3",
                java.util.Optional.empty(),
                "public"));
    assertThat(result.outcome().written()).extracting(each -> each.version()).containsExactly("V1");
  }
}
