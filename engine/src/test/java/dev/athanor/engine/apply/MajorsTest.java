package dev.athanor.engine.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.testing.PostgresMajors;
import dev.athanor.engine.testing.TestBundle;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.SortedSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link MigratorTest} does on one version, in short on the others: oldest and newest. */
class MajorsTest {
  static SortedSet<Integer> majors() {
    return PostgresMajors.available();
  }

  @ParameterizedTest(name = "PostgreSQL {0}", allowZeroInvocations = true)
  @MethodSource("majors")
  void upgradesDoesNothingTwiceAndGoesBack(int major) throws IOException {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a")
            .revision("r2", "CREATE TABLE b (id int);;INSERT INTO b VALUES (1)", "DROP TABLE b")
            .build();
    try (EmbeddedPostgres server = PostgresMajors.start(major)) {
      Target target = new Target(DatabaseUrl.parse(PostgresMajors.url(server, "postgres")));
      assertThat(target.ask("SHOW server_version")).startsWith(major + ".");

      assertThat(target.upgrade(bundle).applied()).isEqualTo(2);
      assertThat(target.tables()).containsExactly("a", "b");
      assertThat(target.upgrade(bundle).direction()).isEqualTo(MigrationPlan.Direction.NONE);

      assertThat(target.downgrade(bundle, "-1").to()).containsExactly("r1");
      target.downgrade(bundle, "base");
      assertThat(target.tables()).isEmpty();
      assertThat(target.recorded()).isEmpty();
    }
  }
}
