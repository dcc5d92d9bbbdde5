package dev.athanor.cli.verb;

import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.command.CheckPublished;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.nio.file.Path;

/** Whether what was published of the revisions is still there as it was. */
final class CheckVerb extends Verb {
  private final SourceOptions source = new SourceOptions();
  private Path bundle;
  private String git;

  @Override
  public String summary() {
    return "Fail when a published revision was edited, removed or put behind another.";
  }

  @Override
  void options(Arguments arguments) {
    source.declare(arguments);
    arguments
        .option("--against", "FILE", "an older bundle of this changelog", v -> bundle = Path.of(v))
        .option(
            "--against-git",
            "REF",
            "the revisions where this branch left REF, such as origin/main",
            v -> git = v);
  }

  @Override
  CommandResult result() {
    if ((bundle == null) == (git == null)) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          bundle == null ? "There is nothing to compare with." : "Two are named to compare with.",
          "Give --against FILE, or --against-git REF.");
    }
    Changelog changelog = source.changelog();
    CheckPublished check = new CheckPublished(changelog, source.options());
    return git == null ? check.againstBundle(bundle) : check.againstGit(git);
  }
}
