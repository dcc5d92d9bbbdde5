package dev.athanor.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.crds.v1alpha1.BackupSpec;
import dev.athanor.crds.v1alpha1.DatabaseMigrationSpec;
import dev.athanor.crds.v1alpha1.DatabaseSpec;
import dev.athanor.crds.v1alpha1.SourceSpec;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.model.AthanorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sizes at which a ConfigMap takes another way to the cluster. */
class ManifestTest {
  @TempDir Path root;

  @Test
  void aSmallBundleNeedsNothingSpecial() {
    Bundle bundle = bundle(1_000);

    assertThat(Manifest.needsServerSide(bundle)).isFalse();
    Manifest.of(bundle, request("shop")).write(root.resolve("out"));
    assertThat(root.resolve("out")).isDirectoryContaining("glob:**/configmap.yaml");
  }

  @Test
  void aLargerOneIsForAServerSideApply() {
    Bundle bundle = bundle(200_000);

    assertThat(bundle.bytes()).hasSizeBetween(Manifest.MAX_CLIENT_SIDE, Manifest.MAX_CONFIG_MAP);
    assertThat(Manifest.needsServerSide(bundle)).isTrue();
  }

  @Test
  void whatNoConfigMapHoldsGoesIntoAnImage() throws IOException {
    Bundle bundle = bundle(1_100_000);
    Path out = Files.createDirectory(root.resolve("out"));
    Files.writeString(out.resolve("configmap.yaml"), "of the day before");

    assertThatThrownBy(() -> Manifest.of(bundle, request("shop")))
        .isInstanceOfSatisfying(
            AthanorException.class,
            e -> assertThat(e.nextStep()).contains("athanor.manifest.image"))
        .hasMessageContaining(bundle.bytes().length + " bytes");

    SourceSpec.ImageSource image =
        new SourceSpec.ImageSource("registry.example/shop@sha256:0", "/bundle.zip", null, null);
    Manifest.ofImage(bundle, request("shop"), image).write(out);
    assertThat(out.resolve("configmap.yaml")).doesNotExist();
    assertThat(out.resolve("databasemigration.yaml"))
        .content()
        .contains("reference: registry.example/shop@sha256:0", bundle.digest());
  }

  @Test
  void aNameThatKubernetesWouldRefuseIsRefused() {
    assertThatThrownBy(() -> request("My_App"))
        .hasMessage("'My_App' cannot be the name of a DatabaseMigration");
  }

  /** A bundle of one revision with this many random bytes, which do not compress. */
  private Bundle bundle(int randomBytes) {
    byte[] bytes = new byte[randomBytes / 2];
    new Random(1).nextBytes(bytes);
    try {
      Files.createDirectories(root.resolve("versions"));
      Files.writeString(
          root.resolve("versions/a.sql"),
          "--liquibase formatted sql\n-- revision: a\n-- down-revision: <base>\n\n"
              + "--changeset it:a\nSELECT '"
              + HexFormat.of().formatHex(bytes)
              + "';\n--rollback empty\n");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return BundleCompiler.compile(
        Changelog.load(ChangelogSource.versions(root)), CompileOptions.defaults());
  }

  private static ManifestRequest request(String name) {
    return new ManifestRequest(
        name,
        Optional.empty(),
        source ->
            new DatabaseMigrationSpec(
                new DatabaseSpec(
                    "postgres",
                    null,
                    "shop",
                    null,
                    new DatabaseSpec.SecretRef("shop-database"),
                    null,
                    null,
                    null),
                source,
                "head",
                null,
                new BackupSpec(BackupSpec.Policy.Never, null, null, null, null),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null));
  }
}
