package dev.athanor.engine.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.testing.PostgresMajors;
import dev.athanor.engine.testing.TestBundle;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
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

  @ParameterizedTest(name = "PostgreSQL {0}", allowZeroInvocations = true)
  @MethodSource("majors")
  void whatIsDroppedComesBack(int major) throws IOException {
    Bundle bundle =
        new TestBundle()
            .revision(
                "r1",
                "ALTER TABLE a DROP COLUMN n, ALTER COLUMN p TYPE int",
                "ALTER TABLE a ADD COLUMN n text, ALTER COLUMN p TYPE numeric")
            .revision(
                "r2",
                "DROP TABLE b",
                "CREATE TABLE b (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n text NOT NULL)")
            .build();
    try (EmbeddedPostgres server = PostgresMajors.start(major)) {
      Target target = new Target(DatabaseUrl.parse(PostgresMajors.url(server, "postgres")));
      target.options = target.options.withRetainDropped(Optional.of(Duration.ofDays(1)));
      target.execute(
          "CREATE TABLE a (id int PRIMARY KEY, n text, p numeric); INSERT INTO a VALUES (1, 'x',"
              + " 1.5); CREATE TABLE b (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n text NOT"
              + " NULL); INSERT INTO b (n) VALUES ('y')");
      String file = target.ask("SELECT pg_relation_filenode('b')");
      target.upgrade(bundle);
      assertThat(
              target.list(
                  "SELECT pg_relation_filenode(oid) FROM pg_class WHERE relnamespace ="
                      + " 'athanor_kept'::regnamespace AND relkind = 'r'"))
          .describedAs("b is moved")
          .contains(file);
      target.downgrade(bundle, "base");
      assertThat(target.ask("SELECT id || n || p FROM a")).isEqualTo("1x1.5");
      target.execute("INSERT INTO b (n) VALUES ('z')");
      assertThat(target.ask("SELECT string_agg(id || n, ',' ORDER BY id) FROM b"))
          .isEqualTo("1y,2z");
    }
  }
}
