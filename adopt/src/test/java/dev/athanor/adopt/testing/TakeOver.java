package dev.athanor.adopt.testing;

import dev.athanor.adopt.command.Adopt;
import dev.athanor.adopt.command.AdoptRequest;
import dev.athanor.adopt.command.Adopted;
import dev.athanor.adopt.source.Tool;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.command.Current;
import dev.athanor.engine.command.ShowPlan;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.schema.snapshot.SnapshotOptions;
import java.util.List;
import java.util.Optional;

/** A database of the installed server, and the revisions that are to take it over. */
public final class TakeOver {
  private final Bundle bundle;
  private final String database;
  private AdoptRequest.From from = AdoptRequest.From.ANYWHERE;

  public TakeOver(Import imported, String database) {
    this(imported.bundle(), database);
  }

  public TakeOver(Bundle bundle, String database) {
    this.bundle = bundle;
    this.database = database;
  }

  public TakeOver at(String revision) {
    from = new AdoptRequest.From(from.tool(), from.table(), Optional.of(revision));
    return this;
  }

  public TakeOver from(Tool tool) {
    from = new AdoptRequest.From(Optional.of(tool), from.table(), from.revision());
    return this;
  }

  public Adopted look(String... accepted) {
    return run(new AdoptRequest.Terms(List.of(accepted), false, ""));
  }

  public Adopted record(String... accepted) {
    return run(new AdoptRequest.Terms(List.of(accepted), true, "moved"));
  }

  private Adopted run(AdoptRequest.Terms terms) {
    return new Adopt(
            new AdoptRequest(
                bundle,
                Import.target(database),
                from,
                PlanOptions.UPGRADE,
                Import.scratch(),
                SnapshotOptions.DEFAULT,
                terms))
        .run();
  }

  public List<String> current() {
    return new Current(bundle, Import.target(database), PlanOptions.UPGRADE, false).ids();
  }

  /** How many changesets an upgrade to there would run. */
  public int pending(String target) {
    return new ShowPlan(
            new PlanRequest(bundle, target, PlanOptions.UPGRADE), Import.target(database))
        .run()
        .plan()
        .steps()
        .size();
  }
}
