package dev.athanor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an on-call engineer lives by: rehearsals, records of backups, what was dropped. */
class DayTwoTest {
  private static final String FIRST =
      TestBundle.revision(
          "111111111111",
          "<base>",
          "CREATE TABLE items (id int PRIMARY KEY, name text);",
          "DROP TABLE items;");
  private static final String UNIQUE =
      TestBundle.revision(
          "222222222222",
          "111111111111",
          "ALTER TABLE items ADD CONSTRAINT items_name UNIQUE (name);",
          "ALTER TABLE items DROP CONSTRAINT items_name;");
  private static final String DROPPED =
      TestBundle.revision(
          "222222222222",
          "111111111111",
          "ALTER TABLE items DROP COLUMN name;",
          "ALTER TABLE items ADD COLUMN name text;");
  private static Tenant tenant;

  @BeforeAll
  static void install() {
    Cluster.install();
    tenant = new Tenant("athanor-e2e-day-two");
  }

  @AfterAll
  static void close() {
    if (tenant != null) {
      tenant.kubectl("delete", "databasebackups", "--all", Shell.TIMEOUT);
      tenant.close();
    }
  }

  @Test
  void aDuplicateIsFoundOnTheRestoredBackupAndNothingIsSentToTheDatabase() {
    String database = "rehearsed";
    migrated(database);
    tenant.sql(database, "INSERT INTO items VALUES (1, 'same'), (2, 'same')");
    TestBundle bundle = TestBundle.ofRevisions(database, FIRST, UNIQUE);
    tenant.apply(bundle.configMap());
    tenant.apply(
        bundle.migration(
            database,
            "target: head\n  rehearsal: {mode: Always, image: \"%s\"}"
                .formatted(Cluster.postgresImage())));

    JsonNode status = tenant.awaitStalled(database);

    assertThat(Tenant.condition(status, "Stalled").path("reason").asText())
        .isEqualTo("RehearsalFailed");
    JsonNode rehearsal = status.path("plan").path("rehearsal");
    assertThat(rehearsal.path("outcome").asText()).isEqualTo("Failed");
    assertThat(rehearsal.path("statements").path(0).path("failure").asText())
        .contains("(name)=(same)");
    assertThat(tenant.sql(database, "SELECT count(*) FROM databasechangelog")).isEqualTo("1");

    tenant.sql(database, "UPDATE items SET name = 'other' WHERE id = 2");
    tenant.kubectl(
        "annotate", "dbm/" + database, "athanor.dev/retry=" + System.nanoTime(), "--overwrite");

    JsonNode ready = tenant.awaitReady(database);
    assertThat(ready.path("currentRevision").asText()).isEqualTo("222222222222");
  }

  @Test
  void aBackupIsTakenWhenItsRecordIsCreatedAndDeletedWithIt() {
    String database = "recorded";
    migrated(database);
    tenant.apply(
        """
        apiVersion: athanor.dev/v1alpha1
        kind: DatabaseBackup
        metadata: {name: on-demand}
        spec: {migrationRef: {name: %s}, deletionPolicy: Delete}
        """
            .formatted(database));

    tenant.kubectl("wait", "dbb/on-demand", "--for=condition=Ready", Shell.TIMEOUT);

    JsonNode backup = tenant.json("get", "dbb/on-demand", "-o", "json").path("status");
    assertThat(backup.path("phase").asText()).isEqualTo("Verified");
    assertThat(backup.path("revision").asText()).isEqualTo("111111111111");
    assertThat(backup.path("digest").asText()).startsWith("sha256:");
    String name = backup.path("name").asText();
    assertThat(dumps()).contains(name);
    String ofRun = tenant.migration(database).path("status").path("backup").path("record").asText();
    assertThat(tenant.json("get", "dbb/" + ofRun, "-o", "json").path("status").path("revision"))
        .hasToString("\"<base>\"");

    tenant.kubectl("delete", "dbb/on-demand", Shell.TIMEOUT);

    assertThat(dumps()).doesNotContain(name);
  }

  @Test
  void whatAnUpgradeDropsComesBackWithTheDowngrade() {
    String database = "retained";
    migrated(database);
    tenant.sql(database, "INSERT INTO items VALUES (1, 'first'), (2, 'second')");
    TestBundle bundle = TestBundle.ofRevisions(database, FIRST, DROPPED);
    tenant.apply(bundle.configMap());
    tenant.apply(bundle.migration(database, "target: head\n  retainDropped: 168h"));
    tenant.awaitReady(database);
    tenant.sql(database, "INSERT INTO items VALUES (3)");

    tenant.patch(database, "{\"spec\":{\"target\":\"111111111111\",\"allowDowngrade\":true}}");
    tenant.awaitReady(database);

    assertThat(tenant.sql(database, "SELECT string_agg(name, ',' ORDER BY id) FROM items"))
        .isEqualTo("first,second");
  }

  @Test
  void whatNobodyHasMigratedIsTakenOverOnceItsDifferenceIsAccepted() {
    String database = "adopted";
    tenant.createDatabase(database);
    tenant.sql(
        database,
        "SET ROLE tweeteval; CREATE TABLE items (id int PRIMARY KEY, name text, note text)");
    TestBundle bundle = TestBundle.ofRevisions(database, FIRST, UNIQUE);
    tenant.apply(bundle.configMap());
    tenant.apply(
        bundle.migration(
            database,
            "target: head\n  adopt: {image: \"%s\", revision: \"111111111111\"}"
                .formatted(Cluster.postgresImage())));

    JsonNode stalled = tenant.awaitStalled(database);

    assertThat(Tenant.condition(stalled, "Stalled").path("reason").asText()).isEqualTo("Drift");
    assertThat(stalled.path("message").asText()).contains("column:items.note");

    tenant.patch(database, "{\"spec\":{\"adopt\":{\"accept\":[\"column:items.note\"]}}}");

    JsonNode ready = tenant.awaitReady(database);
    assertThat(ready.path("adopted").path("recorded").asInt()).isEqualTo(1);
    assertThat(ready.path("currentRevision").asText()).isEqualTo("222222222222");
  }

  /** A database at the first revision. */
  private static void migrated(String database) {
    tenant.createDatabase(database);
    TestBundle bundle = TestBundle.ofRevisions(database, FIRST);
    tenant.apply(bundle.configMap());
    tenant.apply(bundle.migration(database, "target: head"));
    tenant.awaitReady(database);
  }

  /** What is in the volume of the backups, as a pod of the runner's user sees it. */
  private static String dumps() {
    tenant.kubectl("delete", "pod/look", "--ignore-not-found", "--wait=true");
    tenant.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: look}
        spec:
          restartPolicy: Never
          securityContext: {runAsUser: 65532, runAsGroup: 65532, fsGroup: 65532}
          containers:
            - name: look
              image: %s
              command: [sh, -c, "ls -R /backups"]
              volumeMounts: [{name: backups, mountPath: /backups}]
          volumes: [{name: backups, persistentVolumeClaim: {claimName: tweeteval-backups}}]
        """
            .formatted(Cluster.postgresImage()));
    tenant.kubectl("wait", "pod/look", "--for=jsonpath={.status.phase}=Succeeded", Shell.TIMEOUT);
    return tenant.kubectl("logs", "pod/look");
  }
}
