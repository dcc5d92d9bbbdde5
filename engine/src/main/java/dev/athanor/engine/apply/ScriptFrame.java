package dev.athanor.engine.apply;

import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.history.HistoryWriter;
import dev.athanor.engine.history.RunStamp;
import dev.athanor.engine.history.ScriptHistory;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.plan.AssumedHistory;
import dev.athanor.engine.sql.PsqlScript;
import java.util.List;
import java.util.Set;

/** How each script that writes the history begins and ends. */
final class ScriptFrame {
  /** Who runs a script. */
  static final String RUNNER = "psql";

  private final PsqlScript script = new PsqlScript();
  private final ScriptSession session;
  private final ScriptHistory history;

  /**
   * @param settings of the session; they say where the history is
   */
  ScriptFrame(SessionSettings settings) {
    this.session = new ScriptSession(settings, script);
    this.history = new ScriptHistory(settings, script);
  }

  PsqlScript script() {
    return script;
  }

  ScriptSession session() {
    return session;
  }

  ScriptHistory history() {
    return history;
  }

  /** Where the script writes. */
  HistoryTarget target() {
    return new HistoryTarget(
        history.changelog(), history.history(), RunStamp.IN_SCRIPT, false, RUNNER);
  }

  /**
   * Looks at all that a run would look at, takes the lock, and makes the tables that are missing.
   *
   * @param undone what has to have been run, and not only recorded
   * @param from the current revisions that it begins at
   */
  void open(AssumedHistory assumed, Set<ChangesetKey> undone, List<String> from) {
    session.open();
    session.lock();
    history.requirePlace(session.askedPath());
    history.requireTrust(assumed.request().options().trusted());
    history.requireRows(
        assumed.expected(undone),
        from.isEmpty() ? "base" : String.join(", ", from),
        assumed.request().options().allowUnknownHistory());
    history.create();
  }

  /** Leaves a session that another script may go on in. */
  void close(HistoryWriter writer, String what) {
    script.run(writer.deallocate());
    session.unlock();
    script.echo(what + ": done");
  }
}
