package dev.athanor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An upgrade that fails half-way is taken back, and the database is served again. */
class GoingBackTest {
  private static final String FIRST =
      TestBundle.revision(
          "111111111111",
          "<base>",
          "CREATE TABLE items (id int PRIMARY KEY, name text);",
          "DROP TABLE items;");
  private static final String HALF =
      TestBundle.revision(
          "222222222222",
          "111111111111",
          "ALTER TABLE items ADD COLUMN price int; UPDATE items SET name = upper(name);",
          "ALTER TABLE items DROP COLUMN price; UPDATE items SET name = lower(name);");
  private static final String BROKEN =
      TestBundle.revision(
          "333333333333",
          "222222222222",
          "ALTER TABLE items ADD CONSTRAINT items_price CHECK (price IS NOT NULL);",
          "ALTER TABLE items DROP CONSTRAINT items_price;");

  @AutoClose private static Tenant tenant;

  @BeforeAll
  static void install() {
    Cluster.install();
    tenant = new Tenant("athanor-e2e-back");
  }

  @Test
  void byTheBackupBehindAWriteFence() {
    String database = "restored";
    migrated(database);
    tenant.sql("postgres", "ALTER ROLE tweeteval CREATEDB; GRANT pg_signal_backend TO tweeteval");

    JsonNode status = failed(database, "onFailure: Restore\n  onFailureWrites: Fence");

    assertThat(status.path("message").asText())
        .contains("Went back by Restore: served again at 111111111111");
    JsonNode back = status.path("goBack");
    assertThat(back.path("fence").asText()).isEqualTo("Lifted");
    assertThat(columns(database)).isEqualTo("id name");
    assertThat(tenant.sql(database, "SELECT name FROM items")).isEqualTo("first");
    assertThat(tenant.sql(back.path("keptAs").asText(), "SELECT name FROM items"))
        .isEqualTo("FIRST");
    assertThat(
            tenant.sql(
                "postgres", "SELECT has_database_privilege('public', 'restored', 'CONNECT')"))
        .isEqualTo("t");

    // What somebody has mended goes on from there, in the swapped database.
    TestBundle mended = TestBundle.ofRevisions(database, FIRST, HALF);
    tenant.apply(mended.configMap());
    tenant.apply(mended.migration(database, "target: head"));
    tenant.awaitReady(database);
    assertThat(columns(database)).isEqualTo("id name price");
  }

  private static JsonNode failed(String database, String policy) {
    TestBundle bundle = TestBundle.ofRevisions(database, FIRST, HALF, BROKEN);
    tenant.apply(bundle.configMap());
    tenant.apply(bundle.migration(database, "target: head\n  " + policy));
    JsonNode status = tenant.awaitStalled(database);
    assertThat(status.path("phase").asText()).isEqualTo("Failed");
    assertThat(Tenant.condition(status, "Ready").path("status").asText()).isEqualTo("False");
    assertThat(Tenant.condition(status, "Stalled").path("reason").asText())
        .isEqualTo("StatementFailed");
    assertThat(status.path("currentRevision").asText()).isEqualTo("111111111111");
    assertThat(status.path("goBack").path("state").asText()).isEqualTo("Done");
    return status;
  }

  private static String columns(String database) {
    return tenant.sql(
        database,
        "SELECT string_agg(column_name, ' ' ORDER BY ordinal_position) FROM"
            + " information_schema.columns WHERE table_name = 'items'");
  }

  /** A database at the first revision, with a row. */
  private static void migrated(String database) {
    tenant.createDatabase(database);
    TestBundle bundle = TestBundle.ofRevisions(database, FIRST);
    tenant.apply(bundle.configMap());
    tenant.apply(bundle.migration(database, "target: head"));
    tenant.awaitReady(database);
    tenant.sql(database, "INSERT INTO items VALUES (1, 'first')");
  }
}
