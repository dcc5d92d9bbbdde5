package dev.athanor.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.athanor.engine.testing.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.function.Predicate;

/** A team's namespace: a PostgreSQL server, a Secret, a volume for backups. */
final class Tenant implements AutoCloseable {
  static final String PASSWORD = "correct-horse-battery-staple";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String namespace;

  /** Creates the namespace and waits until its server answers. */
  Tenant(String namespace) {
    this(namespace, Cluster.postgresImage());
  }

  /** Likewise with a server of one's choice. */
  Tenant(String namespace, String postgresImage) {
    this.namespace = namespace;
    Shell.attempt("", "kubectl", "delete", "namespace", namespace, "--ignore-not-found");
    Shell.run("kubectl", "create", "namespace", namespace);
    Shell.run(
        "kubectl",
        "label",
        "namespace",
        namespace,
        "pod-security.kubernetes.io/warn=restricted",
        "pod-security.kubernetes.io/audit=restricted");
    apply(read("hack/postgres.yaml").replace("POSTGRES_IMAGE", postgresImage));
    kubectl("rollout", "status", "deploy/postgres", Shell.TIMEOUT);
  }

  /** A database owned by the role {@code tweeteval}. */
  void createDatabase(String name) {
    createRole();
    sql("postgres", "CREATE DATABASE " + name + " OWNER tweeteval");
  }

  /** The role that migrates, which is no superuser. */
  synchronized void createRole() {
    sql(
        "postgres",
        "DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tweeteval') THEN"
            + " CREATE ROLE tweeteval LOGIN PASSWORD '"
            + PASSWORD
            + "';"
            + " END IF; END$$");
  }

  /** Brings a backup back into a database that this makes, as the example's Job does. */
  void restore(String backup, String database) {
    createDatabase(database);
    apply(
        read("examples/tweeteval/k8s/restore-job.yaml")
            .replaceAll("image: .*", "image: " + Cluster.image())
            .replace("BACKUP", backup)
            .replace("DATABASE", database));
    kubectl("wait", "job/restore", "--for=condition=Complete", Shell.TIMEOUT);
  }

  /** A thousand of them. */
  void addUsers(String database) {
    sql(
        database,
        "INSERT INTO users (username, email, password_hash)"
            + " SELECT 'user' || i, 'user' || i || '@example.com', 'x'"
            + " FROM generate_series(1, 1000) i");
  }

  /** How many users there are, and a digest of them. */
  String users(String database) {
    return sql(
        database,
        "SELECT count(*) || ' ' || md5(string_agg(username || email, ',' ORDER BY username))"
            + " FROM users");
  }

  /** A claim on the cluster's volume that is soon full, given free by whoever had it before. */
  void claimSmallVolume(String name) {
    Shell.attempt(
        "",
        "kubectl",
        "patch",
        "pv/athanor-small",
        "--type=json",
        "-p",
        "[{\"op\": \"remove\", \"path\": \"/spec/claimRef\"}]");
    apply(
        """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: %s}
        spec:
          storageClassName: athanor-small
          accessModes: [ReadWriteOnce]
          resources: {requests: {storage: 1Mi}}
        """
            .formatted(name));
  }

  /** What psql prints for a query, unaligned and without headers; run as superuser in the pod. */
  String sql(String database, String sql) {
    return kubectl(
        "exec",
        "deploy/postgres",
        "--",
        "psql",
        "-v",
        "ON_ERROR_STOP=1",
        "-U",
        "admin",
        "-d",
        database,
        "-Atqc",
        sql);
  }

  /** The tables of the schema public but Liquibase's, with blanks between them. */
  String tables(String database) {
    return sql(
        database,
        "SELECT coalesce(string_agg(tablename, ' ' ORDER BY tablename), '') FROM pg_tables"
            + " WHERE schemaname = 'public' AND tablename NOT LIKE 'databasechangelog%'");
  }

  /** Credentials of the role {@code tweeteval} under this name. */
  void applySecret(String name, String password) {
    apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: %s}
        type: kubernetes.io/basic-auth
        stringData: {username: tweeteval, password: %s}
        """
            .formatted(name, password));
  }

  void apply(String yaml) {
    Shell.runWithInput(yaml, "kubectl", "-n", namespace, "apply", "-f", "-");
  }

  /** A merge patch of a DatabaseMigration. */
  void patch(String migration, String json) {
    kubectl("patch", "dbm/" + migration, "--type=merge", "-p", json);
  }

  String namespace() {
    return namespace;
  }

  String kubectl(String... arguments) {
    return Shell.run(command(arguments));
  }

  /** Waits until the current generation of a migration is Ready; its status. */
  JsonNode awaitReady(String migration) {
    return awaitCondition(migration, "Ready");
  }

  /** Waits until the current generation of a migration is Stalled; its status. */
  JsonNode awaitStalled(String migration) {
    return awaitCondition(migration, "Stalled");
  }

  /** Waits for a failure that is tried again; what the status says of it. */
  JsonNode awaitFailure(String migration, String reason) {
    return awaitStatus(
            migration,
            "failing with " + reason,
            dbm -> dbm.path("status").path("failure").path("reason").asText().equals(reason))
        .path("failure");
  }

  void awaitMessage(String migration, String part) {
    awaitStatus(
        migration,
        "naming " + part,
        dbm -> dbm.path("status").path("message").asText().contains(part));
  }

  private JsonNode awaitCondition(String migration, String condition) {
    return awaitStatus(migration, condition, dbm -> isTrue(dbm, condition));
  }

  /** Waits until a DatabaseMigration is as {@code expected} says; its status. */
  JsonNode awaitStatus(String migration, String what, Predicate<JsonNode> expected) {
    JsonNode[] last = new JsonNode[1];
    try {
      await(what)
          .atMost(Patience.PATIENCE)
          .pollInterval(Duration.ofMillis(500))
          .until(
              () -> {
                last[0] = migration(migration);
                return expected.test(last[0]);
              });
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      throw new AssertionError(
          migration + " did not become " + what + "; its status:\n" + last[0].toPrettyString(), e);
    }
    return last[0].path("status");
  }

  JsonNode migration(String name) {
    return json("get", "dbm/" + name, "-o", "json");
  }

  JsonNode json(String... arguments) {
    try {
      return JSON.readTree(kubectl(arguments));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a condition is true for the generation that the resource has now. */
  static boolean isTrue(JsonNode migration, String type) {
    JsonNode condition = condition(migration.path("status"), type);
    return condition.path("status").asText().equals("True")
        && condition.path("observedGeneration").asLong()
            == migration.path("metadata").path("generation").asLong();
  }

  static JsonNode condition(JsonNode status, String type) {
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition;
      }
    }
    return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
  }

  /** Asserts that a password is in no object and no log of the namespace. */
  void assertNowhere(String password) {
    assertThat(kubectl("get", "dbm,jobs,pods,events,configmaps", "-o", "yaml"))
        .doesNotContain(password);
    for (JsonNode pod : json("get", "pods", "-o", "json").path("items")) {
      String name = pod.path("metadata").path("name").asText();
      assertThat(Shell.attempt("", command("logs", name, "--all-containers")).all())
          .doesNotContain(password);
    }
  }

  private String[] command(String... arguments) {
    String[] command = new String[arguments.length + 3];
    command[0] = "kubectl";
    command[1] = "-n";
    command[2] = namespace;
    System.arraycopy(arguments, 0, command, 3, arguments.length);
    return command;
  }

  static String read(String file) {
    try {
      return Files.readString(Cluster.root().resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes the namespace, migrations first, so that the operator can let go of them. */
  @Override
  public void close() {
    if (System.getenv("KEEP") == null) {
      Shell.attempt("", command("delete", "dbm", "--all", Shell.TIMEOUT));
      Shell.attempt("", "kubectl", "delete", "namespace", namespace, "--wait=false");
    }
  }
}
