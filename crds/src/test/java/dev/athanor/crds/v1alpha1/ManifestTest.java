package dev.athanor.crds.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

/** A manifest as people write it, read into the records and written again. */
class ManifestTest {
  private static final String MANIFEST =
      """
      apiVersion: athanor.dev/v1alpha1
      kind: DatabaseMigration
      metadata:
        name: tweeteval
      spec:
        database:
          host: postgres
          name: tweeteval
          credentialsSecret:
            name: tweeteval-owner
          sslMode: verify-full
        source:
          configMap:
            name: tweeteval-0123456789ab
          digest: sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
        target: head
        backup:
          policy: Always
          persistentVolumeClaim:
            claimName: tweeteval-backups
      """;

  @Test
  void absentFieldsStayAbsent() {
    DatabaseMigration read = Serialization.unmarshal(MANIFEST, DatabaseMigration.class);

    assertThat(read.getSpec().database().sslMode()).isEqualTo(DatabaseSpec.SslMode.VERIFY_FULL);
    assertThat(Serialization.asYaml(read).replace("\"", "")).isEqualTo("---\n" + MANIFEST);
  }

  @Test
  void aStatusSurvivesTheWay() {
    DatabaseMigrationStatus status =
        DatabaseMigrationStatus.EMPTY.toBuilder()
            .phase(DatabaseMigrationStatus.Phase.Planning)
            .job(
                new DatabaseMigrationStatus.JobStatus(
                    DatabaseMigrationStatus.JobStatus.Step.Plan,
                    "tweeteval-plan-0123456789",
                    3L,
                    "sha256:00",
                    "head",
                    7L,
                    null,
                    "2026-11-22T10:00:00Z",
                    "postgres:5432/tweeteval"))
            .build();

    String json = Serialization.asJson(status);

    assertThat(Serialization.unmarshal(json, DatabaseMigrationStatus.class)).isEqualTo(status);
    assertThat(json).doesNotContain("lastSuccess", "planHash");
  }
}
