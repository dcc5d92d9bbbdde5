package dev.athanor.operator.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.crds.v1alpha1.DatabaseSpec;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.testing.Manifests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Whatever the Secrets call them, the runner finds its files; and nothing else of the Secrets. An
 * address has one source: the resource's fields, or the Secret.
 */
class CredentialsTest {
  private static final String SECRET = "database.credentialsSecret.";

  @Test
  void loginAloneWhereTheFieldsHaveTheAddress() {
    assertThat(files(Map.of()))
        .containsExactly(
            "tweeteval-owner/username=username?",
            "tweeteval-owner/user=user?",
            "tweeteval-owner/password=password",
            "tweeteval-owner/ca.crt=ca.crt?");
    assertThat(address(Map.of()))
        .containsExactly(
            "--database-host=postgres",
            "--database-port=5432",
            "--database-name=tweeteval",
            "--database-sslmode=prefer");
  }

  @Test
  void eachFileHasAKeyThatCanBeNamed() {
    assertThat(
            files(
                Manifests.changes(
                    SECRET + "usernameKey",
                    "login",
                    SECRET + "passwordKey",
                    "pgpass",
                    "database.caSecret.name",
                    "cluster-ca",
                    "database.caSecret.key",
                    "root.pem",
                    "database.clientCertificateSecret.name",
                    "owner-tls",
                    "database.clientCertificateSecret.certificateKey",
                    "client.crt",
                    "database.clientCertificateSecret.privateKeyKey",
                    "client.key")))
        .containsExactly(
            "tweeteval-owner/login=username",
            "tweeteval-owner/pgpass=password?",
            "cluster-ca/root.pem=ca.crt",
            "owner-tls/client.crt=tls.crt",
            "owner-tls/client.key=tls.key");
  }

  /** As CloudNativePG and Crunchy write theirs: nothing but the Secret is named. */
  @Test
  void theWholeAddressFromTheSecret() {
    Map<String, Object> changes = Manifests.changes("database.host", null, "database.name", null);
    assertThat(files(changes))
        .containsExactly(
            "tweeteval-owner/username=username?",
            "tweeteval-owner/user=user?",
            "tweeteval-owner/password=password",
            "tweeteval-owner/host=host",
            "tweeteval-owner/port=port?",
            "tweeteval-owner/dbname=dbname",
            "tweeteval-owner/ca.crt=ca.crt?");
    assertThat(address(changes)).containsExactly("--database-sslmode=prefer");
  }

  @Test
  void whatTheFieldsSayIsNotAskedOfTheSecret() {
    Map<String, Object> changes =
        Manifests.changes(
            "database.host", null, "database.port", 6432, SECRET + "hostKey", "pgbouncer-host");
    assertThat(files(changes))
        .contains("tweeteval-owner/pgbouncer-host=host")
        .noneMatch(file -> file.contains("=port") || file.contains("=dbname"));
    assertThat(address(changes))
        .containsExactly(
            "--database-port=6432", "--database-name=tweeteval", "--database-sslmode=prefer");
  }

  @Test
  void keysBesideAHost() {
    Map<String, Object> changes =
        Manifests.changes(
            "database.name", null, SECRET + "databaseKey", "db", SECRET + "portKey", "p");
    assertThat(files(changes))
        .contains("tweeteval-owner/db=dbname", "tweeteval-owner/p=port")
        .noneMatch(file -> file.endsWith("=host"));
    assertThat(address(changes))
        .containsExactly("--database-host=postgres", "--database-sslmode=prefer");
  }

  @Test
  void aUrlInTheSecretBringsAllOfIt() {
    Map<String, Object> changes =
        Manifests.changes(
            "database.host", null, "database.name", null, SECRET + "urlKey", "fqdn-jdbc-uri");
    assertThat(files(changes))
        .containsExactly(
            "tweeteval-owner/username=username?",
            "tweeteval-owner/user=user?",
            "tweeteval-owner/password=password?",
            "tweeteval-owner/fqdn-jdbc-uri=uri",
            "tweeteval-owner/ca.crt=ca.crt?");
    assertThat(address(changes)).isEmpty();
    changes.put("database.sslMode", "require");
    assertThat(address(changes)).containsExactly("--database-sslmode=require");
  }

  /** A store may have backups of other databases: only these are listed. */
  @Test
  void aListingLooksUpTheNameToo() {
    Map<String, Object> changes = Manifests.changes("database.host", null, "database.name", null);
    assertThat(new BackupArguments(migration(changes)).list(null))
        .contains("--credentials-dir=/athanor/credentials")
        .noneMatch(argument -> argument.startsWith("--database="));
    assertThat(new BackupArguments(migration(Map.of())).list(null))
        .contains("--database=tweeteval")
        .noneMatch(argument -> argument.startsWith("--credentials-dir"));
  }

  private static List<String> address(Map<String, Object> changes) {
    List<String> arguments = new ArrayList<>();
    RunnerArguments.addDatabase(arguments, database(changes));
    arguments.remove("--credentials-dir=/athanor/credentials");
    return arguments;
  }

  private static List<String> files(Map<String, Object> changes) {
    return Credentials.of(database(changes)).getSources().stream()
        .map(
            source ->
                source.getSecret().getName()
                    + "/"
                    + source.getSecret().getItems().get(0).getKey()
                    + "="
                    + source.getSecret().getItems().get(0).getPath()
                    + (Boolean.TRUE.equals(source.getSecret().getOptional()) ? "?" : ""))
        .toList();
  }

  private static DatabaseSpec database(Map<String, Object> changes) {
    return migration(changes).spec().database();
  }

  private static Migration migration(Map<String, Object> changes) {
    DatabaseMigration resource = Manifests.typed("default", "tweeteval", changes);
    return new Migration(resource);
  }
}
