package dev.athanor.maven;

import dev.athanor.crds.manifest.Manifest;
import dev.athanor.crds.manifest.ManifestException;
import dev.athanor.crds.manifest.ManifestRequest;
import dev.athanor.crds.v1alpha1.BackupSpec;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.command.WriteManifests;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import java.io.File;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Writes what {@code kubectl apply} takes: an immutable ConfigMap and a DatabaseMigration. */
@Mojo(name = "manifest", defaultPhase = LifecyclePhase.PACKAGE, threadSafe = true)
public final class ManifestMojo extends SelectingMojo {

  /** Where to write {@code configmap.yaml} and {@code databasemigration.yaml}. */
  @Parameter(
      property = "athanor.manifest.directory",
      defaultValue = "${project.build.directory}/athanor",
      required = true)
  private File directory;

  /** Name of the DatabaseMigration. */
  @Parameter(property = "athanor.manifest.name", defaultValue = "${project.artifactId}")
  private String name;

  /** Namespace of what is written; without one, kubectl's own. */
  @Parameter(property = "athanor.manifest.namespace")
  private String namespace;

  /** Host of the database as the cluster's pods see it. */
  @Parameter(property = "athanor.manifest.host")
  private String host;

  /** Port of the database; PostgreSQL's own, 5432, where none is given. */
  @Parameter(property = "athanor.manifest.port")
  private Integer port;

  /** Name of the database. */
  @Parameter(property = "athanor.manifest.database")
  private String database;

  /** Secret with username and password; the resource's name and {@code -database} by default. */
  @Parameter(property = "athanor.manifest.secret")
  private String secret;

  /** libpq's sslmode: disable, allow, prefer, require, verify-ca or verify-full. */
  @Parameter(property = "athanor.manifest.sslMode")
  private String sslMode;

  /** The role to become after connecting. */
  @Parameter(property = "athanor.role")
  private String role;

  /** PersistentVolumeClaim for backups; the resource's name and {@code -backups} by default. */
  @Parameter(property = "athanor.manifest.backupClaim")
  private String backupClaim;

  /** Whether a backup is taken first: Always or Never. */
  @Parameter(property = "athanor.manifest.backupPolicy", defaultValue = "Always")
  private BackupSpec.Policy backupPolicy;

  /** Where to: {@code head}, {@code base}, a revision or a branch label. */
  @Parameter(property = "athanor.to", defaultValue = "${to}")
  private String to;

  /** Whether the target may be older than what is applied. */
  @Parameter(property = "athanor.manifest.allowDowngrade", defaultValue = "false")
  private boolean allowDowngrade;

  /** An image that holds the bundle, in place of a ConfigMap. */
  @Parameter(property = "athanor.manifest.image")
  private String image;

  /** Path of the bundle in the image. */
  @Parameter(property = "athanor.manifest.imagePath", defaultValue = "/bundle.zip")
  private String imagePath;

  @Override
  void runOnChangelog() {
    Bundle bundle = bundle();
    ManifestRequest request = request();
    Manifest manifest = manifest(request, bundle);
    print(
        new WriteManifests(
                name,
                directory.toPath(),
                manifest.files(),
                new PlanRequest(bundle, request.target(), selection(PlanOptions.UPGRADE)))
            .run());
    getLog().info(manifest.needs());
    manifest.hint().ifPresent(getLog()::warn);
  }

  private ManifestRequest request() {
    return new ManifestRequest(
        name,
        namespace,
        new ManifestRequest.Database(host, port, database, secret, sslMode, role),
        to,
        allowDowngrade,
        new ManifestRequest.Backup(backupPolicy, backupClaim),
        image == null ? null : new ManifestRequest.Image(image, imagePath),
        new ManifestRequest.Selection(contexts(), labels()));
  }

  private static Manifest manifest(ManifestRequest request, Bundle bundle) {
    try {
      return Manifest.of(request, bundle.digest(), bundle.bytes());
    } catch (ManifestException e) {
      String element = element(e.setting());
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          e.getMessage(),
          e.advice() + ": <" + element + ">, or -Dathanor.manifest." + element + ".",
          e);
    }
  }

  private static String element(ManifestException.Setting setting) {
    return switch (setting) {
      case NAME -> "name";
      case HOST -> "host";
      case DATABASE -> "database";
      case SSL_MODE -> "sslMode";
      case IMAGE -> "image";
    };
  }
}
