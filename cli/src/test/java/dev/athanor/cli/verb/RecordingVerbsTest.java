package dev.athanor.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.cli.Commands;
import dev.athanor.cli.Commands.Outcome;
import dev.athanor.cli.ExitCode;
import dev.athanor.engine.testing.Psql;
import dev.athanor.engine.testing.SystemPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts, stamps and repairs as a person types them, on a real database. */
class RecordingVerbsTest {
  @TempDir Path root;

  @BeforeEach
  void writeRevisions() throws IOException {
    revision("1a", "<base>", "CREATE TABLE users (id int)", "DROP TABLE users");
    revision("2b", "1a", "ALTER TABLE users ADD n int", "ALTER TABLE users DROP n");
  }

  private void revision(String id, String down, String up, String undo) throws IOException {
    Files.createDirectories(root.resolve("versions"));
    Files.writeString(
        root.resolve("versions/" + id + ".sql"),
        """
        --liquibase formatted sql
        -- revision: %s
        -- down-revision: %s
        -- message: revision of users

        --changeset test:%s
        %s;
        --rollback %s;
        """
            .formatted(id, down, id, up, undo));
  }

  private Outcome run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--root=" + root);
    return Commands.capture(all.toArray(String[]::new));
  }

  private String ok(String... arguments) {
    Outcome outcome = run(arguments);
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.OK);
    return outcome.out().strip();
  }

  @Test
  void aRangeIsAScriptThatAsksNoDatabase() throws IOException {
    String script = ok("upgrade", "1a:2b", "--sql");
    assertThat(script).startsWith("-- Upgrade 1a -> 2b").contains("ALTER TABLE users ADD n int");
    assertThat(ok("plan", "2b:base", "--sql")).startsWith("-- Downgrade 2b -> base");
    assertThat(ok("plan", ":2b")).startsWith("Upgrade base -> 2b, 2 changesets");
    assertThat(ok("upgrade", "2b", "--sql", "--json")).contains("\"direction\" : \"UP\"");
    Path file = root.resolve("down.sql");
    assertThat(ok("downgrade", "2b:1a", "--sql", "--output=" + file)).contains("Wrote " + file);
    assertThat(file).content().startsWith("-- Downgrade 2b -> 1a");

    assertThat(run("upgrade", "1a:2b", "--no-backup").err())
        .contains("'1a:2b' is a range", "--sql");
    assertThat(run("upgrade", "2b:1a", "--sql").err()).contains("older than what is applied");
    assertThat(run("downgrade", "1a", "--sql").err()).contains("does not say from where to where");
  }

  @Test
  void aStampIsAScriptToo() throws IOException {
    assertThat(ok("stamp", "1a:2b", "--sql"))
        .startsWith("-- Stamp 1a -> 2b: 1 recorded, 0 forgotten")
        .doesNotContain("ADD n int;");
    Path file = root.resolve("stamp.sql");
    assertThat(ok("stamp", "head", "--sql", "--output=" + file))
        .isEqualTo(
            "Stamp base -> 2b: 2 recorded, 0 forgotten, nothing is run\nWrote "
                + file
                + ": run it with psql -X -f");
    assertThat(run("stamp", "2b", "--sql", "--purge").err())
        .contains("--purge forgets what a database has recorded, and --sql asks none");
  }

  @Test
  void whatAScriptDidTheCommandGoesOnFrom() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    SystemPostgres server = SystemPostgres.get();
    String name = server.newDatabase();
    String url = "--database-url=postgresql://postgres@127.0.0.1:" + server.port() + "/" + name;
    Psql.Run psql = Psql.script(name, ok("upgrade", ":1a", "--sql"));
    assertThat(psql.code()).as(psql.output()).isZero();
    assertThat(ok("current", url)).isEqualTo("1a");
    assertThat(ok("upgrade", "--no-backup", url)).startsWith("Upgraded to 2b");
    assertThat(ok("downgrade", "2000-01-01T10:00:00", "--no-backup", url))
        .startsWith("Downgraded to <base>");
  }

  @Test
  void stampsAndRepairs() throws IOException {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    SystemPostgres server = SystemPostgres.get();
    String url =
        "--database-url=postgresql://postgres@127.0.0.1:"
            + server.port()
            + "/"
            + server.newDatabase();
    assertThat(Commands.capture("ensure-version", url).out()).contains("public.databasechangelog");
    assertThat(ok("current", url)).isEqualTo("<base>");
    assertThat(run("stamp", url).err()).contains("Nobody said where the database is");
    assertThat(ok("stamp", "head", url)).startsWith("Recorded as at 2b; nothing was run");
    revision("2b", "1a", "ALTER TABLE users ADD n bigint", "ALTER TABLE users DROP n");
    assertThat(run("upgrade", "--no-backup", url).err()).contains("`athanor repair`");
    assertThat(run("repair", "2b", url).err()).contains("Missing option: -m");
    assertThat(ok("repair", "2b", "-m", "done by hand", url)).contains("because done by hand");
    assertThat(ok("upgrade", "--no-backup", url)).isEqualTo("Nothing to do: at 2b");
  }

  @Test
  void checksAgainstWhatWasPublished() throws IOException {
    String bundle = root.resolve("b.zip").toString();
    ok("package", bundle);
    assertThat(ok("check", "--against", bundle)).startsWith("All 2 revisions of " + bundle);
    revision("2b", "1a", "ALTER TABLE users ADD n bigint", "ALTER TABLE users DROP n");
    Outcome refused = run("check", "--against", bundle);
    assertThat(refused.code()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.err()).contains("revision 2b", "was edited", "`athanor repair`");
    assertThat(run("check").code()).isEqualTo(ExitCode.USAGE);
  }
}
