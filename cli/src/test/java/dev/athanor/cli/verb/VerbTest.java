package dev.athanor.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.cli.Commands;
import dev.athanor.cli.Commands.Outcome;
import dev.athanor.cli.ExitCode;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.testing.SystemPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs as a person types them, on a real database. */
class VerbTest {
  private static final String FIRST = "1975ea83b712";
  private static final String SECOND = "27c6a30d7c24";

  @TempDir Path root;

  @BeforeEach
  void writeRevisions() throws IOException {
    revision(FIRST, "<base>", "create users", "CREATE TABLE users (id int)", "DROP TABLE users");
    revision(SECOND, FIRST, "add name", "ALTER TABLE users ADD n int", "ALTER TABLE users DROP n");
  }

  @Test
  void looksAtRevisionsWithoutADatabase() {
    String root = "--root=" + this.root;
    assertThat(ok("heads", root)).isEqualTo(SECOND + " (head)");
    assertThat(ok("history", root)).startsWith(FIRST + " -> " + SECOND + " (head), add name");
    assertThat(ok("history", ":1975", root)).contains("create users").doesNotContain("add name");
    assertThat(ok("show", "1975", root)).contains("create users");
    assertThat(ok("branches", root)).isEmpty();
    assertThat(ok("heads", "--json", root)).contains("\"" + SECOND + "\"").startsWith("[");
    String bundle = this.root.resolve("b.zip").toString();
    assertThat(ok("package", bundle, root)).contains("sha256:");
    assertThat(ok("heads", "--bundle=" + bundle)).isEqualTo(SECOND + " (head)");
  }

  @Test
  void writesTheManifestsOfABundle() throws IOException {
    Path bundle = root.resolve("b.zip");
    ok("package", bundle.toString(), "--root=" + root);
    Path out = root.resolve("k8s");
    String[] command = {
      "manifest", out.toString(), "--name=shop", "--database-host=db", "--database-name=shop"
    };

    assertThat(ok(plus(command, "--bundle=" + bundle, "--to=1975", "--allow-downgrade")))
        .isEqualTo("Wrote the manifests of shop to " + out);
    String digest = Bundle.read(bundle).digest();
    assertThat(out.resolve("configmap.yaml"))
        .content()
        .contains("immutable: true", "name: shop-" + digest.substring(7, 19));
    assertThat(out.resolve("databasemigration.yaml"))
        .content()
        .contains("digest: " + digest, "target: '1975'", "allowDowngrade: true")
        .contains("claimName: shop-backups");

    ok(plus(command, "--root=" + root, "--image=r/shop:1", "--backup-policy=never"));
    assertThat(out).isDirectoryNotContaining("glob:**/configmap.yaml");

    Outcome refused =
        Commands.capture(plus(command, "--root=" + root, "--database-sslmode=always"));
    assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.err()).contains("'always' is no sslmode", "--database-sslmode.");
  }

  @Test
  void severalHeadsAreNoTargetOfAManifest() throws IOException {
    revision("3aaaaaaaaaaa", FIRST, "other", "SELECT 1", "SELECT 1");
    String from = "--root=" + root;
    Path out = root.resolve("k8s");
    String[] command = {
      "manifest", out.toString(), from, "--name=shop", "--database-host=db", "--database-name=shop"
    };

    Outcome packaged = Commands.capture("package", root.resolve("b.zip").toString(), from);
    assertThat(packaged.code()).isEqualTo(ExitCode.OK);
    assertThat(packaged.err()).contains("There are 2 heads, " + SECOND, "3aaaaaaaaaaa", "merge");
    Outcome gate =
        Commands.capture("package", root.resolve("c.zip").toString(), from, "--single-head");
    assertThat(gate.code()).isEqualTo(ExitCode.FAILED);
    assertThat(gate.err()).contains("There are 2 heads", "Join them with `merge`");
    assertThat(root.resolve("c.zip")).doesNotExist();
    Outcome refused = Commands.capture(command);
    assertThat(refused.code()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.err()).contains("'head' is ambiguous: there are 2 heads", "`merge`");
    assertThat(out).doesNotExist();
    assertThat(ok(plus(command, "--to=" + SECOND))).contains("Wrote the manifests");
    assertThat(Commands.capture(plus(command, "--to=-1")).err())
        .contains("'-1' is for people", "a branch label");
    Outcome unknown = Commands.capture(plus(command, "--to=zzz"));
    assertThat(unknown.code()).isEqualTo(ExitCode.FAILED);
    assertThat(unknown.err()).contains("zzz");
  }

  @Test
  void refusesABundleThatWasAltered() throws IOException {
    Path bundle = root.resolve("b.zip");
    ok("package", bundle.toString(), "--root=" + root);
    byte[] bytes = Files.readAllBytes(bundle);
    for (int at : new int[] {10, bytes.length - 1}) {
      byte[] altered = bytes.clone();
      altered[at] ^= 1;
      Files.write(bundle, altered);

      Outcome refused = Commands.capture("upgrade", "--bundle=" + bundle, "--no-backup");

      assertThat(refused.code()).isEqualTo(ExitCode.FAILED);
      assertThat(refused.err()).contains("the bundle cannot be trusted: ").contains("→");
    }
  }

  @Test
  void writesRevisions() {
    String root = "--root=" + this.root;
    ok("revision", "-m", "add more", root, "--revision-id=3aaaaaaaaaaa");
    assertThat(ok("heads", root)).isEqualTo("3aaaaaaaaaaa (head)");
    ok("revision", "-m", "other", root, "--head=1975", "--splice", "--revision-id=4aaaaaaaaaaa");
    assertThat(ok("branches", root)).contains(FIRST);
    ok("merge", "-m", "join", root, "--revision-id=5aaaaaaaaaaa");
    assertThat(ok("heads", root)).isEqualTo("5aaaaaaaaaaa (head)");
  }

  @Test
  void goesUpAndDownAndBack() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    SystemPostgres server = SystemPostgres.get();
    String name = server.newDatabase();
    String[] on = {"--root=" + root, url(server, name)};
    String volume = "--backup-dir=" + root.resolve("volume");

    assertThat(ok(with(on, "status"))).isEqualTo("At <base>: 2 changesets to " + SECOND);
    assertThat(ok(with(on, "plan"))).contains("CREATE TABLE users (id int);");
    assertThat(Commands.capture(with(on, "upgrade")))
        .returns(ExitCode.USAGE, Outcome::code)
        .extracting(Outcome::err)
        .asString()
        .contains("--backup-dir");
    assertThat(ok(with(on, "upgrade", "+1", "--no-backup"))).startsWith("Upgraded to " + FIRST);
    assertThat(ok(with(on, "upgrade", volume))).startsWith("Upgraded to " + SECOND);
    assertThat(ok(with(on, "upgrade", volume))).isEqualTo("Nothing to do: at " + SECOND);
    assertThat(ok(with(on, "current"))).contains(SECOND + " (head)");
    assertThat(ok(with(on, "status"))).isEqualTo("Up to date at " + SECOND);
    assertThat(ok(with(on, "status", "--json"))).contains("\"pending\" : 0");
    assertThat(ok(with(on, "downgrade", "-1", volume))).startsWith("Downgraded to " + FIRST);
    assertThat(Commands.capture(with(on, "downgrade", "--bad", "-1")).err())
        .contains("Unknown option: --bad");

    String listed = ok("backups", volume);
    assertThat(listed.lines()).hasSize(2);
    assertThat(listed.lines().findFirst().orElseThrow()).contains("at " + SECOND);
    String backup = listed.split(" ")[0];
    String other = server.newDatabase();
    ok("restore", volume, backup, url(server, other));
    assertThat(ok("current", "--root=" + root, url(server, other))).contains(SECOND);
    assertThat(ok("backup", volume, url(server, other))).startsWith("Backed up and verified");
  }

  @Test
  void aFailedRunNamesTheWayBackInTheCommandsWords() throws IOException {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    SystemPostgres server = SystemPostgres.get();
    String name = server.newDatabase();
    revision("3aaaaaaaaaaa", SECOND, "breaks", "SELECT 1/0", "SELECT 1");
    String volume = "--backup-dir=" + root.resolve("volume");
    Outcome failed = Commands.capture("upgrade", "--root=" + root, url(server, name), volume);
    assertThat(failed.code()).isEqualTo(ExitCode.FAILED);
    String backup = ok("backups", volume).split(" ")[0];
    assertThat(failed.err())
        .contains(
            "What was there before this run: `athanor restore "
                + backup
                + " --backup-dir "
                + root.resolve("volume")
                + " --database-url postgresql://postgres@127.0.0.1:"
                + server.port()
                + "/"
                + name
                + "`");
  }

  @Test
  void goesThroughEachOfSeveralSchemas() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    SystemPostgres server = SystemPostgres.get();
    String name = server.newDatabase();
    try (Database session =
        Database.open(DatabaseUrl.parse(server.url(name)), SessionSettings.DEFAULTS)) {
      session.execute("CREATE SCHEMA a; CREATE SCHEMA b");
    }
    String[] on = {"--root=" + root, url(server, name), "--schemas=a,?"};

    String hash = hash(ok(with(on, "plan")).replaceAll("(?s).*(?=plan of all)", ""));
    assertThat(ok(with(on, "upgrade", "--no-backup", "--parallel=1", "--plan=" + hash)).lines())
        .hasSize(2)
        .allMatch(line -> line.contains(": Upgraded to " + SECOND));
    assertThat(ok(with(on, "downgrade", FIRST, "--no-backup")).lines()).hasSize(2);
    assertThat(ok(with(on, "current"))).isEqualTo("a: " + FIRST + "\nb: " + FIRST);
    assertThat(Commands.capture(with(on, "current", "--check-heads")).err())
        .contains("not at " + SECOND, "That was in schema a.");
    assertThat(Commands.capture(with(on, "plan", "base:head", "--sql")).err())
        .contains("--schemas names several", "--search-path");
    assertThat(Commands.capture(with(on, "upgrade", "--parallel=0")).code())
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void keepsABackupForAsLongAsItIsPinned() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    SystemPostgres server = SystemPostgres.get();
    String url = url(server, server.newDatabase());
    String volume = "--backup-dir=" + root.resolve("volume");
    assertThat(ok("backups", volume)).isEqualTo("No backups in " + root.resolve("volume"));

    ok("backup", volume, url, "--pin");
    String name = ok("backups", volume).split(" ")[0];
    assertThat(ok("backups", volume)).endsWith("at <base>  kept (by hand)");
    assertThat(ok("backups", volume, "--unpin", name)).endsWith("at <base>");
    assertThat(ok("backups", volume, "--pin", name)).endsWith("kept (by hand)");
    Outcome none = Commands.capture("backups", volume, "--pin", "none");
    assertThat(none.code()).isEqualTo(ExitCode.USAGE);
    assertThat(none.err()).contains("no whole backup none", "`athanor backups` lists");
  }

  @Test
  void runsThePlanOfTheHashThatItIsGivenAndNoOther() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    SystemPostgres server = SystemPostgres.get();
    String[] on = {"--root=" + root, url(server, server.newDatabase()), "--no-backup"};
    String[] plan = {"plan", on[0], on[1]};
    String first = hash(ok(plus(plan, "--to=+1")));
    String both = hash(ok(plan));

    Outcome other = Commands.capture(with(on, "upgrade", "--plan=" + first));
    assertThat(other.code()).isEqualTo(ExitCode.FAILED);
    assertThat(other.err()).contains(first, both, "Plan again");
    assertThat(Commands.capture(with(on, "upgrade", "--plan=" + both.substring(7, 19))).code())
        .isEqualTo(ExitCode.USAGE);
    assertThat(ok(with(on, "upgrade", "--plan=" + both))).startsWith("Upgraded to " + SECOND);

    String down = hash(ok(plus(plan, "--to=" + FIRST)));
    assertThat(Commands.capture(with(on, "downgrade", FIRST, "--plan=" + both)).code())
        .isEqualTo(ExitCode.FAILED);
    assertThat(ok(with(on, "downgrade", FIRST, "--plan=" + down)))
        .startsWith("Downgraded to " + FIRST);
  }

  /** Of the table that is there, and not of the one that the plan makes. */
  @Test
  void aReviewSaysHowLargeTheTablesAreInTheDatabaseOfThePlan() throws IOException {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    SystemPostgres server = SystemPostgres.get();
    String url = url(server, server.newDatabase());
    revision("38d7b41e8d35", SECOND, "more", "CREATE TABLE more (id int)", "DROP TABLE more");
    ok("upgrade", "+1", "--root=" + root, url, "--no-backup");
    Path page = root.resolve("plan.html");
    String scratch = url.replace("--database-url", "--scratch-url");

    ok("plan", "--root=" + root, url, "--html=" + page, "--picture", scratch);

    assertThat(page)
        .content()
        .contains("<li><code>public.users</code>: 0 rows, 0 B, about 1 s to read</li>")
        .doesNotContain("public.more");
  }

  private static String hash(String plan) {
    return plan.lines()
        .filter(line -> line.startsWith("plan "))
        .map(line -> line.substring(line.indexOf("sha256:")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void currentIsWhereTheDatabaseIs() throws IOException {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    SystemPostgres server = SystemPostgres.get();
    String[] on = {"--root=" + root, url(server, server.newDatabase())};
    Outcome behind = Commands.capture(with(on, "current", "--check-heads"));
    assertThat(behind.code()).isEqualTo(ExitCode.FAILED);
    assertThat(behind.err()).contains("is at <base>, not at " + SECOND, "Upgrade it to head.");
    ok(with(on, "upgrade", "+1", "--no-backup"));

    assertThat(ok(with(on, "show", "current"))).startsWith("Rev: " + FIRST);
    assertThat(ok(with(on, "history", "current:head"))).contains("create users", "add name");
    assertThat(ok(with(on, "history", ":current"))).doesNotContain("add name");
    assertThat(ok(with(on, "history", "-i"))).contains(FIRST + " (current), create users");
    assertThat(Commands.capture(with(on, "current", "--check-heads")).err())
        .contains("is at " + FIRST + ", not at " + SECOND);
    ok(with(on, "upgrade", "--no-backup"));
    assertThat(ok(with(on, "current", "--check-heads"))).isEqualTo(SECOND + " (head)");
    assertThat(Commands.capture("show", "current", "--root=" + root).err())
        .as("only current needs a database")
        .contains("No database is named");
  }

  @Test
  void aMessageForgesNoLine() {
    String root = "--root=" + this.root;
    String evil = "fine \u001b[2K\u2028error: all is lost --- \u0085";
    ok("revision", "-m", evil, root, "--revision-id=3b", "--format=xml");
    assertThat(ok("history", root))
        .contains("-> 3b (head), fine \\u001b[2K error: all is lost ---");
    assertThat(ok("show", root, "--json")).contains("fine \\u001B[2K error");
    assertThat(Commands.capture("show", "\u001b[31m", root).err()).contains("\\u001b[31m");
  }

  @Test
  void whatIsDependedOnIsNoHeadWhereItIsAskedFor() throws IOException {
    String root = "--root=" + this.root;
    ok(
        "revision",
        "-m",
        "second branch",
        root,
        "--head=base",
        "--depends-on=27c6",
        "--revision-id=3b");
    assertThat(ok("heads", root)).isEqualTo(SECOND + " (effective head)\n3b (head)");
    assertThat(ok("heads", root, "--resolve-dependencies")).isEqualTo("3b (head)");
  }

  @Test
  void saysHowADatabaseIsNamedAndWhatIsWrong() {
    assumeTrue(System.getenv("DATABASE_URL") == null, "a database is named");
    Outcome nowhere = Commands.capture("current", "--root=" + root);
    assertThat(nowhere.code()).isEqualTo(ExitCode.USAGE);
    assertThat(nowhere.err()).contains("DATABASE_URL").contains("--database-url");

    Outcome refused =
        Commands.capture(
            "current", "--root=" + root, "--database-url=postgresql://u:s3cret@127.0.0.1:1/d");
    assertThat(refused.code()).isEqualTo(ExitCode.RETRYABLE);
    assertThat(refused.err()).contains("127.0.0.1:1").doesNotContain("s3cret");

    assertThat(Commands.capture("nonsense").code()).isEqualTo(ExitCode.USAGE);
    assertThat(Commands.capture().code()).isEqualTo(ExitCode.USAGE);
    assertThat(Commands.capture("show", "ffff", "--root=" + root).code())
        .isEqualTo(ExitCode.FAILED);
    assertThat(ok("--help")).contains("upgrade").contains("restore").contains("job");
    assertThat(ok("--version")).startsWith("athanor ");
  }

  @Test
  void testsEveryRevisionOnAServerThatIsNamed() throws IOException {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    String server = "postgresql://postgres@127.0.0.1:" + SystemPostgres.get().port();
    String[] on = {"--root=" + root, "--scratch-url=" + server + "/postgres"};
    Path report = root.resolve("report.xml");
    assertThat(ok(with(on, "test", "--report=" + report)))
        .startsWith("2 revisions: 2 passed; PostgreSQL ");
    assertThat(report).content().contains("tests=\"2\" failures=\"0\"");

    Files.createDirectories(root.resolve("versions/test"));
    Path own = root.resolve("versions/test/27c6.after.sql");
    Files.writeString(own, "SELECT count(n) = 1 FROM users;");
    Outcome failed = Commands.capture(with(on, "test"));
    assertThat(failed.code()).isEqualTo(ExitCode.FAILED);
    assertThat(failed.err())
        .contains("FAILED: " + SECOND, "27c6.after.sql: this is not true:", "1 passed, 1 failed");
    Files.move(own, root.resolve("versions/test/ffff.after.sql"));
    Outcome refused = Commands.capture(with(on, "test"));
    assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.err()).contains("ffff.after.sql names no revision");
  }

  /** From files as for the run; a bundle says which run it was compiled for. */
  @Test
  void contextsChooseWhatAPropertyIs() throws IOException {
    assumeTrue(SystemPostgres.isInstalled());
    Files.writeString(
        root.resolve("versions/3c.yaml"),
        """
        # revision: 3c
        # down-revision: %s
        databaseChangeLog:
        - property: {name: rate, value: "1", context: test}
        - property: {name: rate, value: "2", context: prod}
        - changeSet: {id: 3c, author: x, changes: [{sql: {sql: "CREATE TABLE rate_${rate} ()"}}], rollback: [{sql: {sql: "DROP TABLE rate_${rate}"}}]}
        """
            .formatted(SECOND));
    SystemPostgres server = SystemPostgres.get();
    String name = server.newDatabase();
    String files = "--root=" + root;
    String bundle = root.resolve("b.zip").toString();
    ok("package", bundle, files, "--contexts=prod");
    String[] on = {url(server, name), "--bundle=" + bundle};
    for (String verb : List.of("upgrade --no-backup", "plan", "stamp")) {
      String[] command = (verb + " head --contexts=test").split(" ");
      Outcome refused = Commands.capture(with(on, command));
      assertThat(refused.code()).as(verb).isEqualTo(ExitCode.USAGE);
      assertThat(refused.err())
          .contains("the value of ${rate} for the contexts \"prod\" counted then")
          .contains("package it again");
    }
    ok(with(on, "upgrade", "--contexts=prod", "--no-backup"));
    assertThat(ok(with(on, "current"))).contains("3c");
    Path out = root.resolve("k8s");
    String[] manifest = {
      "manifest",
      out.toString(),
      "--bundle=" + bundle,
      "--name=shop",
      "--database-host=db",
      "--database-name=shop"
    };
    assertThat(Commands.capture(manifest).err()).contains("compiled for other contexts");
    assertThat(out).doesNotExist();
    ok(plus(manifest, "--contexts=prod", "--labels=core"));
    assertThat(out.resolve("databasemigration.yaml"))
        .content()
        .contains("contexts:\n  - prod", "labelFilter: core");
    String fresh = url(server, server.newDatabase());
    ok("upgrade", fresh, files, "--contexts=test", "--no-backup");
    assertThat(ok("upgrade", "base:head", files, "--contexts=test", "--sql")).contains("rate_1");
  }

  @Test
  void saysWhereItWouldLookForAServerToTestIn() throws IOException {
    Outcome nowhere =
        Commands.capture("test", "--root=" + root, "--scratch-binaries=" + root.resolve("none"));
    assertThat(nowhere.code()).isEqualTo(ExitCode.USAGE);
    assertThat(nowhere.err()).contains("none has no initdb", "--scratch-url");
    Outcome noHome =
        Commands.capture(
            "test",
            "--root=" + root,
            "--scratch-home=" + Files.writeString(root.resolve("no"), ""));
    assertThat(noHome.code()).isEqualTo(ExitCode.RETRYABLE);
    assertThat(noHome.err()).contains("--scratch-home=", "--scratch-url=").doesNotContain("-D");
    Outcome unreachable =
        Commands.capture(
            "test", "--root=" + root, "--scratch-url=postgresql://u:s3cret@127.0.0.1:1/d");
    assertThat(unreachable.code()).isEqualTo(ExitCode.RETRYABLE);
    assertThat(unreachable.err()).contains("127.0.0.1:1").doesNotContain("s3cret");
  }

  private static String url(SystemPostgres server, String name) {
    return "--database-url=postgresql://postgres@127.0.0.1:" + server.port() + "/" + name;
  }

  private static String[] with(String[] on, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of(on));
    return all.toArray(String[]::new);
  }

  private static String[] plus(String[] command, String... options) {
    return with(options, command);
  }

  private static String ok(String... arguments) {
    Outcome outcome = Commands.capture(arguments);
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.OK);
    return outcome.out().strip();
  }

  private void revision(String id, String down, String message, String up, String undo)
      throws IOException {
    Files.createDirectories(root.resolve("versions"));
    Files.writeString(
        root.resolve("versions/" + id + ".sql"),
        """
        --liquibase formatted sql
        -- revision: %s
        -- down-revision: %s
        -- message: %s

        --changeset test:%s
        %s;
        --rollback %s;
        """
            .formatted(id, down, message, id, up, undo));
  }
}
