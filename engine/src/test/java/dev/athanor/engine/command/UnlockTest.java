package dev.athanor.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.testing.SystemPostgres;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A lock is released when its holder is gone, and not before. */
class UnlockTest {
  private final SystemPostgres server = SystemPostgres.get();
  private final DatabaseTarget target =
      new DatabaseTarget(
          DatabaseUrl.parse(server.url(server.newDatabase())), SessionSettings.DEFAULTS);

  @BeforeEach
  void leaveALock() {
    execute(
        "CREATE TABLE public.databasechangeloglock (id int PRIMARY KEY, locked boolean NOT NULL,"
            + " lockgranted timestamp, lockedby varchar(255));"
            + "INSERT INTO public.databasechangeloglock VALUES"
            + " (1, true, localtimestamp, 'build-7 (10.0.0.7)')");
  }

  @Test
  void aLockWhoseHolderIsGoneIsReleased() {
    assertThat(unlock().text()).startsWith("Released the lock of build-7 (10.0.0.7) since 20");

    assertThat(locked()).isEqualTo("f");
    assertThat(unlock().holder()).isNull();
    assertThat(unlock().text()).startsWith("Nobody holds Liquibase's lock");
  }

  @Test
  void aSessionThatMayBeTheHolderIsNamedAndKeepsIt() {
    try (Database liquibase = target.open()) {
      int pid = liquibase.facts().backendPid();

      AthanorException refused = catchThrowableOfType(AthanorException.class, this::unlock);

      assertThat(refused.reason()).isEqualTo(Reason.LOCKED);
      assertThat(refused)
          .hasMessageContaining("build-7 (10.0.0.7)")
          .hasMessageContaining("process " + pid + ": user postgres");
      assertThat(refused.nextStep()).contains("--not-holder");
      assertThat(locked()).isEqualTo("t");
      assertThat(new Unlock(target, Set.of(pid)).run().holder()).startsWith("build-7");
    }
  }

  /** It cannot have taken a lock before it was there, whatever time zone that was written in. */
  @Test
  void aSessionThatIsTooYoungIsNotTheHolder() {
    execute(
        "UPDATE public.databasechangeloglock SET lockgranted = localtimestamp - interval '2 days'");
    try (Database young = target.open()) {
      assertThat(young.isAlive()).isTrue();
      assertThat(unlock().holder()).startsWith("build-7");
    }
  }

  @Test
  void aRunThatIsAtWorkKeepsItsLock() {
    execute("UPDATE public.databasechangeloglock SET locked = false");
    try (Database run = target.open()) {
      run.execute("BEGIN");
      run.execute("SELECT FROM public.databasechangeloglock FOR UPDATE");

      assertThat(catchThrowableOfType(AthanorException.class, this::unlock))
          .hasMessageContaining("A migration is at work");
    }
  }

  @Test
  void whereThereIsNoLockNothingIsReleased() {
    execute("DROP TABLE public.databasechangeloglock");

    assertThat(unlock().holder()).isNull();
  }

  @Test
  void whatIsNoProcessIsSaid() {
    assertThat(
            catchThrowableOfType(
                AthanorException.class, () -> Unlock.processes(List.of("7", "seven"))))
        .hasMessageContaining("'seven'");
  }

  private Unlock.Released unlock() {
    return new Unlock(target, Set.of()).run();
  }

  private String locked() {
    try (Database session = target.open()) {
      return session.queryText("SELECT locked FROM public.databasechangeloglock");
    }
  }

  private void execute(String sql) {
    try (Database session = target.open()) {
      session.execute(sql);
    }
  }
}
