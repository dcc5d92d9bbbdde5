package dev.athanor.cli;

import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.args.Values;
import java.util.List;

/** Which changesets count, and which values of properties. */
public final class SelectionOptions {
  private List<String> contexts = List.of();
  private String labels = "";

  public void declare(Arguments arguments) {
    arguments
        .option("--contexts", "A,B", "Liquibase contexts", v -> contexts = Values.list(v))
        .option("--labels", "EXPR", "Liquibase label expression", v -> labels = v);
  }

  public List<String> contexts() {
    return contexts;
  }

  public String labels() {
    return labels;
  }
}
