package dev.athanor.engine.apply;

import dev.athanor.engine.model.Cut;
import dev.athanor.engine.plan.PlanStep;
import java.sql.SQLWarning;
import java.util.function.Consumer;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;

/**
 * What the server says beside its answers: an identifier that it cuts, what {@code IF EXISTS} did
 * not find, what a changeset raises. A few messages of each step are passed on and the rest is
 * counted, for a trigger may raise one a row.
 */
final class ServerMessages {
  private static final int PASSED_ON = 20;
  private static final int TEXT_LIMIT = 2000;

  private final Consumer<String> warnings;
  private PlanStep step;
  private int count;

  /** What was heard when the step was tried before, and is heard again. */
  private int repeated;

  ServerMessages(Consumer<String> warnings) {
    this.warnings = warnings;
  }

  /** What is heard from now on is of this step. */
  void of(PlanStep started) {
    end();
    step = started;
    repeated = 0;
  }

  /** The step is tried again, and what it made the server say the first time is said again. */
  void again() {
    repeated = Math.max(repeated, count);
    count = 0;
  }

  /** Says how many messages of the last step were not passed on. */
  void end() {
    int heard = Math.max(repeated, count);
    if (heard > PASSED_ON) {
      say("and " + (heard - PASSED_ON) + " more messages of the server");
    }
    count = 0;
    repeated = 0;
  }

  void hear(SQLWarning warning) {
    if (++count <= PASSED_ON && count > repeated) {
      say(text(warning));
    }
  }

  private void say(String text) {
    warnings.accept(step.changeset().key() + ": " + text);
  }

  private static String text(SQLWarning warning) {
    ServerErrorMessage said =
        warning instanceof PSQLWarning server ? server.getServerErrorMessage() : null;
    return said == null
        ? shown(String.valueOf(warning.getMessage()))
        : said.getSeverity() + ": " + shown(String.valueOf(said.getMessage()));
  }

  private static String shown(String text) {
    return text.length() <= TEXT_LIMIT ? text : Cut.head(text, TEXT_LIMIT) + "…";
  }
}
