package dev.athanor.cli.verb;

import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.rehearsal.squash.Prune;
import dev.athanor.rehearsal.squash.Squash;
import dev.athanor.rehearsal.squash.SquashRequest;
import dev.athanor.rehearsal.squash.SquashResult;
import java.util.HashSet;
import java.util.Set;

/** One short way for empty databases in place of all revisions up to one. */
final class SquashVerb extends Verb {
  private final SourceOptions source = new SourceOptions();
  private final ScratchOptions scratch = new ScratchOptions();
  private final Set<String> accepted = new HashSet<>();
  private String to;
  private boolean prune;

  @Override
  public String summary() {
    return "Write a baseline: one short way to a revision, for databases that are empty.";
  }

  @Override
  void options(Arguments arguments) {
    source.declareFiles(arguments);
    scratch.declare(arguments);
    arguments
        .required("--to", "REVISION", "the last revision that it stands for", v -> to = v)
        .option(
            "--accept",
            "SCHEMA.TABLE.COLUMN",
            "take its values of today, which differ from run to run; repeatable",
            accepted::add)
        .flag(
            "--prune",
            "move the files of what it stands for into one beside it",
            () -> prune = true);
  }

  @Override
  CommandResult result() {
    Changelog changelog = source.changelog();
    SquashResult squashed =
        new Squash(
                new SquashRequest(
                    BundleCompiler.compile(changelog, source.options()),
                    changelog.source(),
                    to,
                    accepted,
                    scratch.settings(),
                    this::progress))
            .run();
    return prune ? new Prune(changelog.source(), source.options()).run(squashed) : squashed;
  }
}
