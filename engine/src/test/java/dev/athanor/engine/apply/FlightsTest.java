package dev.athanor.engine.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SqlErrors;
import dev.athanor.engine.testing.CountingProxy;
import dev.athanor.engine.testing.TestBundle;
import dev.athanor.engine.testing.TestPostgres;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often a run waits for the length of the network: what makes it fast over a long one. */
class FlightsTest {
  private final Target direct = Target.fresh();

  private int flights(Bundle bundle, java.util.function.Consumer<Target> run) {
    try (CountingProxy proxy = CountingProxy.to(TestPostgres.port())) {
      Target through =
          new Target(
              DatabaseUrl.of("127.0.0.1", proxy.port(), direct.url.database())
                  .withCredentials("postgres", null));
      run.accept(through);
      return proxy.flights();
    }
  }

  private static Bundle revisions(int count) {
    TestBundle builder = new TestBundle();
    for (int i = 0; i < count; i++) {
      builder.revision("r" + i, "CREATE TABLE t" + i + " (id int)", "DROP TABLE t" + i);
    }
    return builder.build();
  }

  @Test
  void aHundredChangesetsFlyTogether() {
    direct.upgrade(revisions(1));
    int few = flights(revisions(10), target -> target.upgrade(revisions(10)));
    int many = flights(revisions(320), target -> target.upgrade(revisions(320)));

    // Planning and locking take some, the same for both; 310 changesets take four. The count is
    // exact to a flight or two: an answer may come while the next message is being sent.
    // Each reading of the history takes two: where it is, under our own search path, and what is in
    // it.
    assertThat(few).isLessThan(44);
    assertThat(many - few).isBetween(1, 12);
    int nothing = flights(revisions(320), target -> target.upgrade(revisions(320)));
    assertThat(nothing).isLessThanOrEqualTo(9);
    int back = flights(revisions(320), target -> target.downgrade(revisions(320), "base"));
    assertThat(back).isLessThan(60);
  }

  /** What follows a failure in its transaction fails as well, and says only that. */
  @Test
  void theFirstFailureIsTheOneThatIsTold() throws Exception {
    try (Database database = Database.open(direct.url, direct.settings)) {
      Flight.Outcome outcome =
          new Flight(database)
              .send(List.of("BEGIN", "SELECT 1", "COMMIT", "BEGIN", "SELECT 1/0", "SELECT 2"));
      assertThat(outcome.error())
          .hasValueSatisfying(e -> assertThat(SqlErrors.state(e)).isEqualTo("22012"));
      assertThat(outcome.committed()).isEqualTo(1);
      assertThat(outcome.tags()).isEqualTo(1);
    }
  }

  /** Client and server must not both wait for the other to read. */
  @Test
  @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aLongMessageDoesNotMeetLongAnswers() {
    TestBundle builder =
        new TestBundle()
            .revision(
                "talks",
                "CREATE TABLE a (n int);;CREATE FUNCTION say() RETURNS trigger LANGUAGE plpgsql AS"
                    + " $$ BEGIN RAISE INFO '%', repeat('x', 200); RETURN NEW; END $$;;"
                    + "CREATE TRIGGER say BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION say()")
            .revision("many", "INSERT INTO a SELECT generate_series(1, 200000)")
            .revision("small", "CREATE TABLE b (t text)");
    String row = "INSERT INTO b VALUES ('" + "x".repeat(1000) + "')";
    builder.revision("long", String.join(";;", Collections.nCopies(20_000, row)));
    builder.revision("last", "CREATE TABLE c (n int)");

    direct.upgrade(builder.build());

    assertThat(direct.ask("SELECT count(*) FROM b")).isEqualTo("20000");
    assertThat(direct.recorded()).containsExactly("talks", "many", "small", "long", "last");
  }
}
