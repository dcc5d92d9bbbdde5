package dev.athanor.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.athanor.engine.testing.Patience;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A bucket, and the key that it is encrypted with, are all that is left of a cluster. */
class BucketTest {
  private static final String DATABASE = "orders";
  private static final String KEY =
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: backup-key}
      stringData:
        key.txt: |
          # as age-keygen writes it
          AGE-SECRET-KEY-1X66D40AT7YFRX6ZT7J478ZPSH6J04DCPJXVDAFFZ8YLHCAAMWZNSQLDKQV
      """;
  private static final String FIRST =
      TestBundle.revision(
          "111111111111",
          "<base>",
          "CREATE TABLE items (id int PRIMARY KEY, name text);",
          "DROP TABLE items;");
  private static final String SECOND =
      TestBundle.revision(
          "222222222222",
          "111111111111",
          "ALTER TABLE items ADD COLUMN price int;",
          "ALTER TABLE items DROP COLUMN price;");

  @AutoClose private static BucketServer bucket;

  @BeforeAll
  static void install() {
    Cluster.install();
    bucket = new BucketServer("athanor-e2e-bucket");
  }

  @Test
  void backupsOfALostClusterAreListedAndRestoredInANewOne() {
    try (Tenant lost = new Tenant("athanor-e2e-lost")) {
      lost.apply(bucket.secret());
      lost.apply(KEY);
      lost.createDatabase(DATABASE);
      apply(lost, "target: head", FIRST);
      lost.awaitReady(DATABASE);
      lost.sql(DATABASE, "INSERT INTO items VALUES (1, 'first'), (2, 'second')");
      apply(lost, "target: head", FIRST, SECOND);
      JsonNode status = lost.awaitReady(DATABASE);
      assertThat(bucket.objects().lines())
          .anyMatch(file -> file.contains(status.path("backup").path("location").asText()))
          .filteredOn(file -> file.contains("/dump/"))
          .isNotEmpty()
          .allMatch(file -> file.endsWith(".age"));
    }
    try (Tenant fresh = new Tenant("athanor-e2e-new")) {
      // Server, resources and records go with the namespace, and what the operator knows with its
      // pod.
      Shell.run("kubectl", "wait", "namespace/athanor-e2e-lost", "--for=delete", Shell.TIMEOUT);
      Cluster.killOperator();
      fresh.apply(bucket.secret());
      fresh.apply(KEY);
      fresh.createDatabase(DATABASE);
      apply(fresh, "target: head\n  suspend: true", FIRST, SECOND);
      String record = awaitRecords(fresh);

      fresh.apply(
          """
          apiVersion: athanor.dev/v1alpha1
          kind: DatabaseRestore
          metadata: {name: again}
          spec: {migrationRef: {name: %s}, backup: %s, method: InPlace}
          """
              .formatted(DATABASE, record));
      fresh.kubectl("wait", "dbr/again", "--for=condition=Ready", Shell.TIMEOUT);
      assertThat(fresh.sql(DATABASE, "SELECT string_agg(name, ' ' ORDER BY id) FROM items"))
          .isEqualTo("first second");

      fresh.kubectl("annotate", "dbm/" + DATABASE, "athanor.dev/held-by-");
      fresh.patch(DATABASE, "{\"spec\":{\"suspend\":false}}");
      assertThat(fresh.awaitReady(DATABASE).path("currentRevision").asText())
          .isEqualTo("222222222222");
      assertThat(fresh.sql(DATABASE, "SELECT count(*) FROM items WHERE price IS NULL"))
          .isEqualTo("2");
    }
  }

  private static void apply(Tenant tenant, String spec, String... revisions) {
    TestBundle bundle = TestBundle.ofRevisions(DATABASE, revisions);
    tenant.apply(bundle.configMap());
    tenant.apply(
        bundle
            .migration(DATABASE, spec)
            .replace(
                "persistentVolumeClaim: {claimName: tweeteval-backups}",
                bucket.store() + "\n    encryption: {keySecret: {name: backup-key}}"));
  }

  /** The record of the backup at the first revision, when both are there that were taken. */
  private static String awaitRecords(Tenant tenant) {
    List<JsonNode> records = new ArrayList<>();
    await("records of both backups")
        .atMost(Patience.PATIENCE)
        .until(
            () -> {
              records.clear();
              tenant
                  .json("get", "databasebackups", "-o", "json")
                  .path("items")
                  .forEach(records::add);
              return records.size() == 2;
            });
    return records.stream()
        .filter(each -> each.path("status").path("revision").asText().equals("111111111111"))
        .map(each -> each.path("metadata").path("name").asText())
        .findFirst()
        .orElseThrow();
  }
}
