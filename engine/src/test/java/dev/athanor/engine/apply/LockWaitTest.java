package dev.athanor.engine.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LockWaitTest {
  private static Blocker blocker(int pid, String kind, String user) {
    return new Blocker(
        pid,
        Optional.ofNullable(kind),
        Optional.ofNullable(user),
        Optional.empty(),
        Optional.empty(),
        Optional.of(Duration.ofMinutes(2)),
        Optional.empty(),
        Optional.of("SELECT ? FROM a"));
  }

  @Test
  void aClientIsNamedWithWhatItRunsAndWhatEndsIt() {
    Blocker client = blocker(4711, "client backend", "app");
    assertThat(client)
        .hasToString(
            "process 4711 (user app), its transaction 120 s old, which runs: SELECT ? FROM a");
    assertThat(client.ending()).contains("SELECT pg_terminate_backend(4711)");
  }

  @Test
  void whatTheServerDoesItselfEndsByItself() {
    Blocker vacuum = blocker(12, "autovacuum worker", null);
    assertThat(vacuum.toString()).startsWith("process 12 (autovacuum worker), ");
    assertThat(vacuum.ending()).isEmpty();
  }

  @Test
  void aPreparedTransactionHasNoProcess() {
    Blocker prepared = blocker(0, null, null);
    assertThat(prepared).hasToString("a prepared transaction (pg_prepared_xacts)");
    assertThat(prepared.ending().orElseThrow()).startsWith("ROLLBACK PREPARED");
  }

  @Test
  void ofManyThreeAreNamed() {
    List<Blocker> many =
        IntStream.rangeClosed(1, 40).mapToObj(pid -> blocker(pid, null, "app")).toList();
    assertThat(new LockWait("ACCESS EXCLUSIVE on public.a", many).toString())
        .startsWith("ACCESS EXCLUSIVE on public.a, behind process 1 (user app)")
        .contains("process 3 (user app)")
        .doesNotContain("process 4 ")
        .endsWith("; and 37 more");
    assertThat(new LockWait("a row", List.of())).hasToString("a row");
  }
}
