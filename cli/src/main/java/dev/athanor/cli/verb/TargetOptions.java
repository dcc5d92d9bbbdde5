package dev.athanor.cli.verb;

import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.Optional;

/** Where to. */
final class TargetOptions {
  private String given;

  void declare(Arguments arguments) {
    String help = "head, base, a revision or a unique prefix, a label, +N or -N";
    arguments.positional("REVISION", help, v -> given = v);
    arguments.option("--to", "REVISION", "the same as an option", v -> given = v);
  }

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
    return Optional.ofNullable(given);
  }
}
