package dev.athanor.maven;

import dev.athanor.crds.v1alpha1.DatabaseMigrationSpec;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A DatabaseMigration to be written.
 *
 * @param name of the resource, and the start of its ConfigMap's
 * @param namespace of both; empty to leave it to {@code kubectl}
 * @param spec makes the spec from the source
 */
record ManifestRequest(
    String name,
    Optional<String> namespace,
    Function<dev.athanor.crds.v1alpha1.SourceSpec, DatabaseMigrationSpec> spec) {
  /** Room for a dash and 12 digits within the 63 characters of a label value. */
  private static final int MAX_NAME = 50;

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

  ManifestRequest {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(spec, "spec");
    if (!NAME.matcher(name).matches() || name.length() > MAX_NAME) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "'" + name + "' cannot be the name of a DatabaseMigration",
          "Give athanor.manifest.name at most 50 lower-case letters, digits and '-'.");
    }
  }
}
