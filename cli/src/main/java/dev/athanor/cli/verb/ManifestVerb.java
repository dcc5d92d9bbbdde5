package dev.athanor.cli.verb;

import dev.athanor.cli.args.Arguments;
import dev.athanor.crds.manifest.Manifest;
import dev.athanor.crds.manifest.ManifestException;
import dev.athanor.crds.manifest.ManifestRequest;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.WriteManifests;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import java.nio.file.Path;

/** Writes what a cluster gets. */
final class ManifestVerb extends Verb {
  private final SourceOptions source = new SourceOptions();
  private final ManifestOptions manifest = new ManifestOptions();
  private Path directory;

  @Override
  public String summary() {
    return "Write an immutable ConfigMap and a DatabaseMigration for kubectl apply.";
  }

  @Override
  void options(Arguments arguments) {
    source.declare(arguments);
    manifest.declare(arguments);
    arguments.requiredPositional("DIRECTORY", "where to write them", v -> directory = Path.of(v));
  }

  @Override
  CommandResult result() {
    ManifestRequest request = manifest.request(source.selection());
    Bundle bundle = source.bundle();
    Manifest written = manifest(request, bundle);
    CommandResult result =
        new WriteManifests(
                request.name(),
                directory,
                written.files(),
                new PlanRequest(
                    bundle, request.target(), source.selection().on(PlanOptions.UPGRADE)))
            .run();
    progress(written.needs());
    written.hint().ifPresent(this::progress);
    return result;
  }

  private static Manifest manifest(ManifestRequest request, Bundle bundle) {
    try {
      return Manifest.of(request, bundle.digest(), bundle.bytes());
    } catch (ManifestException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          e.getMessage(),
          e.advice() + ": " + ManifestOptions.option(e.setting()) + ".",
          e);
    }
  }
}
