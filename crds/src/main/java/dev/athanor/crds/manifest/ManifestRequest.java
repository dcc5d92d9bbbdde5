package dev.athanor.crds.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.athanor.crds.manifest.ManifestException.Setting;
import dev.athanor.crds.v1alpha1.BackupSpec;
import dev.athanor.crds.v1alpha1.BackupSpecBuilder;
import dev.athanor.crds.v1alpha1.DatabaseSpec;
import dev.athanor.crds.v1alpha1.SourceSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A DatabaseMigration to be written. What may be null takes its default.
 *
 * @param name of the resource, and the start of its ConfigMap's
 * @param namespace of both; null leaves it to {@code kubectl}
 * @param database to migrate
 * @param target null for {@code head}
 * @param allowDowngrade whether the target may be older than what is applied
 * @param backup taken first
 * @param image that holds the bundle; null for a ConfigMap
 * @param selection what the bundle was compiled for, and which changesets run
 */
public record ManifestRequest(
    String name,
    String namespace,
    Database database,
    String target,
    boolean allowDowngrade,
    Backup backup,
    Image image,
    Selection selection) {
  /** Room for a dash and 12 digits within the 63 characters of a label value. */
  private static final int MAX_NAME = 50;

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

  public ManifestRequest {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(database, "database");
    target = target == null ? "head" : target;
    Objects.requireNonNull(backup, "backup");
    Objects.requireNonNull(selection, "selection");
  }

  /**
   * Where the database is, as the cluster's pods see it.
   *
   * @param port null for PostgreSQL's own
   * @param secret name of the Secret; null for the resource's name and {@code -database}
   * @param sslMode as libpq writes it; null for its default
   * @param role to become after connecting; null for none
   */
  public record Database(
      String host, Integer port, String name, String secret, String sslMode, String role) {}

  /**
   * @param claim name of the PersistentVolumeClaim; null for the resource's name and {@code
   *     -backups}
   */
  public record Backup(BackupSpec.Policy policy, String claim) {
    public Backup {
      Objects.requireNonNull(policy, "policy");
    }
  }

  /** An image and the bundle's path in it. */
  public record Image(String reference, String path) {}

  /**
   * @param contexts that are active; empty for none, so that all changesets run
   * @param labels expression that changesets must match; empty for all
   */
  public record Selection(List<String> contexts, String labels) {
    public static final Selection ALL = new Selection(List.of(), "");

    public Selection {
      contexts = List.copyOf(contexts);
      Objects.requireNonNull(labels, "labels");
    }
  }

  /**
   * The part of a DatabaseMigrationSpec that is written. Not that record itself: it also holds
   * types of the Kubernetes client, which neither the command nor the plugin loads.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Spec(
      DatabaseSpec database,
      SourceSpec source,
      String target,
      Boolean allowDowngrade,
      BackupSpec backup,
      List<String> contexts,
      String labelFilter) {}

  Spec spec(SourceSpec source) throws ManifestException {
    return new Spec(
        databaseSpec(),
        source,
        target,
        allowDowngrade ? true : null,
        backupSpec(),
        selection.contexts.isEmpty() ? null : selection.contexts,
        selection.labels.isBlank() ? null : selection.labels);
  }

  /** Refuses what no resource can be made of. */
  void check() throws ManifestException {
    if (!NAME.matcher(name).matches() || name.length() > MAX_NAME) {
      throw new ManifestException(
          Setting.NAME,
          "'" + name + "' cannot be the name of a DatabaseMigration",
          "Give it at most " + MAX_NAME + " lower-case letters, digits and '-'");
    }
    required(Setting.HOST, "host", database.host);
    required(Setting.DATABASE, "database", database.name);
  }

  private static void required(Setting setting, String what, String value)
      throws ManifestException {
    if (value == null || value.isBlank()) {
      throw new ManifestException(
          setting,
          "the manifest needs a " + what,
          "Say where the database is as the cluster's pods see it");
    }
  }

  private DatabaseSpec databaseSpec() throws ManifestException {
    String secret = database.secret == null ? name + "-database" : database.secret;
    return new DatabaseSpec(
        database.host,
        database.port,
        database.name,
        null,
        new DatabaseSpec.SecretRef(secret),
        sslMode(),
        database.role,
        null);
  }

  private DatabaseSpec.SslMode sslMode() throws ManifestException {
    if (database.sslMode == null) {
      return null;
    }
    return Arrays.stream(DatabaseSpec.SslMode.values())
        .filter(mode -> mode.value().equals(database.sslMode))
        .findFirst()
        .orElseThrow(
            () ->
                new ManifestException(
                    Setting.SSL_MODE,
                    "'" + database.sslMode + "' is no sslmode",
                    "Use disable, allow, prefer, require, verify-ca or verify-full"));
  }

  private BackupSpec backupSpec() {
    if (backup.policy == BackupSpec.Policy.Never) {
      return BackupSpecBuilder.builder().policy(backup.policy).build();
    }
    String claim = backup.claim == null ? name + "-backups" : backup.claim;
    return BackupSpecBuilder.builder()
        .policy(backup.policy)
        .persistentVolumeClaim(new BackupSpec.PersistentVolumeClaimRef(claim))
        .build();
  }
}
