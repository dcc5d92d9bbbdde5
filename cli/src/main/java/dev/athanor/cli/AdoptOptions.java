package dev.athanor.cli;

import dev.athanor.adopt.command.AdoptRequest;
import dev.athanor.adopt.source.Tool;
import dev.athanor.cli.args.Arguments;
import dev.athanor.schema.snapshot.SnapshotOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who has migrated a database, how far, and what may be otherwise. */
public final class AdoptOptions {
  private final List<String> accepted = new ArrayList<>();
  private final List<String> excluded = new ArrayList<>();
  private Optional<Tool> tool = Optional.empty();
  private String table;
  private String at;
  private String why = "";

  public void declare(Arguments arguments) {
    arguments
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

  public AdoptRequest.From from() {
    return new AdoptRequest.From(tool, Optional.ofNullable(table), Optional.ofNullable(at));
  }

  public SnapshotOptions snapshot() {
    return SnapshotOptions.DEFAULT.withExcludedObjects(excluded);
  }

  /**
   * @param record whether the history is recorded; else it is only looked
   */
  public AdoptRequest.Terms terms(boolean record) {
    return new AdoptRequest.Terms(accepted, record, why);
  }
}
