package dev.athanor.cli.verb;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where to. {@code -1} alone is read as {@code --to=-1}: it would look like an option. */
final class TargetOptions {
  @Parameters(
      arity = "0..1",
      paramLabel = "REVISION",
      description = "head, base, a revision or a unique prefix, a label, +N or -N.")
  String positional;

  @Option(names = "--to", paramLabel = "REVISION", description = "The same as an option.")
  String option;

  String orHead() {
    return given().orElse("head");
  }

  String required() {
    return given()
        .orElseThrow(
            () ->
                new AthanorException(
                    Reason.INVALID_CONFIGURATION,
                    "A downgrade needs a target.",
                    "Say where to: -1 for one revision back, a revision, or base."));
  }

  private Optional<String> given() {
    return Optional.ofNullable(option == null ? positional : option);
  }
}
