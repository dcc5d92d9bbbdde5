package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.Utf8;
import dev.athanor.engine.plan.PlanStep;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Writes the messages of a flight; those of the next one while the server works on this one.
 *
 * <p>A flight breaks before a step with a precondition, before one that may fail without stopping
 * the run, around one outside a transaction, and behind one that may answer at length.
 */
final class FlightWriter {
  /** Transactions in a flight: beyond this, no network is so slow that it would show. */
  private static final int STEPS = 100;

  /**
   * Of all messages, in UTF-8: half of what the client's own end of the connection takes ({@link
   * Database#SEND_BUFFER}), so that sending never waits for the server. It may have stopped
   * reading, because nobody reads yet what it says: a trigger may raise any number of messages. A
   * single message may be longer, for it is read before it is answered.
   */
  private static final int BYTES = Database.SEND_BUFFER / 2;

  private final List<PlanStep> steps;
  private final RunSession session;
  private final StepRecords records;
  private final Predicate<PlanStep> alone;

  /**
   * @param alone which steps are to go with no other, whatever they are
   */
  FlightWriter(
      List<PlanStep> steps, RunSession session, StepRecords records, Predicate<PlanStep> alone) {
    this.steps = steps;
    this.session = session;
    this.records = records;
    this.alone = alone;
  }

  /**
   * Steps that go together.
   *
   * @param first index of the first one
   * @param scripts one for each step
   * @param messages one for each step; none when the first one has to go alone
   * @param offsets where in its message each script begins
   */
  record Written(
      int first, List<StepScript> scripts, List<String> messages, List<Integer> offsets) {
    int size() {
      return messages.size();
    }
  }

  /** The flight that begins with step {@code first}, which is the next to run. */
  Written write(int first) {
    return write(first, session.next(), records.next());
  }

  /** The flight behind {@code flight}, being written: right if all of that is committed. */
  Background<Written> writeAfter(Written flight) {
    long transaction = session.next() + flight.size();
    int order = records.next() + flight.size();
    return Background.start(
        "athanor-flight", () -> write(flight.first() + flight.size(), transaction, order));
  }

  private Written write(int first, long transaction, int order) {
    List<String> messages = new ArrayList<>();
    List<StepScript> scripts = new ArrayList<>();
    List<Integer> offsets = new ArrayList<>();
    long size = 0;
    boolean open = true;
    for (int i = first; open && i < steps.size(); i++) {
      PlanStep step = steps.get(i);
      StepScript script = new StepScript(step);
      if (isAlone(step, script)) {
        break;
      }
      int offset = scripts.size();
      String before = session.before(transaction + offset, offset == 0);
      String message =
          before
              + script.text()
              + session.after(transaction + offset, records.numbered(step, order + offset));
      long bytes = Utf8.length(message);
      if (offset > 0 && size + bytes > BYTES) {
        break;
      }
      scripts.add(script);
      offsets.add(before.length());
      messages.add(message);
      size += bytes;
      open = script.quiet() && scripts.size() < STEPS && size < BYTES;
    }
    return new Written(first, scripts, messages, offsets);
  }

  private boolean isAlone(PlanStep step, StepScript script) {
    return alone.test(step)
        || step.action() == PlanStep.Action.BASELINE
        || !step.changeset().transactional()
        || isGuarded(step)
        || step.isLive()
        || step.mayFail()
        || !script.oneMessage();
  }

  static boolean isGuarded(PlanStep step) {
    return step.changeset().guard().isPresent()
        && (step.action() == PlanStep.Action.APPLY || step.action() == PlanStep.Action.REAPPLY);
  }
}
