package dev.athanor.adopt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.adopt.command.ImportMigrations.Imported;
import dev.athanor.adopt.source.FolderRequest;
import dev.athanor.adopt.testing.Import;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.testing.SystemPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of an imported revision of several changesets some were applied: they go back by themselves. */
class HalfAppliedImportTest {
  @TempDir Path directory;
  private Path folder;
  private Import imported;

  @BeforeEach
  void folders() throws IOException {
    folder = Files.createDirectories(directory.resolve("migrations"));
    imported = new Import(Files.createDirectories(directory.resolve("project")));
  }

  private void file(String name, String... lines) throws IOException {
    Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
  }

  private Imported run() {
    return imported.of(FolderRequest.of(folder));
  }

  @Test
  void whatIsDerivedOfSeveralIndexesIsOfEachAlone() throws IOException {
    file("V1__t.sql", "CREATE TABLE t (id int, a int, b int, c int);");
    file(
        "V2__indexes.sql",
        "CREATE INDEX CONCURRENTLY t_a ON t (a);",
        "CREATE INDEX CONCURRENTLY t_b ON t (b);",
        "CREATE UNIQUE INDEX CONCURRENTLY t_c ON t (c);");

    assertThat(run().text()).doesNotContain("fails where only some");

    assertThat(undo(2)).containsExactly("DROP INDEX t_a", "DROP INDEX t_b", "DROP INDEX t_c");
    eachBeginningGoesBack(2, "t_b", "t_c");
  }

  @Test
  void whatAFileSaysIsCutWhereItPassesEachBeginning() throws IOException {
    file("1_t.up.sql", "CREATE TABLE t (id int, a int);");
    file("1_t.down.sql", "DROP TABLE t;");
    file(
        "2_more.up.sql",
        "BEGIN;",
        "ALTER TABLE t ADD COLUMN b int;",
        "ALTER TABLE t ADD COLUMN c int;",
        "COMMIT;",
        "CREATE INDEX CONCURRENTLY t_b ON t (b);",
        "BEGIN;",
        "CREATE TABLE u (id int);",
        "INSERT INTO u VALUES (1);",
        "COMMIT;",
        "CREATE INDEX t_c ON t (c);");
    file(
        "2_more.down.sql",
        "DROP INDEX CONCURRENTLY t_c;",
        "-- with its rows",
        "DROP TABLE u;",
        "DROP INDEX t_b;",
        "BEGIN;",
        "ALTER TABLE t DROP COLUMN c;",
        "ALTER TABLE t DROP COLUMN b; -- last of all",
        "COMMIT;");

    Imported result = run();

    assertThat(result.outcome().written()).extracting(each -> each.undo()).containsOnly("given");
    assertThat(result.text()).doesNotContain("fails where only some");
    assertThat(imported.text("more"))
        .contains("--rollback -- with its rows\n--rollback DROP TABLE u;");
    eachBeginningGoesBack(2, "t_b", "u", "t_c");
  }

  /** A setting holds up to the end of its changeset. */
  @Test
  void whatAFileSetsHoldsForItsPiece() throws IOException {
    file("1_t.up.sql", "CREATE TABLE t (id int);");
    file(
        "2_s.up.sql",
        "CREATE SCHEMA s;",
        "CREATE TABLE s.u (id int);",
        "COMMIT;",
        "CREATE INDEX CONCURRENTLY u_id ON s.u (id);");
    file(
        "2_s.down.sql",
        "DROP INDEX s.u_id;",
        "SET search_path = s;",
        "DROP TABLE u;",
        "DROP SCHEMA s;");

    assertThat(run().outcome().written())
        .extracting(each -> each.undo())
        .containsExactly("derived", "given");
    eachBeginningGoesBack(2);
  }

  @Test
  void whatAFileSaysInAnotherOrderIsDerivedAnew() throws IOException {
    file("1_t.up.sql", "CREATE TABLE t (id int, a int, b int);");
    file(
        "2_indexes.up.sql",
        "CREATE INDEX CONCURRENTLY t_a ON t (a);",
        "CREATE INDEX CONCURRENTLY t_b ON t (b);");
    file("2_indexes.down.sql", "DROP INDEX t_a;", "DROP INDEX t_b;");

    assertThat(run().outcome().written())
        .extracting(each -> each.undo())
        .containsExactly("derived", "derived");
    eachBeginningGoesBack(2, "t_b");
  }

  /** What was never done to rows is not undone: no schema tells which changeset that belongs to. */
  @Test
  void whatChangesRowsIsNotGivenToAnotherChangeset() throws IOException {
    file("1_t.up.sql", "CREATE TABLE t (id int, price int);", "INSERT INTO t VALUES (1, 300);");
    file(
        "2_more.up.sql",
        "CREATE INDEX CONCURRENTLY t_price ON t (price);",
        "UPDATE t SET price = price / (price - 300);");
    file("2_more.down.sql", "UPDATE t SET price = price * 100;", "DROP INDEX no_such;");
    run();
    String database = SystemPostgres.get().newDatabase();
    assertThatThrownBy(() -> imported.upgrade(database, id(2))).hasMessageContaining("zero");

    assertThatThrownBy(() -> imported.downgrade(database, id(1))).hasMessageContaining("no_such");
    assertThat(Import.dumpAll(database)).contains("VALUES (1, 300)");
  }

  /** Where rows say that nothing can be derived, the file's own way back stays, and it is said. */
  @Test
  void whatCannotBeToldApartIsSaid() throws IOException {
    file("1_t.up.sql", "CREATE TABLE t (id int, a int, b int);");
    file(
        "2_more.up.sql",
        "UPDATE t SET a = 1;",
        "CREATE INDEX CONCURRENTLY t_a ON t (a);",
        "CREATE INDEX CONCURRENTLY t_b ON t (b);");
    file("2_more.down.sql", "UPDATE t SET a = 0;", "DROP INDEX t_a, t_b;");

    assertThat(run().text())
        .contains(
            "2_more.up.sql: what undoes it stands at its first changeset and undoes all of it: it"
                + " fails where only some of its 3 changesets were applied");
    String database = SystemPostgres.get().newDatabase();
    imported.upgrade(database, "head");
    imported.downgrade(database, "-1");
    assertThat(Import.dump(database)).doesNotContain("CREATE INDEX");
  }

  /** One that locks nobody out undoes what ran in a transaction. */
  @Test
  void aSingleChangesetThatStoppedHasNothingToUndo() throws IOException {
    file("1_t.up.sql", "CREATE TABLE t (id int, a int);");
    file("2_index.up.sql", "CREATE INDEX t_a ON t (a);");
    file("2_index.down.sql", "DROP INDEX CONCURRENTLY t_a;");
    file("3_two.up.sql", "ALTER TABLE t ADD b int;", "CREATE INDEX t_b ON t (b);");
    file("3_two.down.sql", "DROP INDEX CONCURRENTLY t_b;", "ALTER TABLE t DROP b;");
    run();

    eachBeginningGoesBack(2, "t_a");
    eachBeginningGoesBack(3, "t_b");
  }

  /**
   * @param names that something else has, so that the changeset that makes it fails
   */
  private void eachBeginningGoesBack(int number, String... names) {
    for (String name : names) {
      String database = SystemPostgres.get().newDatabase();
      imported.upgrade(database, id(number - 1));
      execute(database, "CREATE TABLE " + name + " ()");
      String before = Import.dumpAll(database);
      assertThatThrownBy(() -> imported.upgrade(database, id(number)))
          .isInstanceOf(AthanorException.class)
          .hasMessageContaining(name);
      imported.downgrade(database, id(number - 1));
      Import.assertSame(Import.dumpAll(database), before);
    }
    String whole = SystemPostgres.get().newDatabase();
    imported.upgrade(whole, id(number - 1));
    String before = Import.dumpAll(whole);
    imported.upgrade(whole, id(number));
    imported.downgrade(whole, id(number - 1));
    Import.assertSame(Import.dumpAll(whole), before);
  }

  /** The revisions are in a line. */
  private String id(int number) {
    return imported.bundle().revisions().get(number - 1).revision().id();
  }

  private List<String> undo(int number) {
    return imported.bundle().revisions().stream()
        .filter(each -> each.revision().id().equals(id(number)))
        .flatMap(each -> each.changesets().stream())
        .map(Changeset::key)
        .map(key -> String.join("\n", imported.bundle().sql(key).down()))
        .toList();
  }

  private static void execute(String database, String sql) {
    try (var connection = SystemPostgres.get().connect(database);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
