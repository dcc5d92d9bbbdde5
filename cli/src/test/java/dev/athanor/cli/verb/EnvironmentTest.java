package dev.athanor.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.cli.Commands;
import dev.athanor.cli.Commands.Outcome;
import dev.athanor.cli.ExitCode;
import dev.athanor.engine.command.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line leaves out, a named environment says; and config says which did. */
class EnvironmentTest {
  @TempDir Path root;

  @BeforeEach
  void writeProject() throws IOException {
    Files.writeString(
        root.resolve("athanor.yaml"),
        """
        environments:
          staging:
            url: postgresql://app:s3cret@127.0.0.1:1/shop
            lockTimeout: 10s
            contexts: [staging, test]
            allowUnknownHistory: true
            backup: never
            backupDirectory: /var/backups
            password: ${PATH}
          odd:
            lock-timeout: 10s
          unset:
            role: ${ATHANOR_TEST_UNSET}
          wrong:
            allowSuperuser: maybe
          typo:
            backup: Never
          nowhere:
            user: somebody
            password: s3cret
            role: $${PATH}
        """);
  }

  private Outcome run(String... arguments) {
    String[] all = new String[arguments.length + 1];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--root=" + root;
    return Commands.capture(all);
  }

  private Map<String, String> config(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "config";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    Outcome outcome = run(all);
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.OK);
    return outcome
        .out()
        .lines()
        .map(line -> line.split("  +", 2))
        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
  }

  @Test
  void eachValueSaysWhereItCameFrom() {
    Map<String, String> shown = config("--env", "staging", "--lock-timeout=5s");
    assertThat(shown.get("url"))
        .startsWith("postgresql://app")
        .endsWith("/shop  (athanor.yaml, environment staging)")
        .doesNotContain("s3cret");
    assertThat(shown)
        .containsEntry("password", "********  (athanor.yaml, environment staging)")
        .containsEntry("lockTimeout", "5s  (--lock-timeout)")
        .containsEntry("contexts", "staging,test  (athanor.yaml, environment staging)")
        .containsEntry("allowUnknownHistory", "true  (athanor.yaml, environment staging)")
        .containsEntry("backup", "never  (athanor.yaml, environment staging)")
        .containsEntry("searchPath", "public  (default)")
        .containsEntry("statementTimeout", "-  (default)");
    assertThat(shown).hasSize(Setting.values().length - 1).doesNotContainKey("server");
    assertThat(run("config", "--env=staging", "--json").out())
        .contains("\"name\" : \"password\"", "********")
        .doesNotContain("s3cret", System.getenv("PATH"));
  }

  @Test
  void aDatabaseOnTheCommandLineComesWithItsOwnCredentials() {
    Map<String, String> shown = config("--env=staging", "--database-url=postgresql://me@h/d");
    assertThat(shown.get("url")).contains("me").contains("@h").endsWith("(--database-url)");
    assertThat(shown)
        .containsEntry("password", "-  (default)")
        .containsEntry("user", "-  (default)");
  }

  @Test
  void aDatabaseThatIsNamedInPartsIsShownWhole() throws IOException {
    assertThat(config("--database-host=h", "--database-name=d").get("url"))
        .isEqualTo("postgresql://h:5432/d  (--database-host)");
    Path credentials = Files.createDirectory(root.resolve("credentials"));
    Files.writeString(credentials.resolve("uri"), "postgresql://me:s3cret@h/d");
    assertThat(config("--credentials-dir=" + credentials).get("url"))
        .isEqualTo("postgresql://me:***@h:5432/d  (--credentials-dir)");
    assertThat(run("config", "--database-host=h").err()).contains("No database is named");
  }

  /** Who connects to a database that something else names, that says. */
  @Test
  void anEnvironmentWithoutADatabaseHasNobodyToLogIn() {
    assertThat(config("--env=nowhere"))
        .containsEntry("password", "-  (default)")
        .containsEntry("user", "-  (default)")
        .containsEntry("role", "${PATH}  (athanor.yaml, environment nowhere)");
  }

  @Test
  void theEnvironmentsDatabaseIsTheOneThatIsAsked() throws IOException {
    assumeTrue(System.getenv("DATABASE_URL") == null, "a database is named");
    Files.createDirectory(root.resolve("versions"));
    Outcome refused = run("current", "--env=staging");
    assertThat(refused.code()).isEqualTo(ExitCode.RETRYABLE);
    assertThat(refused.err()).contains("127.0.0.1:1").doesNotContain("s3cret");
    assertThat(run("current").err()).contains("No database is named");
  }

  @Test
  void whatCannotBeMeantIsSaid() {
    assertRefused("nope", "has no environment 'nope'", "staging, odd, unset, wrong");
    assertRefused("odd", "has the setting 'lock-timeout', which there is not", "lockTimeout");
    assertRefused("unset", "environments.unset.role needs the environment variable", "_UNSET");
    assertRefused("typo", "environment typo: backup is 'Never'", "always, never, auto");
    assertRefused("wrong", "--allow-superuser is 'maybe'", "environment wrong");
  }

  private void assertRefused(String environment, String... said) {
    Outcome outcome = run("config", "--env", environment);
    assertThat(outcome.code()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.err()).contains(said);
  }
}
