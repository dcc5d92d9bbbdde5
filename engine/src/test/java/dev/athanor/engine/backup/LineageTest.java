package dev.athanor.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.RestoreBackup;
import dev.athanor.engine.command.RestoreBackup.Restored;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.swap.MarkedDatabase;
import dev.athanor.engine.testing.SystemPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restore that swaps makes another database, and its backups stay those of one. */
class LineageTest {
  private static final Pattern TOKEN = Pattern.compile("acceptLoss ([0-9a-f]{12})\\.");

  @TempDir Path volume;

  private final SystemPostgres server = SystemPostgres.get();
  private final BackupFixture origin = new BackupFixture();

  @BeforeAll
  static void needsPostgres() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
  }

  @Test
  void afterASwapRetentionCountsWhatWasThereBefore() throws Exception {
    origin.execute("CREATE TABLE t AS SELECT 1 AS x");
    Backup first = backUp(5);
    origin.execute("INSERT INTO t VALUES (2)");
    final Backup second = backUp(5);
    swapIn(first);
    Backup third = backUp(1);

    // The first is kept as the one from before Athanor's first run.
    assertThat(names()).containsExactly(third.name(), first.name());
    assertThat(third.metadata().predecessors())
        .containsExactly(second.metadata().database().oid())
        .doesNotContain(third.metadata().database().oid());
    assertThat(third.keptFor()).isEmpty();
  }

  /** Also where nothing is left in the server that says so, and the backup itself is gone. */
  @Test
  void whatWasBackedUpBeforeTwoSwapsCanBeRestoredAsItsOwn() throws Exception {
    origin.execute("CREATE TABLE t AS SELECT 1 AS x");
    Backup first = backUp(5);
    MarkedDatabase.drop(origin.source().url(), SessionSettings.DEFAULTS, swapIn(first));
    Backup second = backUp(5);
    MarkedDatabase.drop(origin.source().url(), SessionSettings.DEFAULTS, swapIn(second));
    Backup third = backUp(5);
    BackupStore.in(volume).delete(second.name());

    assertThat(BackupStore.in(volume).look().of(third.metadata().database()))
        .extracting(Backup::name)
        .containsExactly(third.name(), first.name());
    AthanorException refused = refusal(first);
    assertThat(refused)
        .hasMessageContaining("was restored from a backup after " + first.takenAt())
        .hasMessageNotContaining("another database");
  }

  @Test
  void aNamesakeThatWasMadeAnewIsAnotherOne() throws Exception {
    origin.execute("CREATE TABLE t AS SELECT 1 AS x");
    Backup first = backUp(5);
    swapIn(first);
    server.execute("DROP DATABASE " + origin.database);
    server.execute("CREATE DATABASE " + origin.database);
    origin.execute("CREATE TABLE other AS SELECT 1 AS x");

    Backup fresh = backUp(1);

    assertThat(names()).containsExactly(fresh.name(), first.name());
    assertThat(fresh.metadata().predecessors()).isEmpty();
    assertThat(refusal(first)).hasMessageContaining("The backup is of another database");
  }

  private Backup backUp(int retain) throws InterruptedException {
    Thread.sleep(2); // their order is by time
    return BackupFixture.open(
        BackupFixture.path(
            origin.backup(BackupRequest.into(BackupStore.in(volume)).withRetain(retain))));
  }

  private List<String> names() throws IOException {
    return BackupStore.in(volume).all().stream().map(Backup::name).toList();
  }

  /** The name of what was there before. */
  private String swapIn(Backup backup) {
    Matcher token = TOKEN.matcher(refusal(backup).nextStep());
    assertThat(token.find()).isTrue();
    return restore(backup, token.group(1)).swap().keptAs();
  }

  private AthanorException refusal(Backup backup) {
    return catchThrowableOfType(AthanorException.class, () -> restore(backup, null));
  }

  private Restored restore(Backup backup, String token) {
    return new RestoreBackup(
            BackupStore.in(volume),
            backup.name(),
            new DatabaseTarget(origin.source().url(), SessionSettings.DEFAULTS),
            new RestoreRequest(2, true, Optional.ofNullable(token), Optional.empty(), true),
            line -> {})
        .run();
  }
}
