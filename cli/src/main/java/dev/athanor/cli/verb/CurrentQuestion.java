package dev.athanor.cli.verb;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.PlanningOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.Current;
import dev.athanor.engine.plan.PlanOptions;
import java.util.List;

/** Which database a verb about revisions asks where {@code current} is named, and only there. */
final class CurrentQuestion {
  private final SourceOptions source;
  private final DatabaseOptions database = DatabaseOptions.forSomeUses();
  private final PlanningOptions planning;

  CurrentQuestion(SourceOptions source) {
    this.source = source;
    this.planning = new PlanningOptions(source.selection());
  }

  void declare(Arguments arguments) {
    database.declare(arguments);
    planning.declare(arguments);
  }

  /** Connects. */
  List<String> ids() {
    return new Current(
            source.bundle(),
            database.target(System.getenv()),
            planning.on(PlanOptions.UPGRADE),
            false)
        .ids();
  }
}
