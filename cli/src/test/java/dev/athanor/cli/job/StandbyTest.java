package dev.athanor.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.cli.Commands;
import dev.athanor.cli.ExitCode;
import dev.athanor.engine.testing.SystemPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A standby is found out before anything is done, a backup for one. */
class StandbyTest {
  private static SystemPostgres standby;

  @TempDir Path root;

  @BeforeAll
  static void start() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    standby = SystemPostgres.standby();
  }

  @BeforeEach
  void revision() throws Exception {
    Files.createDirectories(root.resolve("versions"));
    Files.writeString(
        root.resolve("versions/1975ea83b712.sql"),
        """
        --liquibase formatted sql
        -- revision: 1975ea83b712
        -- down-revision: <base>
        -- message: a step

        --changeset test:1975ea83b712
        CREATE TABLE users (id int);
        --rollback DROP TABLE users;
        """);
  }

  private String url() {
    return "--database-url=postgresql://postgres@127.0.0.1:" + standby.port() + "/postgres";
  }

  @Test
  void anUpgradeTakesNoBackupOfIt() {
    Path volume = root.resolve("volume");
    Commands.Outcome refused =
        Commands.capture("upgrade", "--root=" + root, url(), "--backup-dir=" + volume);
    assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.err()).contains("is a standby", "Give the primary's address");
    assertThat(volume).doesNotExist();
  }

  @Test
  void aJobFindsItOutWhenItPlans() {
    Path bundle = root.resolve("b.zip");
    String packaged =
        Commands.capture("package", bundle.toString(), "--root=" + root, "--json").out();
    String digest = packaged.replaceAll("(?s).*(sha256:[0-9a-f]{64}).*", "$1");
    Commands.Outcome refused =
        Commands.capture(
            "job",
            "plan",
            url(),
            "--bundle=" + bundle,
            "--bundle-digest=" + digest,
            "--target=head",
            "--receipt=" + root.resolve("receipt"),
            "--report=" + root.resolve("report"));
    assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
    assertThat(root.resolve("report")).content().contains("is a standby");
  }

  /** It can be read, and so it can be backed up. */
  @Test
  void aBackupForItsOwnSakeIsTakenOfIt() {
    Commands.Outcome taken =
        Commands.capture("backup", url(), "--backup-dir=" + root.resolve("volume"));
    assertThat(taken.err()).doesNotContain("error");
    assertThat(taken.out()).startsWith("Backed up and verified");
  }
}
