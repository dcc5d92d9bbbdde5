package dev.athanor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every supported major version of PostgreSQL: migrated with a backup, which comes back, and a step
 * down. {@code make matrix} says which ({@code -De2e.majors=13,18}); without that there are none.
 */
class MajorsTest {
  private static final String DATABASE = "tweeteval";

  static Stream<Integer> majors() {
    return Stream.of(System.getProperty("e2e.majors", "").split(","))
        .filter(major -> !major.isBlank())
        .map(Integer::valueOf);
  }

  @BeforeAll
  static void install() {
    if (majors().findAny().isPresent()) {
      Cluster.install();
    }
  }

  @ParameterizedTest(name = "PostgreSQL {0}", allowZeroInvocations = true)
  @MethodSource("majors")
  void isMigratedWithABackupThatComesBack(int major) {
    try (Tenant tenant =
        new Tenant("athanor-e2e-postgres-" + major, Cluster.postgresImage(major))) {
      TestBundle older = TestBundle.tweetEval(1);
      TestBundle newer = TestBundle.tweetEval(0);
      tenant.createDatabase(DATABASE);

      JsonNode first = reach(tenant, older, "target: head");
      assertThat(first.path("serverVersion").asText()).startsWith(major + ".");
      tenant.addUsers(DATABASE);
      String backup = reach(tenant, newer, "target: head").path("backup").path("location").asText();

      tenant.restore(backup, "restored");
      assertThat(tenant.users("restored")).startsWith("1000 ").isEqualTo(tenant.users(DATABASE));
      assertThat(tenant.sql("restored", "SELECT count(*) FROM databasechangelog"))
          .isEqualTo(String.valueOf(older.changesets()));

      String down = "target: %1$s\n  allowDowngradeTo: %1$s".formatted(older.head());
      JsonNode back = reach(tenant, newer, down);
      assertThat(back.path("currentRevision").asText()).isEqualTo(older.head());
      assertThat(tenant.users(DATABASE)).startsWith("1000 ");
    }
  }

  private static JsonNode reach(Tenant tenant, TestBundle bundle, String spec) {
    tenant.apply(bundle.configMap());
    tenant.apply(bundle.migration(DATABASE, spec));
    JsonNode status = tenant.awaitReady(DATABASE);
    assertThat(status.path("backup").path("digest").asText()).startsWith("sha256:");
    return status;
  }
}
