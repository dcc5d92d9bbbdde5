package dev.athanor.operator.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.crds.v1alpha1.DatabaseSpec;
import dev.athanor.crds.v1alpha1.DatabaseSpec.SecretRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One database, however it is spelled. */
class DatabaseAddressTest {
  @ParameterizedTest
  @CsvSource({
    "Postgres, , app, postgres:5432/app",
    "postgres, 6432, App, postgres:6432/App",
    "10.0.0.7, 5432, app, 10.0.0.7:5432/app",
    "fd00::7, , app, [fd00::7]:5432/app"
  })
  void hostPortAndName(String host, Integer port, String name, String expected) {
    assertThat(of(new DatabaseSpec(host, port, name, null, null, null, null, null)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jdbc:postgresql://Postgres/app?sslmode=require | postgres:5432/app",
        "jdbc:postgresql://postgres:6432/app | postgres:6432/app",
        "jdbc:postgresql://[fd00::7]/app | [fd00::7]:5432/app",
        "jdbc:postgresql://[fd00::7]:6432/app | [fd00::7]:6432/app",
        "jdbc:postgresql://a:1,b:2/app?targetServerType=primary | a:1,b:2/app",
        "jdbc:postgresql://a,b/app | a,b/app",
        "jdbc:postgresql://postgres | postgres:5432/",
        "jdbc:postgresql://postgres?x=/y | postgres:5432/",
        "jdbc:postgresql:// | :5432/"
      })
  void url(String url, String expected) {
    assertThat(of(new DatabaseSpec(null, null, null, url, null, null, null, null)))
        .isEqualTo(expected);
  }

  /** Another Secret or key is another database, as far as is known; another namespace, too. */
  @ParameterizedTest
  @CsvSource({
    ", , , , , secret:shop/shop-app#host/#dbname",
    ", , , , db, secret:shop/shop-app#host/#db",
    ", , app, , , secret:shop/shop-app#host/app",
    ", 6432, , pgbouncer-host, , secret:shop/shop-app#pgbouncer-host:6432/#dbname",
    "pg, , , , dbname, pg:5432/#dbname"
  })
  void whatOnlyTheSecretKnows(
      String host, Integer port, String name, String hostKey, String databaseKey, String expected) {
    SecretRef secret = new SecretRef("shop-app", null, null, hostKey, null, databaseKey, null);
    assertThat(of(new DatabaseSpec(host, port, name, null, secret, null, null, null)))
        .isEqualTo(expected);
  }

  @Test
  void aUrlInTheSecret() {
    SecretRef secret = new SecretRef("shop-app", null, null, null, null, null, "jdbc-uri");
    assertThat(of(new DatabaseSpec(null, null, null, null, secret, null, null, null)))
        .isEqualTo("secret:shop/shop-app#jdbc-uri/#jdbc-uri");
    assertThat(of(new DatabaseSpec(null, null, "app", null, secret, null, null, null)))
        .isEqualTo("secret:shop/shop-app#jdbc-uri/app");
  }

  private static String of(DatabaseSpec database) {
    return DatabaseAddress.of(database, "shop").toString();
  }
}
