package dev.athanor.engine.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.testing.CuttingProxy;
import dev.athanor.engine.testing.TestPostgres;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whatever becomes of the one who looks, the run does not wait for it. */
class SessionWatchTest {
  @Test
  @SuppressWarnings("try") // How long the close takes is what is measured.
  void aNetworkThatVanishesHoldsUpNoRun() throws Exception {
    Target target = Target.fresh();
    try (CuttingProxy proxy =
            CuttingProxy.silent(
                TestPostgres.port(), sent -> sent.contains("pg_stat_get_activity"));
        Database main =
            Database.open(
                DatabaseUrl.of("127.0.0.1", proxy.port(), target.url.database())
                    .withCredentials(target.url.user(), null),
                target.settings)) {
      SessionWatch watch = SessionWatch.start(main, Duration.ofMillis(500), MigrationListener.NONE);
      watch.working();
      while (!proxy.wasCut()) {
        Thread.sleep(20);
      }
      long began = System.nanoTime();
      watch.nextStep(null);
      assertThat(watch.waited()).isZero();
      assertThat(watch.seen()).isEmpty();
      watch.close();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    }
  }
}
