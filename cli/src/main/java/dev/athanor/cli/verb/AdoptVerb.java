package dev.athanor.cli.verb;

import dev.athanor.adopt.command.Adopt;
import dev.athanor.adopt.command.AdoptRequest;
import dev.athanor.adopt.source.Tool;
import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.PlanningOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.schema.snapshot.SnapshotOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A database that somebody else has migrated. */
final class AdoptVerb extends Verb {
  private final SourceOptions source = new SourceOptions();
  private final DatabaseOptions database = new DatabaseOptions();
  private final PlanningOptions planning = new PlanningOptions();
  private final ScratchOptions scratch = new ScratchOptions();
  private final List<String> accepted = new ArrayList<>();
  private final List<String> excluded = new ArrayList<>();
  private Optional<Tool> tool = Optional.empty();
  private String table;
  private String at;
  private boolean record;
  private String why = "";

  @Override
  public String summary() {
    return "Take over a database that Flyway, Alembic, Liquibase, others or nobody has migrated.";
  }

  @Override
  void options(Arguments arguments) {
    source.declare(arguments);
    database.declare(arguments);
    planning.declare(arguments);
    scratch.declare(arguments);
    arguments
        .flag("--record", "record what was found; without it nothing changes", () -> record = true)
        .option("--accept", "NAME", "a difference that may stay; repeatable", accepted::add)
        .option(
            "--exclude",
            "PATTERN",
            "objects to leave alone: NAME or SCHEMA.NAME with *; repeatable",
            excluded::add)
        .option(
            "--tool",
            "NAME",
            "flyway, alembic, golang-migrate, dbmate, rails, liquibase (default: whose table is"
                + " there)",
            v -> tool = Optional.of(Tool.parse(v)))
        .option("--table", "NAME", "that tool's table, where it has another name", v -> table = v)
        .option(
            "--at", "REVISION", "where the database is (default: what the table says)", v -> at = v)
        .option("--why", "TEXT", "kept with what is recorded", v -> why = v);
  }

  @Override
  CommandResult result() {
    return new Adopt(
            new AdoptRequest(
                source.bundle(),
                database.target(System.getenv()),
                new AdoptRequest.From(tool, Optional.ofNullable(table), Optional.ofNullable(at)),
                planning.on(PlanOptions.UPGRADE),
                scratch.settings(),
                SnapshotOptions.DEFAULT.withExcludedObjects(excluded),
                new AdoptRequest.Terms(accepted, record, why)))
        .run();
  }
}
