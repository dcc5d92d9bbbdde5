package dev.athanor.cli.verb;

import dev.athanor.cli.PlanningOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.pages.command.Docs;
import dev.athanor.pages.command.DocsRequest;
import dev.athanor.schema.snapshot.SnapshotOptions;
import java.nio.file.Path;
import java.util.Optional;

/** The schema that revisions build, and what each of them did, as pages for people. */
final class DocsVerb extends Verb {
  private final PlanningOptions planning = new PlanningOptions();
  private final SourceOptions source = new SourceOptions(planning.selection());
  private final ScratchOptions scratch = new ScratchOptions();
  private Path markdown;
  private Path site;
  private DatabaseUrl live;
  private boolean check;

  @Override
  public String summary() {
    return "Document the schema and its history, as Markdown or a site.";
  }

  @Override
  void options(Arguments arguments) {
    source.declare(arguments);
    planning.declare(arguments);
    scratch.declare(arguments);
    arguments
        .option("--markdown", "DIR", "where the Markdown goes", v -> markdown = Path.of(v))
        .option("--site", "DIR", "where a site goes, to open from there", v -> site = Path.of(v))
        .flag("--check", "write nothing, and fail where it is not up to date", () -> check = true)
        .option("--live", "URL", "document this database; it is only read", this::live);
  }

  private void live(String url) {
    live = DatabaseUrl.parse(url);
  }

  @Override
  CommandResult result() {
    Docs docs =
        new Docs(
            new DocsRequest(
                source.bundle(),
                planning.on(PlanOptions.UPGRADE),
                SnapshotOptions.DEFAULT,
                scratch.settings(),
                Optional.ofNullable(live).map(DatabaseTarget::of),
                DocsRequest.NO_ENTITIES,
                Optional.ofNullable(markdown),
                Optional.ofNullable(site)));
    return check ? docs.check() : docs.run();
  }
}
