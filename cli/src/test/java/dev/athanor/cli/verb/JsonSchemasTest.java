package dev.athanor.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.athanor.cli.Commands;
import dev.athanor.cli.Commands.Outcome;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.testing.SystemPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --json} prints is what docs/schemas/json says, for every verb. */
class JsonSchemasTest {
  private static final Path SCHEMAS = Path.of("../docs/schemas/json");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path root;
  private final Set<String> seen = new TreeSet<>();

  private void revision(String id, String down, String up, String undo) throws IOException {
    revision(root, id, down, up, undo);
  }

  private static void revision(Path in, String id, String down, String up, String undo)
      throws IOException {
    Files.createDirectories(in.resolve("versions"));
    Files.writeString(
        in.resolve("versions/" + id + ".sql"),
        "--liquibase formatted sql\n-- revision: %s\n-- down-revision: %s\n-- message: revision of users\n\n--changeset test:%s\n%s;\n--rollback %s;\n"
            .formatted(id, down, id, up, undo));
  }

  private JsonNode check(String verb, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(verb, "--json"));
    all.addAll(List.of(arguments));
    Outcome outcome = Commands.capture(all.toArray(String[]::new));
    assertThat(outcome.code()).as(verb + ": " + outcome.err()).isZero();
    JsonNode result = JSON.readTree(outcome.out());
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Files.readString(SCHEMAS.resolve(verb + ".json")));
    assertThat(schema.validate(result)).as(verb + ": " + outcome.out()).isEmpty();
    seen.add(verb);
    return result;
  }

  @Test
  void everyVerbPrintsWhatItsSchemaSays() throws IOException {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    SystemPostgres server = SystemPostgres.get();
    String at = "--root=" + root;
    String name = server.newDatabase();
    String url = "--database-url=postgresql://postgres@127.0.0.1:" + server.port() + "/" + name;
    String volume = "--backup-dir=" + root.resolve("volume");
    check("init", at);
    revision("1a", "<base>", "CREATE TABLE users (id int)", "DROP TABLE users");
    JsonNode written = check("revision", "-m", "create roles", at);
    Files.delete(Path.of(written.path("path").asText()));
    revision("2b", "1a", "DROP TABLE IF EXISTS roles", "SELECT 1");
    revision("3c", "1a", "CREATE TABLE groups (id int)", "DROP TABLE groups");
    check("branches", at);
    check("merge", "-m", "join both", "--revision-id=4d", at);
    check("history", at);
    check("heads", at);
    check("show", "3c", at);
    check("completion", "bash");
    String bundle = root.resolve("b.zip").toString();
    assertThat(check("squash", "--to=3c", at, "--scratch-url=" + server.url("postgres")))
        .isNotEmpty();
    check("package", bundle, at);
    check("check", "--against", bundle, at);
    String scratch = "--scratch-url=postgresql://postgres@127.0.0.1:" + server.port() + "/postgres";
    check(
        "docs",
        at,
        scratch,
        "--markdown=" + root.resolve("pages"),
        "--site=" + root.resolve("site"));
    assertThat(check("test", at, scratch).path("orders")).isNotEmpty();
    assertThat(check("lint", at, scratch).path("findings")).isNotEmpty();
    check(
        "manifest",
        root.resolve("k8s").toString(),
        at,
        "--name=shop",
        "--database-host=db",
        "--database-name=shop");
    check("ensure-version", url);
    check("config", url, at);
    check("status", url, at);
    assertThat(check("plan", url, at).path("steps")).isNotEmpty();
    check("plan", "1a:3c", "--sql", at);
    check("upgrade", "1a:3c", "--sql", "--output=" + root.resolve("up.sql"), at);
    assertThat(check("upgrade", url, at, volume).path("backup").path("bytes").asInt()).isPositive();
    check("upgrade", url, at, volume);
    check("current", url, at);
    check("downgrade", "1a", url, at, "--no-backup");
    try (Database session =
        Database.open(DatabaseUrl.parse(server.url(name)), SessionSettings.DEFAULTS)) {
      session.execute("CREATE SCHEMA tenant_a; CREATE SCHEMA tenant_b");
    }
    String tenants = "--schemas=tenant_*";
    for (JsonNode each :
        List.of(
            check("plan", url, at, tenants),
            check("upgrade", url, at, tenants, "--no-backup"),
            check("current", url, at, tenants),
            check("downgrade", "base", url, at, tenants, "--no-backup"))) {
      assertThat(each.path("schemas").fieldNames())
          .toIterable()
          .containsExactly("tenant_a", "tenant_b");
    }
    assertThat(check("stamp", ":1a", "--sql", at).path("script").asText())
        .startsWith("-- Stamp base");
    check("stamp", "1a:base", "--sql", "--output=" + root.resolve("stamp.sql"), at);
    check("stamp", "base", url, at);
    check("stamp", "1a", url, at);
    // It stands for the revision as it was.
    Files.delete(root.resolve("baselines/3c.sql"));
    revision("1a", "<base>", "CREATE TABLE users (id bigint)", "DROP TABLE users");
    check("repair", "1a", "-m", "done by hand", url, at);
    check("unlock", url);
    check("backup", url, volume);
    JsonNode listed = check("backups", volume);
    String other =
        "--database-url=postgresql://postgres@127.0.0.1:"
            + server.port()
            + "/"
            + server.newDatabase();
    String listedName = listed.get(0).path("name").asText();
    check("restore", listedName, volume, other);
    Matcher token =
        Pattern.compile("--accept-loss ([0-9a-f]+)")
            .matcher(Commands.capture("restore", listedName, volume, "--swap", other).err());
    assertThat(token.find()).isTrue();
    JsonNode swapped =
        check("restore", listedName, volume, "--swap", "--accept-loss", token.group(1), other);
    String kept = swapped.path("swap").path("keptAs").asText();
    assertThat(check("kept", other).get(0).path("name").asText()).isEqualTo(kept);
    assertThat(check("kept", "--drop", kept, other)).isEmpty();
    check("rehearse", "3c", "--backup=" + listedName, volume, at, url, scratch);

    Path flyway = Files.createDirectories(root.resolve("flyway"));
    Files.writeString(flyway.resolve("V1__users.sql"), "CREATE TABLE adopted (id int);");
    Files.writeString(flyway.resolve("beforeMigrate.sql"), "SELECT 1;");
    String imported = "--versions=imported";
    check("import", flyway.toString(), at, imported, scratch);
    String third =
        "--database-url=postgresql://postgres@127.0.0.1:"
            + server.port()
            + "/"
            + server.newDatabase();
    check("adopt", at, imported, scratch, third);
    check("adopt", at, imported, scratch, third, "--record", "--accept=table:adopted");

    keeping(server);

    Set<String> verbs = new TreeSet<>(Verbs.all().keySet());
    // It needs an editor, and says nothing but the files: EditTest.
    verbs.remove("edit");
    assertThat(seen).isEqualTo(verbs);
    assertThat(SCHEMAS.resolve("edit.json")).exists();
  }

  private void keeping(SystemPostgres server) throws IOException {
    Path keeping = root.resolve("keeping");
    revision(keeping, "1a", "<base>", "CREATE TABLE a AS SELECT 1 AS id", "DROP TABLE a");
    revision(keeping, "2b", "1a", "DROP TABLE a", "CREATE TABLE a (id int)");
    String url =
        "--database-url=postgresql://postgres@127.0.0.1:"
            + server.port()
            + "/"
            + server.newDatabase();
    check("upgrade", url, "--root=" + keeping, "--no-backup", "--retain-dropped=P7D");
    JsonNode kept = check("dropped", url).get(0);
    assertThat(kept.path("what").asText()).isEqualTo("public.a");
    assertThat(check("dropped", "--purge", kept.path("id").asText(), url)).isEmpty();
  }
}
