package dev.athanor.cli.verb;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.PlanningOptions;
import dev.athanor.cli.TenantOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.ShowPlan;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.pages.command.PlanPicture;
import dev.athanor.pages.command.PlanSizes;
import dev.athanor.pages.command.ReviewFiles;
import dev.athanor.rehearsal.lint.Sizes;
import java.nio.file.Path;
import java.util.Optional;

/** The plan, statement for statement. */
final class PlanVerb extends Verb {
  private final DatabaseOptions database = new DatabaseOptions();
  private final PlanningOptions planning = new PlanningOptions();
  private final SourceOptions source = new SourceOptions(planning.selection());
  private final TargetOptions target = new TargetOptions();
  private final TenantOptions tenants = new TenantOptions();
  private final ScriptOptions script = new ScriptOptions();
  private Path markdown;
  private Path html;
  private final ScratchOptions scratch = new ScratchOptions();
  private boolean picture;

  /** The database that the plan was made for; null where none was asked. */
  private DatabaseTarget asked;

  @Override
  public String summary() {
    return "Show what reaching a revision would run.";
  }

  @Override
  void options(Arguments arguments) {
    source.declare(arguments);
    database.declare(arguments);
    planning.declare(arguments);
    target.declare(arguments);
    tenants.declare(arguments);
    script.declare(arguments);
    arguments
        .option("--markdown", "FILE", "write a pull request's comment", v -> markdown = Path.of(v))
        .option("--html", "FILE", "write a page to review", v -> html = Path.of(v))
        .flag(
            "--picture",
            "draw into both what changes in the schema, as a replay in a scratch PostgreSQL shows it",
            () -> picture = true);
    scratch.declare(arguments);
  }

  @Override
  CommandResult result() {
    CommandResult result = plan();
    new ReviewFiles(
            Optional.ofNullable(markdown),
            Optional.ofNullable(html),
            picture ? Optional.of(picture()) : Optional.empty(),
            Optional.ofNullable(asked).map(this::sizes))
        .write(result);
    return result;
  }

  private PlanSizes sizes(DatabaseTarget asked) {
    return new PlanSizes(source.bundle(), tables -> Sizes.of(asked).texts(tables));
  }

  private PlanPicture picture() {
    PlanOptions options = planning.on(PlanOptions.either(true));
    return new PlanPicture(source.bundle(), options, scratch.settings());
  }

  private CommandResult plan() {
    PlanOptions either = PlanOptions.either(true);
    return script
        .result(target.orHead(), source, planning, database, either, tenants)
        .orElseGet(() -> plan(planning.on(either, source.classpath())));
  }

  private CommandResult plan(PlanOptions options) {
    PlanRequest request = new PlanRequest(source.bundle(), target.orHead(), options);
    asked = database.target(System.getenv());
    ShowPlan plan = new ShowPlan(request, asked);
    return tenants.tenants(database).<CommandResult>map(plan::run).orElseGet(plan::run);
  }
}
