package dev.athanor.maven;

import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.ShowPlan;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.pages.command.PlanPicture;
import dev.athanor.pages.command.PlanSizes;
import dev.athanor.pages.command.ReviewFiles;
import dev.athanor.rehearsal.lint.Sizes;
import java.io.File;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Shows what reaching a target would run, statement for statement, and its risks. */
@Mojo(name = "plan", threadSafe = true)
public final class PlanMojo extends DatabaseMojo {

  /**
   * Where to: {@code head}, {@code base}, a revision or a unique prefix of one, +N, -N; or a range
   * {@code A:B}, for which no database is asked.
   */
  @Parameter(property = "athanor.to", defaultValue = "${to}")
  private String to;

  /**
   * Writes a range {@code A:B} as a script for psql, and asks no database: what a run from A to B
   * does, run by {@code psql -X -f} on a database at A.
   */
  @Parameter(property = "athanor.sql", defaultValue = "false")
  private boolean sql;

  /** Where that script goes. */
  @Parameter(
      property = "athanor.sqlFile",
      defaultValue = "${project.build.directory}/athanor/migration.sql",
      required = true)
  private File sqlFile;

  /** Writes the plan as Markdown, too: the comment on a pull request. */
  @Parameter(property = "athanor.plan.markdown")
  private File planMarkdown;

  /** Writes the plan as a page of HTML, too, for a person to review. */
  @Parameter(property = "athanor.plan.html")
  private File planHtml;

  /**
   * Draws into both which tables, columns and foreign keys change: the revisions are replayed in a
   * scratch PostgreSQL for it.
   */
  @Parameter(property = "athanor.plan.picture", defaultValue = "false")
  private boolean planPicture;

  /** A running PostgreSQL to use instead; its user may create databases. */
  @Parameter(property = "athanor.scratch.url")
  private String scratchUrl;

  /** How long the scratch PostgreSQL stays up unused; 0 ends it with the goal. */
  @Parameter(property = "athanor.scratch.idle", defaultValue = "20m")
  private String scratchIdle;

  @Override
  void runOnChangelog() {
    PlanOptions options = planOptions(PlanOptions.either(true), false);
    new ScriptChoice(sql, sqlFile)
        .result(target(), this::bundle, options, sessionSettings(), tenants())
        .ifPresentOrElse(plan -> show(plan, Optional.empty()), super::runOnChangelog);
  }

  @Override
  boolean takesTenants() {
    return true;
  }

  @Override
  void runOn(DatabaseTarget database, boolean ownServer) {
    PlanOptions options = planOptions(PlanOptions.either(true), ownServer);
    ShowPlan plan = new ShowPlan(new PlanRequest(bundle(), target(), options), database);
    PlanSizes sizes = new PlanSizes(bundle(), tables -> Sizes.of(database).texts(tables));
    show(tenants().<CommandResult>map(plan::run).orElseGet(plan::run), Optional.of(sizes));
  }

  private void show(CommandResult plan, Optional<PlanSizes> sizes) {
    new ReviewFiles(
            Optional.ofNullable(planMarkdown).map(File::toPath),
            Optional.ofNullable(planHtml).map(File::toPath),
            planPicture ? Optional.of(picture()) : Optional.empty(),
            sizes)
        .write(plan);
    print(plan);
  }

  private PlanPicture picture() {
    PlanOptions options = planOptions(PlanOptions.either(true), false);
    return new PlanPicture(bundle(), options, scratch(scratchUrl, scratchIdle));
  }

  private String target() {
    return to == null ? "head" : to;
  }
}
