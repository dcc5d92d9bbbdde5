package dev.athanor.cli;

import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.args.Values;
import dev.athanor.engine.command.Tenants;
import java.util.List;
import java.util.Optional;

/** Several schemas in place of one, each with a history of its own. */
public final class TenantOptions {
  private String schemas;
  private int parallel = Tenants.DEFAULT_PARALLEL;

  public void declare(Arguments arguments) {
    arguments
        .option(
            "--schemas",
            "NAMES",
            "each schema of these names (a,tenant_*) by itself; --search-path is what comes behind it",
            v -> schemas = v)
        .option(
            "--parallel",
            "N",
            "with --schemas: how many at the same time (default: " + Tenants.DEFAULT_PARALLEL + ")",
            v -> parallel = Values.number("--parallel", v));
  }

  public boolean areGiven() {
    return schemas != null;
  }

  /** Empty for one history, wherever the search path finds it. */
  public Optional<Tenants> tenants(DatabaseOptions database) {
    return Optional.ofNullable(schemas)
        .map(names -> new Tenants(List.of(names.split(",", -1)), database.searchPath(), parallel));
  }
}
