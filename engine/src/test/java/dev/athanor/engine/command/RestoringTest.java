package dev.athanor.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.backup.BackupRequest;
import dev.athanor.engine.backup.BackupStore;
import dev.athanor.engine.backup.RestoreRequest.Beforehand;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.command.GoBack.WentBack;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.swap.RestoreStep;
import dev.athanor.engine.swap.WriteFence;
import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.engine.testing.TestBundle;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run that failed is taken back by the backup from before it, swapped in. */
class RestoringTest {
  static final String GENERATION = "uid-3";
  private static final String RUN = "uid-3-7";

  @TempDir Path volume;

  private final SystemPostgres server = SystemPostgres.get();
  private final String name = server.newDatabase();
  private final DatabaseUrl url =
      DatabaseUrl.parse(server.url(name)).withCredentials(name + "_migrator", null);
  private final Target target = new Target(url);

  @BeforeAll
  static void needsPostgres() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
  }

  static Bundle bundle() {
    return new TestBundle()
        .revision("a1", "CREATE TABLE a AS SELECT 1 AS x", "DROP TABLE a")
        .revision("b1", "UPDATE a SET x = 7; CREATE TABLE b (x int)", "SELECT 1")
        .revision("c1", "SELECT 1/0", "SELECT 1")
        .build();
  }

  @BeforeEach
  void atTheFirst() {
    server.execute(
        ("CREATE ROLE %1$s_migrator LOGIN CREATEDB; CREATE ROLE %1$s_app LOGIN;"
                + " GRANT pg_signal_backend TO %1$s_migrator; ALTER DATABASE %1$s OWNER TO %1$s_migrator")
            .formatted(name));
    target.execute("CREATE SCHEMA IF NOT EXISTS own");
    target.settings = target.settings.withSearchPath("own").withLockTimeout(Duration.ofSeconds(9));
    target.upgrade(bundle(), "a1");
    target.execute("GRANT USAGE ON SCHEMA own TO PUBLIC; GRANT ALL ON own.a TO PUBLIC");
  }

  private DatabaseTarget database() {
    return new DatabaseTarget(url, target.settings);
  }

  private WriteFence fence() {
    return GoBack.fence(database());
  }

  private void failToUpgrade(String generation) {
    BackupRequest backup =
        BackupRequest.into(BackupStore.in(volume))
            .withGeneration(generation)
            .withTools(server.bin());
    MigrationTerms terms = new MigrationTerms(new BackupChoice.Take(backup), Optional.empty());
    AthanorException e =
        failure(
            () ->
                new Upgrade(bundle(), "head", PlanOptions.UPGRADE, database(), terms, line -> {})
                    .run());
    assertThat(e.reason()).isEqualTo(Reason.STATEMENT_FAILED);
  }

  private WentBack goBack(boolean fenced) {
    return new GoBack(
            new PlanRequest(bundle(), "head", PlanOptions.either(false)),
            database(),
            new MigrationEvents() {})
        .restore(
            BackupStore.in(volume),
            GENERATION,
            Optional.empty(),
            2,
            new Beforehand(RUN, fenced),
            line -> {});
  }

  private static AthanorException failure(Runnable action) {
    return catchThrowableOfType(AthanorException.class, action::run);
  }

  private Connection application() throws SQLException {
    return DriverManager.getConnection(
        server.url(name).replace("user=postgres", "user=" + name + "_app"));
  }

  private void isAsBefore() {
    assertThat(target.current(bundle())).containsExactly("a1");
    assertThat(target.ask("SELECT x FROM own.a")).isEqualTo("1");
    assertThat(target.ask("SELECT to_regclass('own.b')")).isNull();
  }

  @Test
  void whatWasWrittenSinceIsLostWhereThatWasAccepted() throws SQLException {
    failToUpgrade(GENERATION);
    target.execute("INSERT INTO own.a VALUES (5)");

    WentBack back = goBack(false);

    assertThat(back.changed()).isTrue();
    assertThat(back.place()).isEqualTo("a1");
    isAsBefore();
    String kept = back.restored().orElseThrow().swap().keptAs();
    assertThat(new Target(url.withDatabase(kept)).ask("SELECT count(*) FROM own.a")).isEqualTo("2");
    application().close();
    assertThat(goBack(false).changed()).as("said again, not done again").isTrue();
    isAsBefore();
  }

  /** The second run of a generation goes on half-way: the first one's backup is what counts. */
  @Test
  void goesBackToBeforeTheFirstRunOfTheGeneration() {
    failToUpgrade(GENERATION);
    failToUpgrade(GENERATION);
    goBack(false);
    isAsBefore();
  }

  @Test
  void nothingIsSwappedWhereNothingWasChanged() {
    failToUpgrade(GENERATION);
    goBack(false);
    String oid = oid();
    AthanorException none =
        failure(
            () ->
                new GoBack(
                        new PlanRequest(bundle(), "head", PlanOptions.either(false)),
                        database(),
                        new MigrationEvents() {})
                    .restore(
                        BackupStore.in(volume),
                        "another-1",
                        Optional.empty(),
                        2,
                        new Beforehand("another-1-1", false),
                        line -> {}));
    assertThat(none.reason()).isEqualTo(Reason.NO_SUCH_BACKUP);
    WentBack again =
        new GoBack(
                new PlanRequest(bundle(), "head", PlanOptions.either(false)),
                database(),
                new MigrationEvents() {})
            .restore(
                BackupStore.in(volume),
                GENERATION,
                Optional.empty(),
                2,
                new Beforehand("uid-3-8", false),
                line -> {});
    assertThat(again.changed()).isFalse();
    assertThat(oid()).isEqualTo(oid);
  }

  private String oid() {
    return target.ask("SELECT oid FROM pg_database WHERE datname = current_database()");
  }

  @Test
  void aFenceThatDidNotStandAllTheTimeIsNone() {
    failToUpgrade(GENERATION);
    assertThat(failure(() -> goBack(true)).reason()).isEqualTo(Reason.RESTORE_FAILED);
    fence().raise(RUN);
    AthanorException e = failure(() -> goBack(true));
    assertThat(e).hasMessageContaining("has not stood since").hasMessageContaining("others may");
    assertThat(target.ask("SELECT x FROM own.a")).isEqualTo("7");
    fence().lift();
  }

  /** Each a real kill: others stay out until the next try, which ends as if it were the first. */
  @ParameterizedTest
  @EnumSource
  void whoeverIsKilledBehindTheFenceTheNextTryFinishesAndLiftsIt(RestoreStep step)
      throws Exception {
    fence().raise(RUN);
    failToUpgrade(GENERATION);

    KilledGoBack.run(volume, url, RUN, step);

    boolean swapped = step == RestoreStep.SWAPPED;
    assertThat(fence().since(RUN).isPresent()).isEqualTo(!swapped);
    if (!swapped) {
      assertThatThrownBy(this::application).hasMessageContaining("CONNECT privilege");
    }
    WentBack back = goBack(true);
    assertThat(back.place()).isEqualTo("a1");
    isAsBefore();
    application().close();
    assertThat(fence().lift()).isFalse();
    String kept = back.restored().orElseThrow().swap().keptAs();
    assertThat(
            List.of(
                target
                    .ask(
                        "SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database WHERE datname LIKE '"
                            + name
                            + "%'")
                    .split(" ")))
        .containsExactly(name, kept);
  }
}
