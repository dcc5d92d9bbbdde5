package dev.athanor.maven;

import dev.athanor.crds.v1alpha1.BackupSpec;
import dev.athanor.crds.v1alpha1.DatabaseMigrationSpec;
import dev.athanor.crds.v1alpha1.DatabaseSpec;
import dev.athanor.crds.v1alpha1.SourceSpec;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.File;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Writes what {@code kubectl apply} takes: an immutable ConfigMap and a DatabaseMigration. */
@Mojo(name = "manifest", defaultPhase = LifecyclePhase.PACKAGE, threadSafe = true)
public final class ManifestMojo extends ChangelogMojo {

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

  /** Liquibase's changelog parameters. */
  @Parameter private Map<String, String> parameters = Map.of();

  /** Where compiled revisions are kept from one run to the next. */
  @Parameter(
      property = "athanor.cache",
      defaultValue = "${project.build.directory}/athanor/cache",
      required = true)
  private File cache;

  @Override
  void runOnChangelog() {
    required("athanor.manifest.host", "host", host);
    required("athanor.manifest.database", "database", database);
    ManifestRequest request = new ManifestRequest(name, Optional.ofNullable(namespace), this::spec);
    Bundle bundle =
        BundleCompiler.compile(
            changelog(),
            CompileOptions.defaults().withParameters(parameters).withCache(cache.toPath()));
    Manifest manifest =
        image == null
            ? Manifest.of(bundle, request)
            : Manifest.ofImage(
                bundle, request, new SourceSpec.ImageSource(image, imagePath, null, null));
    manifest.write(directory.toPath());
    getLog().info("Wrote the manifests of " + name + " to " + directory);
    if (image == null && Manifest.needsServerSide(bundle)) {
      getLog()
          .warn(
              "The bundle has "
                  + bundle.bytes().length
                  + " bytes, more than a client-side apply can note down: use kubectl apply"
                  + " --server-side.");
    }
  }

  private DatabaseMigrationSpec spec(SourceSpec source) {
    return new DatabaseMigrationSpec(
        new DatabaseSpec(
            host,
            port,
            database,
            null,
            new DatabaseSpec.SecretRef(secret == null ? name + "-database" : secret),
            sslMode(),
            role,
            null),
        source,
        to == null ? "head" : to,
        allowDowngrade ? true : null,
        backup(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private BackupSpec backup() {
    if (backupPolicy == BackupSpec.Policy.Never) {
      return new BackupSpec(backupPolicy, null, null, null, null);
    }
    String claim = backupClaim == null ? name + "-backups" : backupClaim;
    return new BackupSpec(
        backupPolicy, new BackupSpec.PersistentVolumeClaimRef(claim), null, null, null);
  }

  private DatabaseSpec.SslMode sslMode() {
    if (sslMode == null) {
      return null;
    }
    return Arrays.stream(DatabaseSpec.SslMode.values())
        .filter(mode -> mode.value().equals(sslMode))
        .findFirst()
        .orElseThrow(
            () ->
                new AthanorException(
                    Reason.INVALID_CONFIGURATION,
                    "'" + sslMode + "' is no sslmode",
                    "Use disable, allow, prefer, require, verify-ca or verify-full."));
  }

  private static void required(String property, String element, String value) {
    if (value == null || value.isBlank()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "the manifest needs a " + element,
          "Set <" + element + "> in the plugin's configuration, or -D" + property + ".");
    }
  }
}
